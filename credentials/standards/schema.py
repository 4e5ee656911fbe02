"""The JSON schemas that 1EdTech publishes, asked before every signature."""

import json
import re
from functools import cache
from pathlib import Path

import jsonschema_rs

from credentials.standards.canonical import Json

FOLDER = Path(__file__).parent / "schemas"

_NAME = re.compile("[@A-Za-z][A-Za-z0-9]{0,39}|[0-9]{1,5}")

OPEN_BADGE = "ob_v3p0_achievementcredential_schema.json"
ENDORSEMENT = "ob_v3p0_endorsementcredential_schema.json"
TRANSCRIPT = "clr_v2p0_clrcredential_schema.json"


@cache
def _validator(name: str) -> jsonschema_rs.Draft201909Validator:
    return jsonschema_rs.Draft201909Validator(
        json.loads((FOLDER / name).read_text()), validate_formats=True
    )


def errors(document: Json, name: str = OPEN_BADGE) -> list[str]:
    """What one of the schemas has against a document; empty when it fits."""
    found = _validator(name).iter_errors(document)
    return [f"{'/'.join(map(str, e.instance_path))}: {e.message}" for e in found]


def first_fault(document: Json, name: str = OPEN_BADGE) -> str:
    """The member that one of the schemas has something against; empty when it fits.

    Only names: what a library says is for its developers, and nothing of the document's
    own words is repeated.
    """
    first = next(iter(_validator(name).iter_errors(document)), None)
    if first is None:
        return ""
    missing = getattr(first.kind, "property", None)
    path = [*first.instance_path, *([missing] if isinstance(missing, str) else [])]
    parts = [str(x) if _NAME.fullmatch(str(x)) else "?" for x in path[:12]]
    return " / ".join(parts) or "credential"
