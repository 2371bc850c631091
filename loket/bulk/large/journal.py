"""Words for what happens to large files."""

from loket.journal.labels import register_labels

register_labels(
    {
        "groot_bestand_opgeladen": "Bestand opgeladen",
        "groot_bestand_ingediend": "Bestand ingediend",
        "groot_bestand_verwerkt": "Bestand verwerkt",
        "groot_bestand_geannuleerd": "Bestand geannuleerd",
        "groot_bestand_gestopt": "Bestand gestopt",
        "groot_bestand_teruggehaald": "Geweigerde rijen gedownload",
    }
)
