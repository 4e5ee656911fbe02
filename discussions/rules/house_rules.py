"""How we talk here: the sentences that a reminder quotes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from discussions.models.care import FlagReason

HOUSE_RULES = {
    FlagReason.NAMES_CHILD: _(
        "We name and show no child, and nothing by which others know which child it is."
    ),
    FlagReason.DANGER: _(
        "When somebody may be in danger we call for help first, and do not talk it over here."
    ),
    FlagReason.UNKIND: _(
        "We talk about what was done and said, never about what somebody is."
    ),
    FlagReason.ADVERT: _("Nothing is sold here."),
    FlagReason.OTHER: _("We stay with the question, so that everybody can follow."),
}
