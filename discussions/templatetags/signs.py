"""The five ways to react, for a page on which posts stand."""

from django import template

from discussions.signs import KEYS

register = template.Library()


@register.inclusion_tag("discussions/_signs.html")
def ways_to_react() -> dict[str, object]:
    """What `lms/post-deeds` puts under a post whose "React" is pressed."""
    return {"signs": [(key, e.value, e.label) for key, e in KEYS.items()]}
