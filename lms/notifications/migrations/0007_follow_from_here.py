"""What was said before anybody could be told of it stays untold."""

from django.db import migrations


def begin_at_the_end(apps, schema_editor):
    Discussion = apps.get_model("discussions", "Discussion")
    LogCursor = apps.get_model("discussions", "LogCursor")
    rooms = Discussion.objects.exclude(cursors__follower="talk")
    LogCursor.objects.bulk_create(
        [
            LogCursor(discussion=room, follower="talk", seq=room.last_seq)
            for room in rooms.only("pk", "last_seq")
        ],
        batch_size=500,
    )


def forget(apps, schema_editor):
    apps.get_model("discussions", "LogCursor").objects.filter(follower="talk").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("discussions", "0004_living_rooms"),
        ("notifications", "0006_grouped_talk_and_digests"),
    ]
    operations = [migrations.RunPython(begin_at_the_end, forget)]
