from django.db import migrations


def add_index(apps, schema_editor):
    """PostgreSQL finds words by an index; SQLite reads the posts of the rooms asked for."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX post_words ON discussions_post"
            " USING gin (to_tsvector('simple', body))"
        )


def remove_index(apps, schema_editor):
    """Back again."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX post_words")


class Migration(migrations.Migration):
    dependencies = [("discussions", "0004_living_rooms")]

    operations = [migrations.RunPython(add_index, remove_index)]
