"""Whether an award can be renewed, until when, and what is still missing: in sentences."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from credentials.models import Award, ProgramRule
from credentials.models.achievements import Kind
from credentials.rules.requirements import Group, missing
from credentials.rules.validity import State, Window, end_of
from lms.core import clock

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lms.accounts.models import User


@dataclass(frozen=True)
class Wanted:
    """An achievement that a renewal still asks for, and its page."""

    name: str
    href: str


@dataclass(frozen=True)
class Grounds:
    """What a renewal rests on: the rule in force and the holder's valid awards.

    `held` counts for the rule, `fresh` was earned since the cycle began and counts for
    what the rule asks for anew. `wanted` is the fewest that finish both.
    """

    rule: ProgramRule | None
    held: tuple[Award, ...] = ()
    fresh: tuple[Award, ...] = ()
    wanted: tuple[Wanted, ...] = ()
    is_possible: bool = True


@dataclass(frozen=True)
class Offer:
    """What its holder reads about the end of an award, and whether a button follows."""

    state: State
    window: Window
    sentence: str
    can_renew: bool = False
    detail: str = ""
    wanted: tuple[Wanted, ...] = ()


@dataclass(frozen=True)
class End:
    """The end of an award in a few words; `asks`: it is time to do something."""

    words: str
    asks: bool


def offer(
    award: Award, user: User | AnonymousUser | None, *, zone: str = ""
) -> Offer | None:
    """What can be done about an award's end: for its holder alone, while it stands.

    Days are in UTC, as the signed file has them, or in a time zone.
    """
    window = award.window
    if window is None or not award.stands or getattr(user, "pk", None) is None:
        return None
    if user is None or user.pk != award.recipient_id:
        return None
    now = clock.now()
    grounds = grounds_of(award)
    refusal = why_not(award, grounds, now=now, zone=zone)
    if refusal:
        told = now < window.opens and grounds.rule is not None
        detail = "" if told else refusal
    else:
        detail = _renewed_words(award, now, zone)
    return Offer(
        state=window.state(now),
        window=window,
        sentence=end_words(window, now, zone=zone, is_renewed=grounds.rule is not None),
        can_renew=not refusal,
        detail=detail,
        wanted=grounds.wanted if window.opens <= now else (),
    )


def grounds_of(award: Award) -> Grounds:
    """The rule in force and what counts for it today. Three queries."""
    ours = whole(award)
    rule = (
        ProgramRule.objects.in_force()
        .filter(achievement=ours.achievement_id)
        .select_related("achievement__issuer")
        .first()
    )
    if rule is None:
        return Grounds(None)
    named = {x for g in (*rule.groups, *rule.renewal_groups) for x in g.leaves}
    valid = list(
        Award.objects.held_by(ours.recipient_id)
        .filter(achievement__in=named)
        .select_related("achievement")
        .order_by("pk")
    )
    fresh = [award for award in valid if award.awarded_at > ours.awarded_at]
    still = _wanted(rule, "groups", rule.groups, valid)
    anew = _wanted(rule, "renewal", rule.renewal_groups, fresh)
    names, renewed = _names(rule.groups), _names(rule.renewal_groups)
    return Grounds(
        rule=rule,
        held=tuple(award for award in valid if award.achievement_id in names),
        fresh=tuple(award for award in fresh if award.achievement_id in renewed),
        wanted=tuple(dict.fromkeys((*(still or ()), *(anew or ())))),
        is_possible=still is not None and anew is not None,
    )


def whole(award: Award) -> Award:
    """Of a joint certificate our half, which its rule names; else the award itself."""
    return award.joint_with or award


def why_not(
    award: Award,
    grounds: Grounds,
    *,
    now: dt.datetime,
    is_late: bool = False,
    zone: str = "",
) -> str:
    """Why an award cannot be renewed now, in a sentence; empty when it can.

    `is_late`: somebody of the site renews it after its time.
    """
    window = award.window
    if window is None:
        return _("This award does not expire, so there is nothing to renew.")
    if whole(award).achievement.retired_at is not None:
        return _("%(name)s is retired, so it cannot be renewed.") % {
            "name": award.achievement.name
        }
    if grounds.rule is None:
        return _earned_again_words(award)
    if now < window.opens:
        return _("It can be renewed from %(day)s.") % {"day": day(window.opens, zone)}
    if now > window.closes and not is_late:
        return _(
            "It could be renewed until %(day)s. Earn one more of what it asks for and it is granted anew, or ask us: we can renew it late."
        ) % {"day": day(window.closes, zone)}
    if not grounds.is_possible:
        return _("Its rule cannot be met at present. Write to us; it is our mistake.")
    if grounds.wanted:
        return _("Still missing for the renewal: %(names)s.") % {
            "names": _listed([w.name for w in grounds.wanted])
        }
    return ""


def end_words(
    window: Window, now: dt.datetime, *, zone: str = "", is_renewed: bool = True
) -> str:
    """When an award ends or ended, and from when until when it can be renewed.

    `is_renewed`: by its holder with a button; not so what is earned again.
    """
    state = window.state(now)
    words = {
        State.VALID: _("It can be renewed from %(opens)s."),
        State.RENEWABLE: _("It can be renewed until %(closes)s."),
        State.GRACE: _("It can still be renewed until %(closes)s."),
    }
    is_over = state in (State.GRACE, State.EXPIRED)
    end = _("Expired on %(ends)s.") if is_over else _("Valid until %(ends)s.")
    sentences = [end, words.get(state, "") if is_renewed else ""]
    return " ".join(filter(None, sentences)) % {
        "ends": day(window.ends, zone),
        "opens": day(window.opens, zone),
        "closes": day(window.closes, zone),
    }


def end_of_one(award: Award) -> End | None:
    """The end of an award in a few words, for a list; None when it has none."""
    window = award.window
    if window is None or not award.stands:
        return None
    words = {
        State.VALID: _("expires on %(ends)s"),
        State.RENEWABLE: _("renew by %(closes)s"),
        State.GRACE: _("expired, renew by %(closes)s"),
        State.EXPIRED: _("expired on %(ends)s"),
    }
    now = clock.now()
    return End(
        words[window.state(now)]
        % {"ends": day(window.ends), "closes": day(window.closes)},
        asks=window.is_open(now),
    )


def day(moment: dt.datetime, zone: str = "") -> str:
    """A calendar day in words: "3 May 2026". In UTC, as credentials say it, or a zone."""
    there = moment.astimezone(ZoneInfo(zone) if zone else dt.UTC)
    return str(date_format(there.date(), "j F Y"))


def _earned_again_words(award: Award) -> str:
    if award.achievement.kind == Kind.SIGN_OFF:
        return _("It is renewed by being signed off again: ask your facilitator.")
    return _("It is renewed by being earned again.")


def _renewed_words(award: Award, now: dt.datetime, zone: str) -> str:
    until = end_of(award.achievement.valid_months, now=now, before=award.expires_at)
    if until is None:
        return _("Renewed today, it does not expire any more.")
    return _("Renewed today, it is valid until %(day)s.") % {"day": day(until, zone)}


def _names(groups: list[Group]) -> set[int]:
    return {leaf for group in groups for leaf in group.leaves}


def _wanted(
    rule: ProgramRule, part: str, groups: list[Group], awards: list[Award]
) -> list[Wanted] | None:
    """The fewest achievements that finish some groups; None when nothing could."""
    if not groups:
        return [] if part == "renewal" else None
    found = missing(groups, {a.achievement_id for a in awards}, shared=rule.is_shared)
    if not found.is_possible:
        return None
    leaves: dict[int, Any] = {
        x["id"]: x for group in rule.tree[part] for x in group["leaves"]
    }
    return [
        Wanted(str(leaves[x]["name"]), f"/achievements/{leaves[x]['public_id']}/")
        for x in found.leaves
    ]


def _listed(names: list[str]) -> str:
    quoted = [_("“%(name)s”") % {"name": name} for name in names]
    if len(quoted) < 2:
        return "".join(quoted)
    return _("%(some)s and %(last)s") % {
        "some": ", ".join(quoted[:-1]),
        "last": quoted[-1],
    }
