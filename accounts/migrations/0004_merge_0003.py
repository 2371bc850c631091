from django.db import migrations


class Migration(migrations.Migration):
    """Joins what was made at the same time; none of them touches what another one does."""

    dependencies = [
        ("accounts", "0003_catalogue_closing"),
        ("accounts", "0003_review"),
    ]

    operations = []
