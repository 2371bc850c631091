"""The menu's item and the words of the journal."""

from loket.catalogue.menu import MenuItem, register_menu
from loket.journal.labels import register_labels
from mandates.inzage.rules import GIVER

register_menu(
    MenuItem(
        "In uw naam",
        "in_uw_naam",
        GIVER,
        "Bekijk wat anderen met een mandaat in uw naam deden en bekeken, of stop een mandaat.",
    )
)
register_labels(
    {
        "digest_gekozen": "Overzicht per mail gekozen",
        "digest_adres_gevraagd": "Adres voor het overzicht per mail opgegeven",
        "in_uw_naam_geexporteerd": "Overzicht “In uw naam” gedownload",
    }
)
