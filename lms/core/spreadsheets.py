"""Tables that leave the site: no cell may act when a spreadsheet opens it."""

# The wide ones are the same to a spreadsheet set up for Chinese or Japanese.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(value: str) -> str:
    """Text that a spreadsheet shows instead of computing (OWASP: CSV injection)."""
    return f"'{value}" if value.startswith(_STARTS) else value
