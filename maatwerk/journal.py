"""Words for what this room writes in the journal."""

from loket.journal.labels import register_labels, register_screens

register_labels(
    {
        "maatwerk_insz_getoond": "INSZ van een werknemer getoond",
        "maatwerk_geexporteerd": "Cijfers van maatwerk gedownload",
        "maatwerk_bekeken": "Cijfers van een maatwerkbedrijf bekeken",
        "vragenlijst_bekeken": "Resultaten van de vragenlijst bekeken",
    }
)
register_screens(
    {
        "maatwerk_start": "Startscherm van de rapportering",
        "maatwerk_ondernemingen": "Lijst ondernemingen",
        "maatwerk_onderneming": "Onderneming",
        "maatwerk_afrekening": "Afrekening",
        "maatwerk_kwartalen": "Kwartaal subsidie",
        "maatwerk_berekening": "Kwartaalgegevens",
        "maatwerk_werknemers": "Lijst werknemers",
        "maatwerk_verschillen": "Verschillen tussen twee berekeningen",
        "maatwerk_persoon": "Persoon",
        "maatwerk_jaren": "Jaar subsidie",
        "maatwerk_jaar": "Jaargegevens",
        "maatwerk_jaar_werknemers": "Werknemers van een jaarafrekening",
        "maatwerk_afrekeningen": "Afrekening per periode",
        "maatwerk_debiteuren": "Debiteurenoverzicht",
        "maatwerk_voorschot": "Voorschot",
        "maatwerk_voorschot_kwartaal": "Voorschot van een kwartaal",
        "maatwerk_wop": "WOP",
        "maatwerk_exporteer": "Export van maatwerk",
        "maatwerk_vragenlijst": "Vragenlijst",
    }
)
