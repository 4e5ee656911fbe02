from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("discussions", "0006_merge_offer_agreed_by")]

    operations = [
        migrations.AddField(
            model_name="facilitatedsession",
            name="change_reason",
            field=models.CharField(
                blank=True,
                help_text="Why its time changed last, or why it was cancelled.",
                max_length=300,
            ),
        ),
    ]
