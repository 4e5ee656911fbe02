"""Facts about what was earned that others may care about."""

from dataclasses import dataclass
from typing import ClassVar

from lms.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ProgramPublished(Event):
    """A program's rule came into force. Published by actions.programs.publish_program."""

    recorded: ClassVar[bool] = True
    program_id: int
    rule_id: int
    actor_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class AwardGranted(Event):
    """Somebody earned an achievement. Published by actions.awards.grant_award."""

    award_id: int
    achievement_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class AwardRevoked(Event):
    """An award was taken back. Published by actions.revocation.revoke_award, .withdraw_award."""

    recorded: ClassVar[bool] = True
    award_id: int
    achievement_id: int
    user_id: int
    actor_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class AwardRestored(Event):
    """A revoked award stands again. Published by actions.revocation.restore_award."""

    recorded: ClassVar[bool] = True
    award_id: int
    achievement_id: int
    user_id: int
    actor_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class KeyMade(Event):
    """An issuer publishes a new key. Published by actions.keys.make_key, .create_key."""

    recorded: ClassVar[bool] = True
    issuer_id: int
    key_id: str
    actor_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class KeyActivated(Event):
    """An issuer signs with a key from now on; the one before is retired.

    Published by actions.keys.make_key, .create_key, .activate_key.
    """

    recorded: ClassVar[bool] = True
    issuer_id: int
    key_id: str
    actor_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class KeyCompromised(Event):
    """Nobody may trust a key any more. Published by actions.keys.mark_compromised."""

    recorded: ClassVar[bool] = True
    issuer_id: int
    key_id: str
    reason: str
    actor_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class IssuerMade(Event):
    """A further issuer stands on the site. Published by actions.issuers.create_issuer."""

    recorded: ClassVar[bool] = True
    issuer_id: int
    actor_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class AchievementRetired(Event):
    """Nobody can earn it any more. Published by actions.achievements.retire_achievement."""

    recorded: ClassVar[bool] = True
    achievement_id: int
    actor_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class CandidacyOpened(Event):
    """Somebody met the rule of a joint certificate: both issuers have to approve.

    Published by actions.joint.open_candidacy.
    """

    candidacy_id: int
    achievement_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class CandidacyApproved(Event):
    """One of two issuers has approved somebody. Published by actions.joint.approve."""

    recorded: ClassVar[bool] = True
    candidacy_id: int
    issuer_id: int
    actor_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class SignatoryAdded(Event):
    """Somebody may approve in an issuer's name. Published by actions.signatories."""

    recorded: ClassVar[bool] = True
    issuer_id: int
    user_id: int
    actor_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class SignatoryRemoved(Event):
    """Somebody approves for an issuer no more. Published by actions.signatories."""

    recorded: ClassVar[bool] = True
    issuer_id: int
    user_id: int
    actor_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ProgramPurged(Event):
    """A program's page was deleted. Published by actions.purging.purge_program.

    Its certificate and rules stay. `title` because the id leads nowhere any more.
    """

    recorded: ClassVar[bool] = True
    program_id: int
    title: str
    deleted: dict[str, int]
    actor_id: int | None


@dataclass(frozen=True, kw_only=True)
class ProgramOpened(Event):
    """A program that somebody waited for is open; one event for each who waited.

    Published by actions.interest.tell_interested.
    """

    program_id: int
    rule_id: int
    interest_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class SweepFound(Event):
    """The nightly sweep found what must not be. Published by actions.sweeping.

    `granted` awards had been missed; `doubtful` ones do not follow from their own facts.
    """

    recorded: ClassVar[bool] = True
    granted: int
    doubtful: int
