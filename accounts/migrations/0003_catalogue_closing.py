import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_stopping"),
    ]

    operations = [
        migrations.AddField(
            model_name="gebruikersrecht",
            name="closed_on",
            field=models.DateField(blank=True, null=True, verbose_name="afgesloten op"),
        ),
        migrations.AddField(
            model_name="rechtcontext",
            name="closed_on",
            field=models.DateField(blank=True, null=True, verbose_name="afgesloten op"),
        ),
        migrations.AddField(
            model_name="rechtaanvraag",
            name="email",
            field=models.EmailField(blank=True, max_length=254, verbose_name="e-mailadres"),
        ),
        migrations.AddField(
            model_name="rechtaanvraag",
            name="phone",
            field=models.CharField(blank=True, max_length=30, verbose_name="telefoonnummer"),
        ),
        migrations.CreateModel(
            name="EmailChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254, verbose_name="nieuw e-mailadres")),
                ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("requested_at", models.DateTimeField(auto_now_add=True)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("replaced_at", models.DateTimeField(blank=True, null=True)),
                (
                    "werkrelatie",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="email_changes",
                        to="accounts.werkrelatie",
                    ),
                ),
            ],
            options={
                "verbose_name": "wijziging van een e-mailadres",
                "verbose_name_plural": "wijzigingen van e-mailadressen",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("confirmed_at__isnull", True), ("replaced_at__isnull", True)),
                        fields=("werkrelatie",),
                        name="one_open_email_change",
                    )
                ],
            },
        ),
    ]
