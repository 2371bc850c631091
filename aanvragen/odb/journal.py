"""Words for what this room writes in the journal."""

from loket.journal.labels import register_labels, register_screens

register_labels(
    {
        "opleiding_geregistreerd": "Opleiding in de opleidingsdatabank gezet",
        "aanvraag_aanvulling_vragen": "Aanvulling gevraagd",
        "aanvraag_aanvullen": "Aanvulling bezorgd",
        "aanvraag_vervallen": "Vervallen zonder aanvulling",
        "aanvraag_verlenging_vragen": "Verlenging van een opleiding gevraagd",
        "aanvraag_verlengen": "Verlenging van een opleiding toegekend",
        "aanvraag_verlengt_vanzelf": "Opleiding verlengd zonder beslissing",
        "aanvraag_verlenging_weigeren": "Verlenging van een opleiding geweigerd",
        "aanvraag_stopzetten": "Opleiding stopgezet",
        "aanvraag_schrappen": "Opleiding geschrapt",
        "aanvulling_herinnerd": "Herinnerd aan een gevraagde aanvulling",
    }
)
register_screens(
    {
        "odb_start": "Begin van een registratie in de opleidingsdatabank",
        "odb_aanvullen": "Registratie aanvullen",
        "odb_verlengen": "Opleiding verlengen",
        "odb_stopzetten": "Opleiding stopzetten",
    }
)
