"""What can be earned when its course or program is deleted: it stays, retired.

Nothing here deletes an achievement, an award, a document, a rule, a key or a list.
"""

from __future__ import annotations

from collections import Counter

from django.db import transaction
from django.db.models import Q

from courses.actions.purging import delete, delete_page
from courses.models import CoursePage
from credentials.actions.achievements import retire_achievement
from credentials.events import ProgramPurged
from credentials.models import Achievement, ProgramInterest, ProgramPage
from credentials.permissions import can_manage_awards
from lms.accounts.models import User
from lms.core.errors import require
from lms.core.events import publish


@transaction.atomic
def purge_course(course: CoursePage, *, by: User | None) -> Counter[str]:
    """Nobody can earn the course's badge any more; whoever holds it keeps it.

    The page's deletion then takes the course off the badge, which stands without it.
    """
    require(can_manage_awards(by))
    for badge in Achievement.objects.filter(course=course):
        retire_achievement(badge, by=by)
    return Counter()


@transaction.atomic
def purge_program(program: ProgramPage, *, by: User | None) -> Counter[str]:
    """Delete a program's page; its certificate is retired and stands without it.

    Rules belong to the certificate and stay, so that every award can be replayed. Call
    it after licenses are gone. Publishes ProgramPurged.
    """
    require(can_manage_awards(by))
    ours = Q(program=program) | Q(counterpart_of__program=program)  # a partner's half
    for certificate in Achievement.objects.filter(ours):
        retire_achievement(certificate, by=by)
    gone = delete(ProgramInterest.objects.filter(page=program))
    gone += delete_page(program, by=by)
    publish(
        ProgramPurged(
            program_id=program.pk,
            title=program.title,
            deleted=dict(gone),
            actor_id=by.pk if by else None,
        )
    )
    return gone
