"""Page fields whose text passes the sanitizer on every write."""

from typing import Any

from django.db import models
from wagtail.fields import RichTextField

from lms.core.safe_html import clean


class CleanTextField(RichTextField):  # type: ignore[misc]
    """Rich text of a page, reduced to what a lesson may hold whenever it is saved."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The cleaned source; the page object holds it too."""
        value = clean(getattr(model_instance, self.attname) or "", "lesson")
        setattr(model_instance, self.attname, value)
        return value
