"""Tables that leave the site: no cell may act when a spreadsheet opens it."""

_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: str) -> str:
    """Text that a spreadsheet shows instead of computing (OWASP: CSV injection)."""
    return f"'{value}" if value.startswith(_STARTS) else value
