"""Issuers and keys, achievements and rules, awards and documents, split by noun."""

from credentials.models.achievements import Achievement
from credentials.models.awards import Award, AwardDocument
from credentials.models.changes import AwardChange
from credentials.models.issuing import (
    Issuer,
    PublishedDocument,
    Signatory,
    SigningKey,
    StatusList,
)
from credentials.models.joint import Approval, Candidacy
from credentials.models.programs import ProgramIndexPage, ProgramInterest, ProgramPage
from credentials.models.rules import Backfill, ProgramRule, RuleLeaf
from credentials.models.transcripts import Transcript

__all__ = [
    "Achievement",
    "Approval",
    "Award",
    "AwardChange",
    "AwardDocument",
    "Backfill",
    "Candidacy",
    "Issuer",
    "ProgramIndexPage",
    "ProgramInterest",
    "ProgramPage",
    "ProgramRule",
    "PublishedDocument",
    "RuleLeaf",
    "Signatory",
    "SigningKey",
    "StatusList",
    "Transcript",
]
