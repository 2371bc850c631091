"""Words for what Dimona mandates write in the journal."""

from loket.journal.labels import register_labels

register_labels(
    {
        "dimona_gegeven": "Dimona-mandaat gegeven",
        "dimona_gevraagd": "Dimona-mandaat gevraagd",
        "dimona_bevestigd": "Dimona-mandaat bevestigd",
        "dimona_geweigerd": "Dimona-mandaat geweigerd",
        "dimona_ingetrokken": "Dimona-mandaat ingetrokken",
        "dimona_gestopt": "Dimona-mandaat stopgezet",
        "dimona_vervangen": "Dimona-mandaat stopgezet door een overstap",
        "dimona_afgesloten": "Dimona-mandaat afgesloten",
        "dimona_vervallen": "Dimona-mandaat vervallen",
        "dimona_klanten_geexporteerd": "Lijst van Dimona-mandaten gedownload",
        "dimona_bestand_opgeladen": "Bestand van het Dimona-register opgeladen",
        "dimona_bestand_ingediend": "Bestand van het Dimona-register ingediend",
        "dimona_bestand_verwerkt": "Bestand van het Dimona-register verwerkt",
        "dimona_bestand_geannuleerd": "Bestand van het Dimona-register geannuleerd",
        "dimona_register_gespiegeld": "Dimona-mandaat overgenomen uit het register",
    }
)
