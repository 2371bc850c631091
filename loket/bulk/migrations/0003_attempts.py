from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bulk", "0002_after_row"),
    ]

    operations = [
        migrations.AddField(
            model_name="bestand",
            name="attempts",
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
