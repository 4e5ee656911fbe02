"""`manage.py replay_award`: show from an award's own facts that it was rightly granted."""

from __future__ import annotations

import argparse
import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from credentials.actions.replay import replay
from credentials.models import Award


class Command(BaseCommand):
    """Decides again from what the award carries alone. Changes nothing."""

    help = "Show that an award was rightly granted, from the facts that it carries."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """One award, or all of them."""
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument(
            "award", nargs="?", type=uuid.UUID, help="the uuid in its address"
        )
        which.add_argument("--all", action="store_true", help="every award there is")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1 when any does not hold; with --all only those are shown."""
        awards = Award.objects.select_related("achievement", "rule", "awarded_by")
        if options["all"]:
            self.replay_all(awards.order_by("pk").iterator(chunk_size=500))
            return
        award = awards.filter(public_id=options["award"]).first()
        if award is None:
            raise CommandError(f"There is no award {options['award']}.")
        found = replay(award)
        for line in found.lines:
            self.stdout.write(line)
        self.stdout.write("It holds." if found.holds else "It does not hold.")
        if not found.holds:
            raise SystemExit(1)

    def replay_all(self, awards: Any) -> None:
        """Count them; show what does not hold."""
        total = wrong = 0
        for award in awards:
            total += 1
            found = replay(award)
            if not found.holds:
                wrong += 1
                self.stdout.write(f"{award.public_id} does not hold.")
                for line in found.lines:
                    self.stdout.write(f"  {line}")
        self.stdout.write(f"{total} awards replayed; {wrong} do not hold.")
        if wrong:
            raise SystemExit(1)
