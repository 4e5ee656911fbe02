"""The record of moderation leaves the site: who asked, and what for, stays in the log."""

from __future__ import annotations

import csv
import io
import zipfile

from django.db import transaction
from django.utils.translation import gettext as _

from discussions import communities
from discussions.actions.notes import SITE, note
from discussions.events import CareExported
from discussions.models.care import Verb
from discussions.pages.record import Span, Table, tables
from lms.accounts.models import User
from lms.core.errors import require
from lms.core.events import publish
from lms.core.spreadsheets import safe_cell


@transaction.atomic
def export_care(audience: str, *, by: User, reason: str, span: Span) -> bytes:
    """The record of a community's rooms as tables in a zip; of no community: everybody's.

    Leaves a line with the reason, which is part of the next export. Publishes
    CareExported. Raises PermissionDenied: `by` administers neither it nor the site.
    """
    require(communities.looks_after(by, audience) if audience else by.is_superuser)
    scope = audience or SITE
    days = f"{span.since:%Y-%m-%d} – {span.until:%Y-%m-%d}"
    note(None, by=by, verb=Verb.EXPORT, scope=scope, reason=reason, after=days)
    publish(CareExported(scope=scope, actor_id=by.pk))
    return packed(tables(audience, span), heading=f"{scope}, {days}")


def packed(sheets: list[Table], *, heading: str) -> bytes:
    """Tables as CSV files in one zip, with a word about what they are.

    No cell acts when a spreadsheet opens it.
    """
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("READ-ME.txt", f"{heading}\n\n{readme()}\n")
        for sheet in sheets:
            text = io.StringIO()
            writer = csv.writer(text)
            writer.writerow(sheet.columns)
            writer.writerows([safe_cell(value) for value in row] for row in sheet.rows)
            archive.writestr(f"{sheet.name}.csv", text.getvalue().encode("utf-8-sig"))
    return whole.getvalue()


def readme() -> str:
    """What is in the zip, and how to treat it."""
    return _(
        "Flags with the names of those who made them, decisions, appeals, and the words of every flagged or decided post, hidden ones too. Moments are in UTC.\n\nIt names people who trusted that they are not named. Keep it where only who must read it can, and delete it when it is not needed any more."
    )
