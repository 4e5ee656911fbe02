"""An award as an Open Badges 3.0 document. Pure: it reads the award's snapshot alone.

Source: 1EdTech Open Badges 3.0; W3C Verifiable Credentials Data Model 2.0. Rules that
verifiers enforce beyond the schema: every id absolute, every list-valued member a list,
every result a string, no nulls, no empty lists, whole seconds in UTC.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from credentials.standards import statuslist
from credentials.standards.canonical import CREDENTIALS_V2, OPEN_BADGES, Json

CONTEXT = [CREDENTIALS_V2, OPEN_BADGES]
COMPONENT = "ext:ComponentAchievement"
TYPES = {
    "badge": "Course",
    "certificate": "MicroCredential",
    "evidence": "Assessment",
    "sign_off": "Assessment",
}


def document(
    snapshot: Json,
    *,
    status_url: str,
    status_index: int,
    valid_from: str = "",
    endorsements: Sequence[Json] = (),
) -> Json:
    """The credential of an award, before it is signed.

    A copy that is signed anew says so by a later `valid_from`: of two copies with one id
    the newer one counts. When it was awarded never changes.
    """
    achievement, awarded = snapshot["achievement"], snapshot["awarded_at"]
    made: Json = filled(
        {
            "@context": CONTEXT,
            "id": snapshot["id"],
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": achievement["name"],
            "description": achievement["description"],
            "issuer": profile(snapshot["issuer"]),
            "validFrom": valid_from or awarded,
            "validUntil": snapshot.get("expires_at"),
            "awardedDate": awarded,
            "credentialSubject": {
                "id": snapshot["recipient"]["id"],
                "type": ["AchievementSubject"],
                "identifier": identifiers(snapshot["recipient"]),
                "activityStartDate": snapshot.get("started_at"),
                "activityEndDate": awarded if snapshot.get("started_at") else None,
                "achievement": described(snapshot),
                "result": _results(achievement),
            },
            "evidence": [_evidence(part) for part in snapshot.get("components", [])],
            "credentialStatus": statuslist.entry(status_url, status_index),
            "endorsement": list(endorsements),
        }
    )
    return made


def identity_hash(email: str, salt: str) -> str:
    """An e-mail address as a credential carries it: checkable, not readable."""
    return "sha256$" + sha256((email.lower() + salt).encode()).hexdigest()


def profile(issuer: Json) -> Json:
    """An issuer, as a snapshot names it, in a credential."""
    made: Json = filled(
        {
            "id": issuer["did"],
            "type": ["Profile"],
            "name": issuer["name"],
            "url": issuer.get("url"),
            "email": issuer.get("email"),
        }
    )
    return made


def identifiers(recipient: Json) -> list[Json]:
    """Whom a credential is about: the hash of an e-mail address, and a name in words."""
    mail = {
        "type": "IdentityObject",
        "hashed": True,
        "identityType": "emailAddress",
        "identityHash": recipient["email_hash"],
        "salt": recipient["salt"],
    }
    name = {
        "type": "IdentityObject",
        "hashed": False,
        "identityType": "name",
        "identityHash": recipient["name"],
    }
    return [mail, name] if recipient["name"] else [mail]


def described(snapshot: Json) -> Json:
    """What was earned, as a credential describes it."""
    said = snapshot["achievement"]
    return {
        "id": said["id"],
        "type": ["Achievement"],
        "achievementType": TYPES[said["kind"]],
        "name": said["name"],
        "description": said["description"],
        "version": said["version"],
        "inLanguage": said.get("language"),
        "criteria": {
            "id": f"{said['id']}#criteria",
            "narrative": said["criteria"],
        },
        "image": {
            "id": f"{said['id']}.png",
            "type": "Image",
            "caption": said["name"],
        },
        "alignment": [_component(part) for part in snapshot.get("components", [])],
        "resultDescription": _result_descriptions(said),
    }


def _component(part: Json) -> Json:
    return {
        "type": ["Alignment"],
        "targetType": COMPONENT,
        "targetName": part["name"],
        "targetUrl": part["achievement"],
    }


def _evidence(part: Json) -> Json:
    return {
        "id": part["credential"],
        "type": ["Evidence"],
        "name": part["name"],
        "genre": "Open Badge",
    }


def _result_descriptions(achievement: Json) -> list[Json]:
    status = {
        "id": f"{achievement['id']}#status",
        "type": ["ResultDescription"],
        "name": "Completion status",
        "resultType": "Status",
    }
    hours = {
        "id": f"{achievement['id']}#hours",
        "type": ["ResultDescription"],
        "name": "Hours of study, as planned by the authors",
        "resultType": "ext:PlannedHours",
    }
    return [status, hours] if achievement["minutes"] else [status]


def _results(achievement: Json) -> list[Json]:
    status = {
        "type": ["Result"],
        "resultDescription": f"{achievement['id']}#status",
        "status": "Completed",
    }
    planned = {
        "type": ["Result"],
        "resultDescription": f"{achievement['id']}#hours",
        "value": hours(achievement["minutes"]),
    }
    return [status, planned] if achievement["minutes"] else [status]


def hours(minutes: int) -> str:
    """Minutes as hours with at most one decimal, rounded down: "1.5"."""
    whole, tenth = divmod(minutes * 10 // 60, 10)
    return f"{whole}.{tenth}" if tenth else str(whole)


def filled(value: Any) -> Any:
    """The same without members that are null or empty."""
    if isinstance(value, dict):
        inner = {k: filled(v) for k, v in value.items()}
        return {k: v for k, v in inner.items() if v not in (None, [], "")}
    return [filled(v) for v in value] if isinstance(value, list) else value
