"""The same file asked for twice at once is made once."""

import pytest

from credentials.actions import ensure_issuer
from credentials.actions.documents import issue_document
from credentials.actions.transcripts import make_transcript
from credentials.models import Award, Transcript
from credentials.models.awards import Format
from tests.credentials.conftest import finish, make_course, make_person
from tests.credentials.test_concurrency import at_once, on_postgresql

ROUNDS = 10

pytestmark = [
    pytest.mark.pages,
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures(on_postgresql.__name__),
]


def test_one_token_is_made_however_often_it_is_asked_for_at_once():
    for _ in range(ROUNDS):
        award = finish(make_person(), make_course())

        def ask(award_id=award.pk):
            found = Award.objects.get(pk=award_id)
            return issue_document(found, format=Format.JWT).pk

        assert len(set(at_once(ask, ask, ask))) == 1
        assert award.documents.filter(format=Format.JWT).count() == 1


def test_one_transcript_is_made_however_often_the_button_is_pressed():
    for _ in range(ROUNDS):
        person = make_person()
        finish(person, make_course())

        def press(person=person):
            return make_transcript(person, by=person).pk

        assert len(set(at_once(press, press, press))) == 1
        assert Transcript.objects.filter(holder=person).count() == 1


def test_transcripts_of_many_people_at_once_have_entries_of_their_own():
    people = [make_person() for _ in range(6)]
    for person in people:
        finish(person, make_course())
    presses = [lambda person=p: make_transcript(person, by=person) for p in people]
    made = at_once(*presses)
    listed = ensure_issuer().status_lists.filter(holds="transcripts")
    assert len({t.status_index for t in made}) == len(people)
    assert {t.status_list_id for t in made} == {listed.get().pk}
