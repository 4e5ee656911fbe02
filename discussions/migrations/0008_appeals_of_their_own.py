"""An appeal was kept as a flag of the author's own; now it is a row about a decision."""

from django.db import migrations

OUTCOMES = {"open": "open", "upheld": "refused", "dismissed": "granted"}


def to_appeals(apps, schema_editor):
    """Each becomes an appeal against the decision by which its post was hidden then."""
    Flag = apps.get_model("discussions", "Flag")
    Line = apps.get_model("discussions", "ModerationAction")
    Appeal = apps.get_model("discussions", "Appeal")
    for flag in Flag.objects.filter(reason="appeal").order_by("pk"):
        lines = Line.objects.filter(post=flag.post_id, verb__in=("hide", "uphold"))
        before = lines.filter(created_at__lte=flag.created_at).order_by("-pk")
        line = before.first() or lines.order_by("pk").first()
        if line and not Appeal.objects.filter(action=line).exists():
            judge = flag.resolved_by_id
            Appeal.objects.create(
                action=line,
                by_id=flag.reporter_id,
                words=flag.note,
                state=OUTCOMES[flag.state],
                created_at=flag.created_at,
                decided_at=flag.resolved_at,
                decided_by_id=None if judge in (line.moderator_id, flag.reporter_id) else judge,
            )
        flag.delete()


def to_flags(apps, schema_editor):
    """Back to a flag of the author's, where they have none on that post."""
    Flag = apps.get_model("discussions", "Flag")
    Appeal = apps.get_model("discussions", "Appeal")
    states = {new: old for old, new in OUTCOMES.items()}
    for appeal in Appeal.objects.filter(action__post__isnull=False):
        Flag.objects.get_or_create(
            post_id=appeal.action.post_id,
            reporter_id=appeal.by_id,
            defaults={
                "reason": "appeal",
                "note": appeal.words,
                "state": states[appeal.state],
                "created_at": appeal.created_at,
                "resolved_at": appeal.decided_at,
                "resolved_by_id": appeal.decided_by_id,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("discussions", "0007_session_change_reason")]

    operations = [migrations.RunPython(to_appeals, to_flags)]
