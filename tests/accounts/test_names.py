"""Names that pretend to be somebody else's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.accounts.names import skeleton
from tests.factories.accounts import person

TAKEN = "Miriam K."


def change_name(sign_in, user, name):
    return sign_in(user).post(
        "/accounts/profile/", {"display_name": name, "timezone": "UTC"}
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("Miriam L.", 302),
        ("Мария Иванова", 302),
        ("Ελένη", 302),
        ("Brâncuș, Ioana", 302),
        ("miriam  k", 422),  # a facilitator's, in another dress
        ("Mіriam K.", 422),  # one Cyrillic letter
        ("Moderator", 422),
        ("Mоderatоr", 422),
        ("Tributary Support", 422),
        ("\u200b\u200b", 422),
    ],
)
def test_a_name_that_reads_like_staff_is_refused_and_kept_in_the_box(
    sign_in, name, status
):
    person(TAKEN, groups=("Facilitators",))
    user = person("Wen H.")
    answer = change_name(sign_in, user, name)
    user.refresh_from_db()
    assert answer.status_code == status
    assert (user.display_name == "Wen H.") is (status == 422)


@pytest.mark.django_db
def test_whoever_works_here_may_keep_the_own_name(sign_in):
    miriam = person(TAKEN, groups=("Facilitators",))
    assert change_name(sign_in, miriam, TAKEN).status_code == 302


@given(st.text(alphabet="abcdefgo01 .-'"))
def test_case_and_spacing_make_no_other_name(text):
    assert skeleton(text.upper()) == skeleton(f" {text} ")
