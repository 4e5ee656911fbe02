"""VC-JWTs of many awards at once, for the folder that a holder takes along."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction

from credentials.actions.documents import Tokens, newest_of, valid_from_of
from credentials.models import Award, AwardDocument, SigningKey
from credentials.models.awards import Format
from credentials.models.issuing import Algorithm
from lms.core import clock

Found = dict[int, AwardDocument]


@transaction.atomic
def issue_tokens(awards: Sequence[Award]) -> Found:
    """The VC-JWT of each award that is signed and whose issuer has a key for it, by award.

    What is there is read with two queries. What is missing is made of the signed file,
    with a key that is unwrapped once for all; then the awards are locked. Safe to run
    twice. Awards come with achievement and issuer. Raises DocumentRefused; then nothing
    is stored.
    """
    keys = active_keys({award.achievement.issuer_id for award in awards})
    wanted = [a.pk for a in awards if a.achievement.issuer_id in keys]
    found = tokens_of(wanted, keys.values())
    missing = [pk for pk in wanted if pk not in found]
    if not missing:
        return found
    locked = list(
        Award.objects.select_for_update(of=("self",))
        .filter(pk__in=missing)
        .select_related("achievement")
        .order_by("pk")
    )
    found |= tokens_of(missing, keys.values())
    made = _made([award for award in locked if award.pk not in found], keys)
    AwardDocument.objects.bulk_create(made)
    return found | {row.award_id: row for row in made}


def active_keys(issuers: Iterable[int]) -> dict[int, SigningKey]:
    """The RSA key with which each of some issuers signs now, by issuer: one query."""
    keys = SigningKey.objects.active().filter(
        issuer__in=issuers, algorithm=Algorithm.RS256
    )
    return {key.issuer_id: key for key in keys.select_related("issuer")}


def tokens_of(awards: Iterable[int], keys: Iterable[SigningKey]) -> Found:
    """The trusted VC-JWTs that some keys signed, by award: one query."""
    rows = AwardDocument.objects.trusted().filter(
        award__in=list(awards), format=Format.JWT, key__in=list(keys)
    )
    return {row.award_id: row for row in rows.order_by("pk")}


def _made(
    awards: Sequence[Award], keys: Mapping[int, SigningKey]
) -> list[AwardDocument]:
    files = newest_of(awards)
    copied = set(
        AwardDocument.objects.filter(award__in=awards, format=Format.JWT).values_list(
            "award_id", flat=True
        )
    )
    tokens = {issuer: Tokens(key) for issuer, key in keys.items()}
    made = []
    for award in awards:
        file, issuer = files.get(award.pk), award.achievement.issuer_id
        if file is None or not file.is_trusted:
            continue
        body = tokens[issuer].token(
            file.body, valid_from_of(award) if award.pk in copied else ""
        )
        row = AwardDocument(award=award, key=keys[issuer], format=Format.JWT, body=body)
        row.endorsed_by, row.created_at = file.endorsed_by, clock.now()
        made.append(row)
    return made
