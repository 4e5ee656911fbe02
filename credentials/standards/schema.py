"""The JSON schemas that 1EdTech publishes, asked before every signature."""

import json
from functools import cache
from pathlib import Path

import jsonschema_rs

from credentials.standards.canonical import Json

FOLDER = Path(__file__).parent / "schemas"

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
