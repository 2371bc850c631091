"""Words for what SSM mandates write in the journal."""

from loket.journal.labels import register_labels

register_labels(
    {
        "ssm_aanmaken": "Concept van een SSM-mandaat gemaakt",
        "ssm_versturen": "SSM-mandaat ondertekend en verstuurd",
        "ssm_goedkeuren": "SSM-mandaat goedgekeurd",
        "ssm_weigeren": "SSM-mandaat geweigerd",
        "ssm_intrekken": "SSM-mandaat ingetrokken",
        "ssm_stoppen": "SSM-mandaat stopgezet",
        "ssm_doorgeven": "Overdracht van een SSM-mandaat goedgekeurd",
        "ssm_overdragen": "SSM-mandaat overgedragen",
        "ssm_verlopen": "SSM-mandaat verlopen",
        "ssm_vervallen": "SSM-mandaat vervallen",
        "ssm_persoon_geweigerd": "Naam en INSZ van een andere partij niet aanvaard",
        "ssm_lijst_geexporteerd": "Lijst van SSM-mandaten gedownload",
        "ssm_bestand_opgeladen": "Bestand met SSM-mandaten opgeladen",
        "ssm_bestand_ingediend": "Bestand met SSM-mandaten ingediend",
        "ssm_bestand_geannuleerd": "Bestand met SSM-mandaten geannuleerd",
        "ssm_bestand_verwerkt": "Bestand met SSM-mandaten verwerkt",
        "ssm_bestand_gestopt": "Verwerken van een bestand met SSM-mandaten gestopt",
        "ssm_herinneringen_verstuurd": "Herinneringen aan SSM-mandaten verstuurd",
    }
)
