"""StreamField blocks of lessons and quizzes.

Text is cleaned when it is written (`get_prep_value`, which every save passes) by the one
sanitizer; answers are kept out of the search index.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail.rich_text import RichText

from lms.core.safe_html import clean

LESSON_FEATURES = ["h2", "h3", "bold", "italic", "link", "ol", "ul", "blockquote", "hr"]
INLINE_FEATURES = ["bold", "italic", "link", "ol", "ul"]


class CleanTextBlock(blocks.RichTextBlock):  # type: ignore[misc]
    """Rich text that passes the sanitizer on every write."""

    def get_prep_value(self, value: RichText | None) -> str:
        """The cleaned source, ready to store."""
        return clean(value.source, "lesson") if value is not None else ""


class SayBlock(blocks.StructBlock):  # type: ignore[misc]
    """Words to say aloud, set apart so that one finds them again."""

    words = CleanTextBlock(features=INLINE_FEATURES)
    caption = blocks.CharBlock(required=False, max_length=200)

    class Meta:
        icon = "openquote"
        label = _("Words to say")
        template = "blocks/say.html"


class NoteBlock(blocks.StructBlock):  # type: ignore[misc]
    """An aside that the reader must not miss."""

    title = blocks.CharBlock(max_length=120)
    text = CleanTextBlock(features=INLINE_FEATURES)

    class Meta:
        icon = "warning"
        label = _("Note")
        template = "blocks/note.html"


class LessonBody(blocks.StreamBlock):  # type: ignore[misc]
    """What a lesson is made of."""

    text = CleanTextBlock(
        features=LESSON_FEATURES, template="blocks/text.html", icon="pilcrow"
    )
    say = SayBlock()
    note = NoteBlock()
    image = ImageBlock(template="blocks/image.html")
    tomorrow = CleanTextBlock(
        features=INLINE_FEATURES,
        template="blocks/tomorrow.html",
        icon="date",
        label=_("Tomorrow"),
        help_text=_("The one move that the reader takes away."),
    )
    sources = CleanTextBlock(
        features=["italic", "link"], template="blocks/sources.html", icon="list-ul"
    )


class OptionBlock(blocks.StructBlock):  # type: ignore[misc]
    """One answer that can be chosen, with what it teaches."""

    text = CleanTextBlock(features=["italic", "bold"], search_index=False)
    is_right = blocks.BooleanBlock(required=False, search_index=False)
    feedback = CleanTextBlock(features=["italic", "bold", "link"], search_index=False)


class QuestionBlock(blocks.StructBlock):  # type: ignore[misc]
    """A situation with answers; exactly one is right."""

    prompt = CleanTextBlock(features=INLINE_FEATURES, search_index=False)
    options = blocks.ListBlock(OptionBlock(), min_num=2, max_num=6)

    class Meta:
        icon = "help"
        label = _("Question")

    def clean(self, value: Any) -> Any:
        """Refuse a question whose right answer is missing or not the only one.

        A draft may be unfinished; what is published may not.
        """
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        right = sum(bool(option["is_right"]) for option in cleaned["options"])
        if right != 1:
            raise ValidationError(
                _("Mark exactly one answer of this question as right.")
            )
        return cleaned


class QuestionStream(blocks.StreamBlock):  # type: ignore[misc]
    """The questions of a quiz; each block's id is the question's stable id."""

    question = QuestionBlock()
