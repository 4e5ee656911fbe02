"""Every on_<event>: who is told what. Each is safe to run twice."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from credentials.events import (
    AwardGranted,
    CandidacyApproved,
    CandidacyOpened,
    ProgramOpened,
)
from credentials.models import Award, Candidacy, Issuer, ProgramPage, Signatory
from credentials.pages.interest import already_counting
from discussions.events import FlagResolved, PostHidden
from discussions.models import Flag, RoomReader, ThreadReader
from lms.accounts.events import UserAnonymized
from lms.accounts.models import User
from lms.core import clock
from lms.notifications.actions import mail_once
from lms.notifications.models import (
    DeliveryPreference,
    Notification,
    NotificationKind,
)


def on_award_granted(event: AwardGranted) -> None:
    """Tell the recipient of a badge or certificate, on the site and by one mail.

    A partner's half is not told of again: its page is that of the half that was.
    """
    award = Award.objects.select_related("recipient", "achievement").get(
        pk=event.award_id
    )
    if award.recipient.anonymized_at is not None or award.joint_with_id is not None:
        return
    url = f"/credentials/{award.public_id}/"
    title, kind = award.achievement.name, NotificationKind.AWARD
    if award.cycle > 1:
        title, kind = _("“%(name)s” is renewed.") % {"name": title}, kind.RENEWAL
    told, _created = Notification.objects.get_or_create(
        recipient=award.recipient,
        dedupe_key=f"award:{award.pk}",
        defaults={
            "kind": kind,
            "url": url,
            "data": {"title": title},
            "created_at": award.awarded_at,
        },
    )
    mail_once(
        told,
        "award_granted" if award.cycle == 1 else "award_renewed",
        {"award": award, "person": award.recipient, "url": url},
    )


def on_candidacy_opened(event: CandidacyOpened) -> None:
    """Tell the signatories of both issuers, on the site, that somebody waits."""
    candidacy = Candidacy.objects.select_related("achievement__counterpart").get(
        pk=event.candidacy_id
    )
    certificate = candidacy.achievement
    issuers = [certificate.issuer_id]
    if certificate.counterpart is not None:
        issuers.append(certificate.counterpart.issuer_id)
    title = _("Somebody waits for your approval: “%(name)s”.") % {
        "name": certificate.name
    }
    _tell_signatories(candidacy, issuers, key=f"candidacy:{candidacy.pk}", title=title)


def on_candidacy_approved(event: CandidacyApproved) -> None:
    """Tell the other issuer's signatories, on the site, that theirs is the last word."""
    candidacy = Candidacy.objects.select_related("achievement__counterpart").get(
        pk=event.candidacy_id
    )
    certificate = candidacy.achievement
    if certificate.counterpart is None or candidacy.settled_at is not None:
        return
    asked = {certificate.issuer_id, certificate.counterpart.issuer_id}
    issuer = Issuer.objects.get(pk=event.issuer_id)
    title = _("%(issuer)s has approved, you have not yet: “%(name)s”.") % {
        "issuer": issuer.name,
        "name": certificate.name,
    }
    _tell_signatories(
        candidacy,
        asked - {issuer.pk},
        key=f"approved:{candidacy.pk}:{issuer.pk}",
        title=title,
    )


def _tell_signatories(
    candidacy: Candidacy, issuers: Collection[int], *, key: str, title: str
) -> None:
    """One row each, never for the candidate; no mail: the page of approvals has them all."""
    people = (
        Signatory.objects.filter(issuer__in=issuers, removed_at=None)
        .exclude(user=candidacy.person_id)
        .filter(user__is_active=True)
    )
    for user_id in set(people.values_list("user", flat=True)):
        Notification.objects.get_or_create(
            recipient_id=user_id,
            dedupe_key=key,
            defaults={
                "kind": NotificationKind.APPROVAL,
                "url": "/me/approvals/",
                "data": {"title": title},
                "created_at": clock.now(),
            },
        )


def on_program_opened(event: ProgramOpened) -> None:
    """Tell somebody who waited for a program, on the site and by one mail."""
    person = User.objects.get(pk=event.user_id)
    page = ProgramPage.objects.filter(pk=event.program_id, live=True).first()
    if page is None or not person.is_active:
        return
    told, _created = Notification.objects.get_or_create(
        recipient=person,
        dedupe_key=f"opening:{event.interest_id}",
        defaults={
            "kind": NotificationKind.OPENING,
            "url": page.get_url(),
            "data": {"title": page.title},
            "created_at": clock.now(),
        },
    )
    mail_once(
        told,
        "program_opened",
        {
            "page": page,
            "person": person,
            "url": told.url,
            "counting": already_counting(event.rule_id, person.pk),
        },
    )


def on_post_hidden(event: PostHidden) -> None:
    """Tell the author of a hidden post, on the site; its page says why and how to appeal."""
    _tell_of_moderation(
        event.user_id,
        key=f"hidden:{event.post_id}:{event.actor_id or 0}",
        post_id=event.post_id,
        title=_("A post of yours was hidden. Its page says why."),
    )


def on_flag_resolved(event: FlagResolved) -> None:
    """Tell the reporter the outcome, on the site, and never who decided."""
    flag = Flag.objects.get(pk=event.flag_id)
    title = (
        _("The post you asked about was hidden.")
        if event.upheld
        else _("The post you asked about stands, after a look.")
    )
    _tell_of_moderation(
        event.user_id, key=f"flag:{flag.pk}", post_id=flag.post_id, title=title
    )


def _tell_of_moderation(user_id: int, *, key: str, post_id: int, title: str) -> None:
    Notification.objects.get_or_create(
        recipient_id=user_id,
        dedupe_key=key,
        defaults={
            "kind": NotificationKind.MODERATION,
            "url": f"/posts/{post_id}/",
            "data": {"title": str(title)},
            "created_at": clock.now(),
        },
    )


def on_user_anonymized(event: UserAnonymized) -> None:
    """Somebody closed their account: nobody reads their inbox any more, or a digest."""
    Notification.objects.filter(recipient=event.user_id).delete()
    DeliveryPreference.objects.filter(user=event.user_id).delete()
    RoomReader.objects.filter(user=event.user_id).delete()
    ThreadReader.objects.filter(user=event.user_id).update(level=None)
