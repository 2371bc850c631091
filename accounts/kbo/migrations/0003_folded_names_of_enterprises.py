from django.db import migrations, models
from django.db.models import Q, Value

from accounts.kbo.folding import fold_function


class Migration(migrations.Migration):
    dependencies = [("kbo", "0002_without_like_indexes")]

    operations = [
        # The same results as before, at less cost.
        migrations.RunSQL(fold_function(), migrations.RunSQL.noop),
        migrations.RemoveIndex("denomination", "kbo_denomination_folded"),
        migrations.AddIndex(
            "denomination",
            models.Index(fields=["folded"], condition=Q(entity__lt=Value("2")), name="kbo_denomination_folded"),
        ),
    ]
