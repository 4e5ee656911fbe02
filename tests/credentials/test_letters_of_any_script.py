"""Courses are named in any language, and their names make addresses."""

import pytest

from tests.credentials.conftest import finish, make_course, make_program

pytestmark = pytest.mark.pages


@pytest.mark.parametrize("title", ["Schlafen für Größere", "Тихий вечер", "夜の画面"])
def test_a_course_may_be_called_what_its_readers_call_it(
    learner, sign_in, settle, title
):
    course = make_course(title)
    page = make_program(("Core", [course.achievement]), title=f"Program: {title}")
    client = sign_in(learner)
    stone = client.get(f"/stones/{course.slug}.svg")
    assert stone.status_code == 200
    assert stone.content.startswith(b"<svg")
    award = finish(learner, course)
    settle()
    for address in (page.url, "/programs/", "/me/", award.get_absolute_url()):
        assert client.get(address).status_code == 200, address
