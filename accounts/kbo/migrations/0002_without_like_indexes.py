from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kbo", "0001_initial")]

    operations = [
        # Django makes these for LIKE, after everything else; columns compared byte by byte do not need them.
        migrations.RunSQL(
            'DROP INDEX "kbo_enterprise_number_02f23f13_like", "kbo_establishment_number_fab954a1_like"',
            migrations.RunSQL.noop,
        ),
    ]
