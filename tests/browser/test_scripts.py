"""The small modules alone, on a page that is made up here: local time and drafts."""

import re
from pathlib import Path

import pytest
from django.conf import settings

SCRIPTS = Path(settings.BASE_DIR) / "lms" / "static" / "lms" / "js"
SITE = "http://tributary.test"
FORM = (
    '<form method="post" action="/sent"><auto-save key="say"><textarea name="body"></textarea>'
    '<p role="status" data-kept="Draft kept" data-back="Your draft from"></p></auto-save>'
    "<button>Post</button></form>"
)


def page_of(body, user="ana"):
    names = ", ".join(f'"lms/{p.stem}": "/js/{p.name}"' for p in SCRIPTS.glob("*.js"))
    return (
        f'<!doctype html><html lang="en-us"><script type="importmap">{{"imports": {{{names}}}}}'
        f'</script><script type="module" src="/js/main.js"></script><body data-user="{user}">{body}'
    )


@pytest.fixture(autouse=True)
def committed():
    """Nothing here touches the database."""


@pytest.fixture
def open_page(browser):
    """`open_page(html)`: a page in a fresh browser whose clock stands in Helsinki."""
    context = browser.new_context(timezone_id="Europe/Helsinki", locale="en-US")
    pages = {"/": "", "/sent": page_of("Thank you")}

    def answer(route):
        path = route.request.url.removeprefix(SITE)
        if path.startswith("/js/"):
            script = (SCRIPTS / path.removeprefix("/js/")).read_text()
            route.fulfill(body=script, content_type="text/javascript")
        elif path in pages:
            route.fulfill(body=pages[path], content_type="text/html")
        else:
            route.fulfill(status=204)

    context.route("**/*", answer)
    page = context.new_page()

    def opened(html):
        pages["/"] = html
        page.goto(SITE + "/")
        return page

    yield opened
    context.close()


def moment(text):
    return (
        f'<local-time><time datetime="{text}">words from the server</time></local-time>'
    )


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, r"Today, 12:00\sAM"),
        (1, r"Yesterday, 12:00\sAM"),
        (3, r"(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, 12:00\sAM"),
        (800, r"\w+ \d+, 20\d\d, 12:00\sAM"),
    ],
)
def test_a_moment_is_told_in_the_readers_zone_and_words(open_page, days, words):
    page = open_page(page_of('<p id="here"></p>'))
    page.evaluate(
        """days => {
          const day = new Date(); day.setDate(day.getDate() - days); day.setHours(0, 0, 0, 0);
          const html = `<local-time><time datetime="${day.toISOString()}">?</time></local-time>`;
          document.querySelector("#here").innerHTML = html;
        }""",
        days,
    )
    assert re.fullmatch(words, page.text_content("time"))


def test_a_moment_that_is_none_keeps_the_words_of_the_server(open_page):
    page = open_page(page_of(moment("some day")))
    assert page.text_content("time") == "words from the server"


def typed(page, text):
    page.wait_for_function("Boolean(customElements.get('auto-save'))")
    page.fill("textarea", text)
    page.wait_for_function("document.querySelector('[role=status]').textContent")


def test_what_was_typed_is_kept_and_comes_back(open_page):
    page = open_page(page_of(FORM))
    typed(page, "Two traffic lights.")
    assert page.text_content("[role=status]").startswith("Draft kept ")
    page.reload()
    page.wait_for_function("document.querySelector('textarea').value")
    assert page.input_value("textarea") == "Two traffic lights."
    assert page.text_content("[role=status]").startswith("Your draft from ")


def test_another_person_on_the_same_computer_sees_nothing_of_it(open_page):
    typed(open_page(page_of(FORM)), "Mine alone.")
    page = open_page(page_of(FORM, user="ben"))
    page.wait_for_function("Boolean(customElements.get('auto-save'))")
    assert page.input_value("textarea") == ""


def test_what_has_arrived_is_no_draft_any_more(open_page):
    page = open_page(page_of(FORM))
    typed(page, "Posted.")
    page.click("button")
    page.wait_for_url("**/sent")
    page = open_page(page_of(FORM))
    page.wait_for_function("Boolean(customElements.get('auto-save'))")
    assert page.input_value("textarea") == ""


def test_a_form_that_a_script_sends_keeps_its_draft_until_the_script_says_so(open_page):
    page = open_page(page_of(FORM))
    page.evaluate(
        "document.forms[0].addEventListener('submit', (e) => e.preventDefault())"
    )
    typed(page, "On the train.")
    page.click("button")
    page = open_page(page_of(FORM))
    page.wait_for_function("document.querySelector('textarea').value")
    assert page.input_value("textarea") == "On the train."
    page.evaluate("document.forms[0].dispatchEvent(new CustomEvent('draft:sent'))")
    page.reload()
    page.wait_for_function("Boolean(customElements.get('auto-save'))")
    assert page.input_value("textarea") == ""


def test_what_the_server_sends_back_is_never_overwritten(open_page):
    typed(open_page(page_of(FORM)), "old draft")
    page = open_page(page_of(FORM.replace("</textarea>", "refused text</textarea>")))
    page.wait_for_function("Boolean(customElements.get('auto-save'))")
    assert page.input_value("textarea") == "refused text"
