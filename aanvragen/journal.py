"""Words for what this room writes in the journal."""

from loket.journal.labels import register_labels, register_screens

register_labels(
    {
        "concept_begonnen": "Concept begonnen",
        "concept_overgenomen": "Concept overgenomen",
        "stap_bewaard": "Stap van een concept bewaard",
        "bijlage_bewaard": "Bijlage bewaard",
        "bijlage_verwijderd": "Bijlage verwijderd",
        "bijlage_geopend": "Bijlage geopend",
        "dossier_bekeken": "Dossier bekeken",
        "aanvragen_geexporteerd": "Aanvragen gedownload",
        "aanvraag_indienen": "Aanvraag ingediend",
        "aanvraag_verwijderen": "Concept verwijderd",
        "aanvraag_annuleren": "Aanvraag geannuleerd",
        "aanvraag_behandelen": "Aanvraag in behandeling genomen",
        "aanvraag_goedkeuren": "Aanvraag goedgekeurd",
        "aanvraag_weigeren": "Aanvraag geweigerd",
    }
)
register_screens(
    {
        "mijn_aanvragen": "Lijst van aanvragen",
        "aanvragen_export": "Lijst van aanvragen, als bestand",
        "aanvraag": "Aanvraag",
        "aanvraag_stap": "Concept",
        "aanvraag_controleren": "Concept: controleren",
        "aanvraag_verwijderen": "Concept: verwijderen",
        "aanvraag_annuleren": "Aanvraag annuleren",
        "ontvangstbewijs": "Ontvangstbewijs",
        "bijlage": "Bijlage",
        "vov_start": "Begin van een aanvraag",
        "vov_bestanden": "Bestanden met aanvragen",
        "vov_bestand": "Bestand met aanvragen",
        "vov_bestand_opladen": "Bestand met aanvragen opladen",
        "vov_bestand_kolommen": "Kolommen van een bestand met aanvragen",
        "vov_bestand_sjabloon_csv": "Sjabloon van een bestand met aanvragen",
        "vov_bestand_sjabloon_komma": "Sjabloon van een bestand met aanvragen",
        "vov_bestand_sjabloon_xlsx": "Sjabloon van een bestand met aanvragen",
        "vov_bestand_geweigerd": "Geweigerde rijen van een bestand",
        "vov_bestand_bewijs": "Ontvangstbewijs van een bestand",
        "vov_bestand_bijlage": "Lijst van wat met een bestand is ingediend",
        "mijn_opleidingsverlof": "Mijn opleidingsverlof",
    }
)
