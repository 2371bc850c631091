"""Words for what this room writes in the journal."""

from loket.journal.labels import register_labels

register_labels(
    {
        "recht_aangevraagd": "Gebruikersrecht aangevraagd",
        "recht_toegekend": "Gebruikersrecht toegekend",
        "recht_geweigerd": "Gebruikersrecht geweigerd",
        "recht_beeindigd": "Gebruikersrecht beëindigd",
        "persoon_toegevoegd": "Persoon toegevoegd",
        "werkrelatie_begonnen": "Gekoppeld aan de organisatie",
        "werkrelatie_beeindigd": "Werkrelatie beëindigd",
    }
)
