"""An author at the CMS: forms filled as a browser would send them."""

from django.urls import reverse
from wagtail.test.utils.form_data import querydict_from_html, rich_text

from courses.models import LessonPage


def edit_url(page):
    """Where a page is edited."""
    return reverse("wagtailadmin_pages:edit", args=(page.pk,))


def form_of(browser, url, form_id="page-edit-form"):
    """The form that the CMS shows, with what it holds (StreamFields come by script)."""
    answer = browser.get(url)
    assert answer.status_code == 200, url
    return querydict_from_html(answer.text, form_id=form_id)


def lesson_text(page, html):
    """The form fields of a lesson's body: one text block, which keeps its id."""
    block = page.body[0].id if page and page.body else ""
    return {
        "body-count": "1",
        "body-0-type": "text",
        "body-0-id": block,
        "body-0-order": "0",
        "body-0-deleted": "",
        "body-0-value": rich_text(html, features=["bold", "link"]),
    }


def edited(browser, lesson: LessonPage, *, title="", html="", **more):
    """The whole edit form of a lesson, changed."""
    form = form_of(browser, edit_url(lesson)).dict()
    form |= lesson_text(lesson, html)
    if title:
        form["title"] = title
    return form | more
