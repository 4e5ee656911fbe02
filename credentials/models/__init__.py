"""Issuers and keys, achievements and rules, awards and documents, split by noun."""

from credentials.models.awards import Award, AwardDocument
from credentials.models.issuing import (
    Issuer,
    PublishedDocument,
    SigningKey,
    StatusList,
)
from credentials.models.programs import (
    Achievement,
    ProgramIndexPage,
    ProgramPage,
    ProgramRule,
    RuleLeaf,
)

__all__ = [
    "Achievement",
    "Award",
    "AwardDocument",
    "Issuer",
    "ProgramIndexPage",
    "ProgramPage",
    "ProgramRule",
    "PublishedDocument",
    "RuleLeaf",
    "SigningKey",
    "StatusList",
]
