import django.db.models.deletion
from django.db import migrations, models

from loket.keys import shared_keys_anew


class Migration(migrations.Migration):
    dependencies = [
        ("aanvragen", "0011_shared_keys"),
    ]

    operations = [
        migrations.AddField(
            model_name="gedeeldemomentopname",
            name="parameters",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="aanvragen.gedeeldeparameters",
            ),
        ),
        shared_keys_anew(
            "aanvragen_aanvraag",
            {
                "created_by_id": "accounts_person",
                "submitted_by_id": "accounts_person",
                "own_organisation_id": "accounts_organisation",
                "represented_id": "accounts_organisation",
                "bestand_id": "bulk_bestand",
            },
        ),
        shared_keys_anew(
            "aanvragen_statusmove",
            {
                "aanvraag_id": "aanvragen_aanvraag",
                "person_id": "accounts_person",
                "own_organisation_id": "accounts_organisation",
            },
        ),
        shared_keys_anew(
            "aanvragen_vovgegevens", {"aanvraag_id": "aanvragen_aanvraag", "opleiding_id": "aanvragen_opleiding"}
        ),
    ]
