"""What the page of an award says: its snapshot's words, and checks really made just now."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from credentials.art import images
from credentials.art.certificate import reach_svg
from credentials.models import Award
from credentials.models.achievements import Kind
from credentials.pages import picture
from credentials.pages.halves import Half, both, checked, worst
from credentials.pages.history import history
from credentials.pages.renewals import offer
from credentials.printing.words import has_earned, together
from credentials.standards.openbadges import hours

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lms.accounts.models import User


def shown(found: Award, reader: User | AnonymousUser) -> dict[str, Any]:
    """Everything on the page of an award (ours, of a joint pair) for one reader."""
    halves = checked(both(found))
    said = found.snapshot
    achievement = said["achievement"]
    strands = images.strands_of(said)
    minutes = achievement["minutes"]
    return {
        "award": found,
        "said": said,
        "achievement": achievement,
        "has_earned": has_earned(achievement["kind"]),
        "halves": halves,
        "report": worst(halves),
        "issuers": together([half.issuer for half in halves]),
        "is_joint": len(halves) > 1,
        "level": achievement.get("level", ""),
        "hours": hours(minutes) if minutes else "",
        "stone": images.stone_of(said),
        "reach": reach_svg(strands) if strands else "",
        "drawing": how_it_was_earned(found),
        "decided": decided(found, halves),
        "components": counted(found),
        "is_holder": found.recipient_id == reader.pk,
        "offer": offer(found, reader),
        "history": history(found, reader),
    }


def how_it_was_earned(found: Award) -> Any:
    """The rule of that day, with the streams that were counted; None without a rule."""
    if found.rule is None:
        return None
    held = {part["public_id"] for part in counted(found)}
    leaves = [leaf for g in found.rule.tree["groups"] for leaf in g["leaves"]]
    way = picture.Way(
        held=frozenset(x["id"] for x in leaves if x["public_id"] in held),
        links={x["id"]: f"/achievements/{x['public_id']}/" for x in leaves},
    )
    achievement = found.snapshot["achievement"]
    return picture.drawing(
        picture.confluence(
            found.rule.tree,
            slug=achievement["slug"],
            title=achievement["name"],
            way=way,
            earned=True,
        )
    )


def counted(found: Award) -> list[dict[str, str]]:
    """The badges that counted for a certificate: their names and achievements."""
    return [
        {
            "name": part["name"],
            "slug": part["slug"],
            "public_id": part["achievement"].rpartition("/")[2],
        }
        for part in found.snapshot["components"]
    ]


def decided(found: Award, halves: list[Half]) -> list[str]:
    """Who or what decided, and when: one sentence each."""
    day = _day(found.awarded_at)
    kind = found.snapshot["achievement"]["kind"]
    if kind == Kind.SIGN_OFF:
        return [
            _(
                "A facilitator looked at the work with the holder, by the public rubric, and signed it off on %(day)s."
            )
            % {"day": day}
        ]
    if found.rule is None:
        return [
            _(
                "By the server, on %(day)s, when the last step that the course requires was done. Nobody applied, and nobody was asked."
            )
            % {"day": day}
        ]
    rule = _(
        "By the published rule, version %(version)s of %(published)s: it was met on %(day)s."
    ) % {
        "version": found.rule.version,
        "published": _day(found.rule.published_at),
        "day": day,
    }
    return [rule, *_approvals(found, halves)]


def _approvals(found: Award, halves: list[Half]) -> list[str]:
    names = {half.award.achievement.issuer_id: half.issuer for half in halves}
    return [
        _("A signatory of %(issuer)s approved it by name on %(day)s.")
        % {
            "issuer": names[approval["issuer"]],
            "day": _day(dt.datetime.fromisoformat(approval["when"])),
        }
        for approval in found.basis.get("approvals", [])
        if approval["issuer"] in names
    ]


def _day(moment: dt.datetime) -> str:
    return str(date_format(moment.astimezone(dt.UTC).date(), "j F Y"))
