"""Words for what this room writes in the journal; those of its moves are those of every aanvulling."""

from loket.journal.labels import register_screens

register_screens(
    {
        "vov_aanvullen": "Aanvraag aanvullen",
        "vov_versie_bewijs": "Ontvangstbewijs van een vorige versie",
    }
)
