"""Words for what this room writes in the journal."""

from loket.journal.labels import register_labels

register_labels(
    {
        "recht_aangevraagd": "Gebruikersrecht aangevraagd",
        "recht_toegekend": "Gebruikersrecht toegekend",
        "recht_geweigerd": "Gebruikersrecht geweigerd",
        "recht_beeindigd": "Gebruikersrecht beëindigd",
        "persoon_opgezocht": "Persoon opgezocht op rijksregisternummer",
        "persoon_toegevoegd": "Persoon toegevoegd",
        "werkrelatie_begonnen": "Gekoppeld aan de organisatie",
        "werkrelatie_beeindigd": "Werkrelatie beëindigd",
        "rapport_geexporteerd": "Rapport van gebruikersrechten gedownload",
        "journaal_geexporteerd": "Journaal gedownload",
        "nazicht_gestart": "Nazicht gestart",
        "nazicht_bevestigd": "Gebruikersrecht bevestigd in het nazicht",
        "nazicht_afgerond": "Nazicht afgerond",
        "herinneringen_verstuurd": "Herinneringen verstuurd",
        "email_wijziging_gevraagd": "Ander e-mailadres gevraagd",
        "email_gewijzigd": "E-mailadres gewijzigd",
        "contact_gewijzigd": "E-mailadres en telefoonnummer gewijzigd",
        "soorten_gewijzigd": "Soorten van de organisatie gewijzigd",
        "eerste_beheerder_aangeduid": "Eerste beheerder aangeduid",
        "recht_in_catalogus": "Gebruikersrecht toegevoegd aan de catalogus",
        "context_in_catalogus": "Context toegevoegd aan de catalogus",
        "catalogus_hernoemd": "Andere naam in de catalogus",
        "catalogus_afgesloten": "Afgesloten in de catalogus",
        "catalogus_heropend": "Heropend in de catalogus",
    }
)
