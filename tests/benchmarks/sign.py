"""What it costs to sign: one badge, ten thousand of one course, and one check.

    python -m tests.benchmarks.sign [--count 10000] [--json]

Makes a database of its own. Awards are rows made at once, as a backfill leaves them:
granted, waiting for their signatures. Then one task signs and stores them all, as a
worker does; every number is processor time of one core, so that other work on the
machine does not count. The plain way signs a sample of the same awards beside it.
"""

import argparse
import os
import secrets
import sys
import tempfile
import time
import uuid
from statistics import median

SINGLE = 30
CHECKS = 20
BAR_COUNT = 10_000
BAR_SECONDS = 20.0


def main() -> int:
    """Build, measure, report."""
    words = argparse.ArgumentParser()
    words.add_argument("--count", type=int, default=BAR_COUNT)
    words.add_argument("--json", action="store_true")
    count = words.parse_args().count
    with tempfile.TemporaryDirectory(prefix="tributary-bench-") as folder:
        os.environ["TRIBUTARY_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "lms.settings.test"
        import django

        django.setup()
        from tests import database
        from tests.benchmarks.report import report

        with database.own_database():
            return report(measure(count))


def measure(count: int) -> list:
    """All numbers, each with its bar."""
    from credentials.actions.bulk import sign_waiting
    from credentials.actions.documents import check_text, issue_document
    from credentials.models import AwardDocument
    from tests.benchmarks.report import Measure

    awards = waiting(count + SINGLE + 1)
    issue_document(awards[0])
    plain = [
        timed(lambda a=award: issue_document(a)) for award in awards[1 : SINGLE + 1]
    ]
    rest = awards[SINGLE + 1 :]
    bulk = timed(lambda: sign_waiting(rest[0]))
    stored = AwardDocument.objects.filter(award__in=[a.pk for a in rest[:1]]).count()
    total = AwardDocument.objects.count() - SINGLE - 1
    if total != count or not stored:
        sys.exit(f"{total} of {count} were signed")
    text = AwardDocument.objects.latest("pk").body
    if not check_text(text).is_good:
        sys.exit("What was signed is not good")
    checks = [timed(lambda: check_text(text)) for _ in range(CHECKS)]
    one, each = median(plain), bulk / count
    return [
        Measure("one badge, the plain way", one * 1000, "ms CPU", 25),
        Measure(f"{count} badges by template, stored", bulk, "s CPU", seconds(count)),
        Measure("  each of them", each * 1000, "ms CPU"),
        Measure("  a second and core", 1 / each, "badges"),
        Measure("the plain way, a second and core", 1 / one, "badges"),
        Measure("template is so many times as fast", one / each, "times"),
        Measure("check of one credential", median(checks) * 1000, "ms CPU", 30),
    ]


def seconds(count: int) -> float:
    """The bar for so many: twenty seconds for ten thousand, and one for the template."""
    return max(1.0, BAR_SECONDS * count / BAR_COUNT)


def waiting(count: int) -> list:
    """Awards of one course badge as rows, each with an entry and no signed file."""
    from credentials.actions import ensure_badge, ensure_issuer
    from credentials.actions.awards import Reasons, snapshot_of
    from credentials.models import Award
    from lms.accounts.models import User
    from lms.core import clock
    from tests.factories.courses import course_with_steps

    badge = ensure_badge(course_with_steps(1, title="Screens and sleep"))
    listed = ensure_issuer().status_lists.get()
    indexes = secrets.SystemRandom().sample(range(listed.size), count)
    people = User.objects.bulk_create(
        User(email=f"learner-{n}@crowd.invalid", display_name=f"Nóra “{n}” Adeyemi")
        for n in range(count)
    )
    moment = clock.now().replace(microsecond=0)
    why = Reasons(minutes=85, started_at=moment)
    awards = []
    for person, index in zip(people, indexes, strict=True):
        award = Award(
            public_id=uuid.uuid4(),
            achievement=badge,
            recipient=person,
            awarded_at=moment,
            status_list=listed,
            status_index=index,
        )
        award.snapshot = snapshot_of(award, why)
        awards.append(award)
    return Award.objects.bulk_create(awards, batch_size=1_000)


def timed(deed) -> float:
    """Seconds of processor time."""
    started = time.process_time()
    deed()
    return time.process_time() - started


if __name__ == "__main__":
    sys.exit(main())
