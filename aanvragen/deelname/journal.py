"""Words for what this part writes in the journal."""

from loket.journal.labels import register_labels, register_screens

register_labels(
    {
        "deelnames_formulier": "Deelnames geregistreerd",
        "deelnames_bestand": "Deelnames geregistreerd met een bestand",
        "deelnames_verbetering": "Deelname verbeterd",
        "deelnames_intrekking": "Deelname ingetrokken",
        "cursisten_ingeschreven": "Cursisten ingeschreven",
        "inschrijving_gewijzigd": "Inschrijving gewijzigd",
        "inschrijving_ingetrokken": "Inschrijving ingetrokken",
        "attest_gemaakt": "Inschrijvingsattest gemaakt",
        "attesten_gevraagd": "Inschrijvingsattesten gevraagd",
        "attest_gebruikt": "Inschrijvingsattest met een code gebruikt",
        "deelname_herinneringen_verstuurd": "Herinneringen aan deelnames verstuurd",
        "gewijzigde_deelname_gezien": "Gewijzigde deelname nagekeken",
        "opleidingen_geexporteerd": "Opleidingen gedownload",
        "inschrijvingen_geexporteerd": "Inschrijvingen gedownload",
        "deelnames_geexporteerd": "Deelnames gedownload",
    }
)
register_screens(
    {
        "deelname_start": "Begin van een registratie van deelnames",
        "mijn_opleidingen": "Mijn opleidingen",
        "mijn_opleiding": "Opleiding",
        "deelname_inschrijvingen": "Inschrijvingen",
        "deelname_inschrijving": "Inschrijving",
        "deelname_lijnen": "Deelnames",
        "deelname_lijn": "Deelname",
        "deelname_registraties": "Registraties van deelnames",
        "deelname_registratie": "Registratie van deelnames",
    }
)
