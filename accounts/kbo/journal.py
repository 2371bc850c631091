"""Words for what the KBO register writes in the journal."""

from loket.journal.labels import register_labels

register_labels(
    {
        "kbo_import_gevraagd": "Import van de KBO gevraagd",
        "kbo_import_klaar": "Import van de KBO klaar",
        "kbo_organisatie_gemaakt": "Organisatie overgenomen uit de KBO",
        "kbo_vertegenwoordigers_ingelezen": "Wettelijk vertegenwoordigers ingelezen uit een bestand",
    }
)
