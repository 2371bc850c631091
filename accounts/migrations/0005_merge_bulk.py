from django.db import migrations


class Migration(migrations.Migration):
    """Two series of work met; nothing to do."""

    dependencies = [
        ("accounts", "0003_bulk"),
        ("accounts", "0004_merge_0003"),
    ]

    operations = []
