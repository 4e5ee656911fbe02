"""The next cycle of an award that expires."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from credentials.actions.awards import Reasons, add_award, lock, supersede
from credentials.errors import NotRenewable
from credentials.models import Award, ProgramRule
from credentials.pages.renewals import Grounds, grounds_of, offer, whole, why_not
from credentials.permissions import can_manage_awards
from credentials.rules.facts import award_facts, rule_facts
from credentials.standards import proofs
from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import require

__all__ = ["offer", "renew_award"]


@transaction.atomic
def renew_award(award: Award, *, by: User) -> Award:
    """Grant the next cycle of a certificate, linked to the old one, which is superseded.

    Its holder does so inside the window; a site administrator also after it. The rule
    in force must hold today, and what it asks for anew must have been earned since the
    cycle began. Renewed before its end, the new one begins where the old one ends.
    Both halves of a joint certificate are renewed together; both issuers approved the
    person once and are not asked again. Renewing twice returns the renewal. Locks the
    person; publishes AwardGranted.

    Raises:
        PermissionDenied: `by` is neither its holder nor a site administrator.
        NotRenewable: with what is missing, and the dates.
    """
    is_holder = by.pk == award.recipient_id
    require(
        is_holder or can_manage_awards(by),
        _("Only its holder can renew a credential."),
    )
    person = lock(award.recipient_id)
    asked = _fresh(award.pk)
    ours = _fresh(whole(asked).pk)
    if renewal := ours.renewals.standing().first():
        return _half_of(renewal, asked)
    if not ours.stands:
        raise NotRenewable(_("This award was taken back, so it cannot be renewed."))
    grounds = grounds_of(ours)
    refusal = why_not(ours, grounds, now=clock.now(), is_late=not is_holder)
    if refusal or grounds.rule is None:
        raise NotRenewable(refusal)
    reason = (
        _("Renewed by its holder.")
        if is_holder
        else _("Renewed after its time, by the site.")
    )
    why = reasons_of(ours, grounds.rule, grounds)
    renewal = add_award(ours.achievement, person, by=by, why=why, renews=ours)
    supersede(ours, by=by, reason=reason)
    theirs = ours.other_half
    if theirs is not None and theirs.stands:
        add_award(
            theirs.achievement,
            person,
            by=by,
            why=why,
            renews=_fresh(theirs.pk),
            joint_with=renewal,
        )
        supersede(theirs, by=by, reason=reason)
    return _half_of(renewal, asked)


def reasons_of(award: Award, rule: ProgramRule, grounds: Grounds) -> Reasons:
    """Why the next cycle is granted: the rule of today and the awards that count for it.

    Who approved a joint certificate is carried over from the cycle before.
    """
    counted = tuple(dict.fromkeys((*grounds.held, *grounds.fresh)))
    basis = {
        **rule_facts(rule, grounds.held),
        "renews": award.pk,
        "since": proofs.moment(award.awarded_at),
        "renewal": [award_facts(part) for part in grounds.fresh],
    }
    if approvals := award.basis.get("approvals"):
        basis["approvals"] = approvals
    return Reasons(
        basis=basis,
        rule=rule,
        minutes=sum(part.snapshot["achievement"]["minutes"] for part in counted),
        components=counted,
    )


def _fresh(award_id: int) -> Award:
    found: Award = Award.objects.select_related(
        "achievement__issuer", "renews", "joint_with__achievement", "joint_with__renews"
    ).get(pk=award_id)
    return found


def _half_of(renewal: Award, asked: Award) -> Award:
    """Of a renewed pair the half of which the renewal was asked."""
    if renewal.achievement_id == asked.achievement_id:
        return renewal
    return renewal.other_half or renewal
