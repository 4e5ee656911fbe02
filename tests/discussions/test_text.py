"""What was typed becomes safe HTML, whatever was typed."""

import html.parser
import re

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from discussions.rules.text import render, tidy
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
    '<span class="mention post" data-person="x">@Hanne</span>',
]
TAGS = {
    "a", "abbr", "b", "blockquote", "br", "code", "em", "i", "li", "ol", "p", "pre",
    "strong", "ul", "span",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "rel"}, "ol": {"start"}, "span": {"class", "data-person"}}


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
        assert set(attributes) <= ATTRIBUTES.get(tag, set())
        assert attributes.get("class", "host") in ("host", "mention")
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


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("[an article](https://example.org/x)", "an article (example.org)"),
        ("[*an* `art`](https://EXAMPLE.org:8443/x)", "an art (example.org)"),
        ("<https://example.org/x>", "https://example.org/x"),
        ("See https://example.org/x_y_z(1).", "See https://example.org/x_y_z(1)."),
        ("[example.org](https://example.org/)", "example.org"),
        ("[](https://example.org/)", "example.org"),
        ("[write](mailto:a@b.example?subject=x)", "write (a@b.example)"),
        ("[the step](/steps/12/)", "the step"),
        ("[the step](http://localhost:8000/steps/12/)", "the step"),
        # one that pretends another address: the words stand, the truth is the link
        ("[https://bank.example](https://evil.example/)", "https://bank.example (https://evil.example/)"),
        ("[bank.example](/steps/12/)", "bank.example (/steps/12/)"),
        ("<https://\u0430pple.example>", "https://\u0430pple.example (https://xn--pple-43d.example)"),
    ],
)  # fmt: skip
def test_every_link_says_where_it_leads(typed, shown):
    stored = render(typed)[1]
    assert re.sub("<[^>]+>", "", stored).strip() == shown
    (link,) = [a for tag, a in Reader(stored).found if tag == "a"]
    assert link["rel"] == "nofollow ugc noopener noreferrer"


@pytest.mark.parametrize(
    "address",
    ["https://bank.example@evil.example/", "https://bank.example\\@evil.example", "//evil.example",
     "/\\evil.example", "https:evil.example", "https://%65vil.example", "https://[::1]/", "ftp://a.example",
     "evil.example"],
)  # fmt: skip
def test_an_address_that_browsers_read_in_their_own_ways_is_no_link(address):
    stored = render(f"[here]({address}) and <{address}> and {address}")[1]
    assert [a for tag, a in Reader(stored).found if tag == "a"] == []
    assert "here (" in stored


def test_nothing_is_fetched_and_nothing_turns_the_words_round():
    typed = "![a](https://tracker.example/1.png) [b\u202e](https://a.example)"
    text, stored = render(typed)
    assert "<img" not in stored
    assert "\u202e" not in text + stored


def test_lists_keep_their_numbers_and_lines_their_breaks():
    assert '<ol start="3">' in render("3. x\n4. y")[1]
    assert "one<br>\ntwo" in render("one\ntwo")[1].replace("<br />", "<br>")


def test_code_shows_what_was_typed():
    stored = render("`<b>@Ana https://a.example</b>`\n\n```python\n*x*\n```")[1]
    assert "<code>&lt;b&gt;@Ana https://a.example&lt;/b&gt;</code>" in stored
    assert "<pre><code>*x*\n</code></pre>" in stored


@given(st.text(max_size=200))
def test_tidying_twice_is_tidying_once(typed):
    try:
        once = tidy(typed)
    except ValidationError:
        return
    assert tidy(once) == once
