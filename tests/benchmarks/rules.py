"""How fast rules decide and explain themselves.

    python -m tests.benchmarks.rules [--json]

"Why not yet" for programs of 40 courses in 8 groups, drawn at random and to be awkward:
groups that overlap like tiles, at random, or all over the same courses, asking for
numbers, for hours, or for both, counted once or shared. Only rules that can be published
are measured, each from nothing and from some of everything held; both answers together,
in processor time and the best of three tries, because the machine does other things too. Then everybody:
10,000 learners and 200 programs in a database of its own. Then one completion.
"""

import os
import sys
import tempfile
import time
from random import Random
from statistics import median

LEARNERS, PROGRAMS, COURSES = 10_000, 200, 300
HELD = 12  # badges a learner
SHAPES = [
    (over, kind, shared)
    for over in ("apart", "tiles", "random", "all")
    for kind in ("numbers", "hours", "both")
    for shared in (False, True)
]
EACH = 3  # rules of each shape


def main() -> int:
    """Build, measure, report."""
    with tempfile.TemporaryDirectory(prefix="tributary-bench-") as folder:
        os.environ["TRIBUTARY_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "lms.settings.test"
        import django

        django.setup()
        from tests import database
        from tests.benchmarks.report import report

        with database.own_database():
            return report([*why_not_yet(), *everybody()])


def why_not_yet() -> list:
    """Both shortest ways, over every shape of rule that can be published."""
    from credentials.rules.requirements import missing, problems
    from credentials.rules.shortest import shortest
    from tests.benchmarks.report import Measure

    times, refused, chance = [], 0, Random(8)
    for over, kind, shared in SHAPES:
        for _ in range(EACH):
            groups = forty_in_eight(chance, over, kind)
            if list(problems(groups, shared=shared)):
                refused += 1
                continue
            for held in (0, 6, 14):
                have = set(chance.sample(range(40), held))
                tries = []
                for _ in range(3):
                    shortest.cache_clear()
                    began = time.process_time()
                    missing(groups, have, shared=shared)
                    tries.append(time.process_time() - began)
                times.append(min(tries) * 1000)
    return [
        Measure("why not yet, 40 courses in 8 groups, median", median(times), "ms CPU"),
        Measure("why not yet, 40 courses in 8 groups, worst", max(times), "ms CPU", 50),
        Measure("questions measured", len(times), "questions"),
        Measure("rules that publishing refuses", refused, "rules"),
    ]


def forty_in_eight(chance: Random, over: str, kind: str) -> list:
    """A rule over 40 courses: its groups lie apart, in tiles, at random or all alike."""
    from credentials.rules.groups import Group

    minutes = [15 * chance.randint(1, 40) for _ in range(40)]
    groups = []
    for n in range(8):
        leaves, share = {
            "apart": (range(5 * n, 5 * n + 5), 1),
            "tiles": ([(5 * n + k) % 40 for k in range(10)], 2),
            "random": (sorted(chance.sample(range(40), chance.randint(6, 16))), 3),
            "all": (range(40), 8),
        }[over]
        timed = kind == "hours" or (kind == "both" and n % 3 == 0)
        asked = chance.uniform(0.3, 0.7) / share
        own = tuple(minutes[x] for x in leaves)
        groups.append(
            Group(
                f"Group {n}",
                tuple(leaves),
                None if timed else max(1, int(len(own) * asked)),
                max(1, int(sum(own) * asked)) if timed else None,
                own,
            )
        )
    return groups


def everybody() -> list:
    """Everybody and every rule, loaded and decided; then one completion."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from credentials.actions.evaluating import evaluate
    from credentials.actions.sweeping import missed, rules_in_force
    from tests.benchmarks.report import Measure

    first = populate()
    began = time.perf_counter()
    found = missed(rules_in_force())
    seconds = time.perf_counter() - began
    lab = timed(lambda: what_would_change(rules_in_force()[0]))
    person, badge = first
    with CaptureQueriesContext(connection) as captured:
        evaluate(person, achievement_id=badge)
    times = [timed(lambda: evaluate(person, achievement_id=badge)) for _ in range(9)]
    naive = timed(lambda: one_by_one(person))
    return [
        Measure(f"{LEARNERS} learners × {PROGRAMS} programs", seconds, "s", 10),
        Measure(f"what a draft would change, {LEARNERS} learners", lab, "ms"),
        Measure("certificates found missing in them", len(found), "awards"),
        Measure(
            "one completion, 3 of 200 programs name it", len(captured), "queries", 6
        ),
        Measure("one completion", median(times), "ms"),
        Measure("every program asked one by one", naive, "ms"),
        Measure("one by one ÷ only those that name it", naive / median(times), "times"),
    ]


def what_would_change(rule) -> None:
    """What the rule lab asks: one rule, everybody who holds anything of it."""
    from credentials.pages.lab import pairs_of
    from credentials.rules.compiled import compiled
    from credentials.rules.impact import impact_of

    asked = compiled(tuple(rule.groups), shared=rule.is_shared)
    impact_of(asked, rule.achievement_id, pairs_of(asked, rule.achievement_id))


def one_by_one(person: int) -> None:
    """What a completion would cost if it asked every program."""
    from credentials.actions.sweeping import rules_in_force
    from credentials.models import Award
    from credentials.rules.requirements import satisfied

    for rule in rules_in_force():
        named = {leaf for group in rule.groups for leaf in group.leaves}
        held = Award.objects.held_by(person).filter(achievement__in=named)
        have = set(held.values_list("achievement", flat=True))
        satisfied(rule.groups, have, shared=rule.is_shared)


def timed(deed) -> float:
    """Milliseconds of one run."""
    began = time.perf_counter()
    deed()
    return (time.perf_counter() - began) * 1000


def populate() -> tuple[int, int]:
    """Badges, programs and learners as rows; somebody, and a badge that three name."""
    from credentials.actions.issuers import ensure_issuer
    from credentials.models import Achievement, Award, ProgramRule, RuleLeaf
    from credentials.models.achievements import Kind
    from lms.accounts.models import User

    chance, issuer = Random(5), ensure_issuer()

    def achievements(kind: str, count: int) -> list:
        return Achievement.objects.bulk_create(
            Achievement(
                issuer=issuer, kind=kind, slug=f"{kind}-{n}", name=f"{kind} {n}",
                description="-", criteria="-", minutes=15 * chance.randint(2, 20),
            )
            for n in range(count)
        )  # fmt: skip

    badges = achievements(Kind.BADGE, COURSES)
    certificates = achievements(Kind.CERTIFICATE, PROGRAMS)
    rare, common = badges[0], badges[1:]
    rules = []
    for n, certificate in enumerate(certificates):
        leaves = chance.sample(common, 14)
        leaves[0] = rare if n < 3 else leaves[0]
        rules.append(
            ProgramRule(achievement=certificate, version=1, tree=a_tree(n, leaves))
        )
    rules = ProgramRule.objects.bulk_create(rules)
    RuleLeaf.objects.bulk_create(
        RuleLeaf(rule=rule, achievement_id=leaf)
        for rule in rules
        for leaf in {x for group in rule.groups for x in group.leaves}
    )
    people = User.objects.bulk_create(
        User(email=f"learner-{n}@crowd.invalid", display_name=f"Learner {n}")
        for n in range(LEARNERS)
    )
    Award.objects.bulk_create(
        (
            Award(achievement=badge, recipient=person, snapshot={}, basis={})
            for person in people
            for badge in chance.sample(common, HELD)
        ),
        batch_size=2_000,
    )
    Award.objects.create(achievement=rare, recipient=people[0], snapshot={}, basis={})
    return people[0].pk, rare.pk


def a_tree(number: int, leaves: list) -> dict:
    """Two groups and one for hours; in every fourth program they overlap."""
    from credentials.rules.trees import leaf_of

    rows = [leaf_of(a) for a in leaves]
    third = rows[8:] if number % 4 else rows[4:12]

    def group(label: str, some: list, minimum: int | None, hours: int | None) -> dict:
        return {
            "label": label, "leaves": some,
            "minimum": minimum, "minimum_minutes": hours,
        }  # fmt: skip

    half = sum(row["minutes"] for row in third) // (2 if number % 5 else 20)
    return {
        "shared": False,
        "groups": [
            group("Core", rows[:4], None if number % 5 else 1, None),
            group("Electives", rows[4:8], 2 if number % 5 else 1, None),
            group("Hours", third, None, half),
        ],
        "renewal": [],
    }


if __name__ == "__main__":
    sys.exit(main())
