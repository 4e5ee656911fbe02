"""The Open Badges JSON schema, asked before every signature."""

import json
from functools import cache
from pathlib import Path

import jsonschema_rs

from credentials.standards.canonical import Json

FILE = Path(__file__).parent / "schemas" / "ob_v3p0_achievementcredential_schema.json"


@cache
def _validator() -> jsonschema_rs.Draft201909Validator:
    return jsonschema_rs.Draft201909Validator(
        json.loads(FILE.read_text()), validate_formats=True
    )


def errors(document: Json) -> list[str]:
    """What the schema has against a credential; empty when it fits."""
    found = _validator().iter_errors(document)
    return [f"{'/'.join(map(str, e.instance_path))}: {e.message}" for e in found]
