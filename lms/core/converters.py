"""What a number in an address may be."""

from django.urls.converters import IntConverter


class IdConverter(IntConverter):
    """The number of a row: at most 18 digits, so that every database can look it up.

    Anything longer is no address of ours: 404, where SQLite would overflow.
    """

    regex = "[0-9]{1,18}"
