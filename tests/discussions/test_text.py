"""What was typed becomes safe HTML, whatever was typed."""

import html.parser

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from discussions import triage
from discussions.text import render, tidy
from lms.core.safe_html import clean

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "<javascript:alert(1)>",
    '[x](https://a.example "\' onmouseover=alert(1) ")',
    "![x](https://tracker.example/pixel.png)",
    "<a href='https://a.example' onclick=alert(1)>x</a>",
    "<iframe src=//evil.example></iframe>",
    "<style>*{display:none}</style>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "`</code><script>alert(1)</script>`",
    "```\n</pre><script>alert(1)</script>\n```",
    "> <b onmouseover=alert(1)>x",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<!--><script>alert(1)</script>-->",
    "<a\x0bhref=javascript:alert(1)>x",
    "<form action=//evil.example><input name=q></form>",
    "[a]: javascript:alert(1)\n\n[a]",
    "<p id=post-1 class=post data-seq=9>x</p>",
]
TAGS = {
    "a", "abbr", "b", "blockquote", "br", "code", "em", "i", "li", "ol", "p", "pre",
    "strong", "ul",
}  # fmt: skip


class Reader(html.parser.HTMLParser):
    """Collects what a browser would see as elements."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def assert_harmless(stored):
    for tag, attributes in Reader(stored).found:
        assert tag in TAGS
        assert set(attributes) <= ({"href", "rel"} if tag == "a" else set())
        if href := attributes.get("href"):
            assert href.split(":", 1)[0].lower() in ("http", "https", "mailto") or (
                href[0] in "/#?"
            )


@pytest.mark.parametrize("typed", ATTACKS)
def test_nothing_runs(typed):
    try:
        _, stored = render(typed)
    except ValidationError:
        return
    assert_harmless(stored)


@given(st.text(max_size=300))
def test_whatever_is_typed_is_harmless_and_stays_as_it_is(typed):
    try:
        _, stored = render(typed)
    except ValidationError:
        return
    assert_harmless(stored)
    assert clean(stored, "post") == stored


@given(st.text(alphabet="<>&\"'`*_[]()!#\\\n /:=abjscript", max_size=120))
def test_what_looks_like_markup_is_harmless_too(typed):
    if typed.strip():
        assert_harmless(render(typed)[1])


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("*so* and **so**", "<p><em>so</em> and <strong>so</strong></p>"),
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>"),
        ("1 < 2 & 3", "<p>1 &lt; 2 &amp; 3</p>"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
    ],
)
def test_small_markdown(typed, stored):
    assert render(typed)[1].strip() == stored


def test_a_link_says_that_it_comes_from_a_reader():
    stored = render("[here](https://a.example/x)")[1]
    (link,) = [a for tag, a in Reader(stored).found if tag == "a"]
    assert link["href"] == "https://a.example/x"
    assert {"nofollow", "ugc", "noopener"} <= set(link["rel"].split())


@given(st.text(max_size=200))
def test_tidying_twice_is_tidying_once(typed):
    try:
        once = tidy(typed)
    except ValidationError:
        return
    assert tidy(once) == once


flags = st.lists(
    st.builds(
        triage.Said,
        st.sampled_from(["names_child", "danger", "unkind", "advert", "other"]),
        st.booleans(),
    ),
    max_size=8,
)


@given(flags, flags)
def test_one_more_flag_never_shows_a_hidden_post(some, more):
    assert triage.hides(some + more) >= triage.hides(some)


@pytest.mark.parametrize(
    ("reasons", "hidden"),
    [
        ([], False), (["other"], False), (["names_child"], False),
        (["names_child", "other"], True), (["danger", "names_child"], True),
        (["unkind", "advert"], False), (["unkind", "advert", "other"], True),
    ],
)  # fmt: skip
def test_when_flags_hide_a_post(reasons, hidden):
    assert triage.hides(triage.Said(r) for r in reasons) is hidden


def test_a_facilitators_flag_is_enough():
    assert triage.hides([triage.Said("other", by_facilitator=True)])
