import datetime as dt

import pytest

from courses.actions.cohorts import leave
from courses.models import CohortSeries
from discussions.live import access, standing
from discussions.models import Discussion, Restriction
from discussions.permissions import standing_of
from lms.core import clock


def restricted(kind, *, here=True, audience="", **values):
    def made(user, room):
        Restriction.objects.create(
            user=user, kind=kind, discussion=room if here else None, audience=audience, **values
        )  # fmt: skip

    return made


def of_school(user, room):
    room.cohort.series = CohortSeries.objects.create(name="S", audience="school:1")
    room.cohort.save()


def both(*deeds):
    return lambda user, room: [deed(user, room) for deed in deeds]


def changed(of, **values):
    return lambda user, room: (
        type(of(user, room)).objects.filter(pk=of(user, room).pk).update(**values)
    )


SOON, PAST = clock.now() + dt.timedelta(days=2), clock.now() - dt.timedelta(days=2)
WAYS = {
    "member": lambda user, room: None,
    "left": lambda user, room: leave(room.cohort, user=user),
    "banned": restricted("ban"),
    "banned for a time that ran out": restricted("ban", until=PAST),
    "banned, and lifted": restricted("ban", lifted_at=PAST),
    "banned everywhere": restricted("ban", here=False),
    "suspended in the school": both(
        of_school, restricted("ban", here=False, audience="school:1")
    ),
    "suspended in another school": both(
        of_school, restricted("ban", here=False, audience="school:2")
    ),
    "muted": restricted("mute"),
    "muted until": restricted("mute", until=SOON),
    "muted twice, once without end": both(
        restricted("mute", until=SOON), restricted("mute", here=False, source="site")
    ),
    "room closed": changed(lambda user, room: room, locked_at=PAST),
    "cohort archived": changed(lambda user, room: room.cohort, archived_at=PAST),
    "site administrator": changed(lambda user, room: user, is_superuser=True),
}


@pytest.mark.parametrize("way", WAYS)
def test_sockets_and_pages_agree_on_how_somebody_stands(room, ana, way):
    WAYS[way](ana, room)
    ana.refresh_from_db()
    mine = standing.of([ana.pk], room.pk)[ana.pk]
    page = standing_of(ana, room)
    assert mine.may_enter == (page is not None)
    assert mine.may_enter == Discussion.objects.open_to(ana).filter(pk=room.pk).exists()
    if page is not None:
        assert mine.room_open != page.is_closed
        assert (mine.is_muted, mine.muted_until) == (page.is_muted, page.muted_until)
    assert (mine.public_id, mine.password) == (ana.public_id, ana.password)


def test_who_stands_as_before_keeps_the_admission_and_a_mute_makes_another(
    client, room, ana
):
    client.force_login(ana, "django.contrib.auth.backends.ModelBackend")
    key = client.session.session_key
    admitted = access.admit(key, room.pk)
    held = [(key, admitted)]
    assert access.review(room.pk, held)[0] is admitted
    restricted("mute")(ana, room)
    (after,) = access.review(room.pk, held)
    assert (admitted.may_post, after.may_post) == (True, False)


def test_whoever_is_not_active_stands_nowhere(room, ana):
    ana.is_active = False
    ana.save()
    assert standing.of([ana.pk], room.pk) == {}


def test_nobody_stands_in_a_room_that_is_not_there(room, ana, root):
    found = standing.of([ana.pk, root.pk], room.pk + 1)
    assert not any(person.may_enter for person in found.values())
