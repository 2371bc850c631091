"""What SSM mandates add to the menu."""

from loket.catalogue.menu import MenuItem, register_menu
from mandates.ssm.rules import MANAGER

register_menu(
    MenuItem("Mandaten", "mandaten", MANAGER, "Geef of vraag een mandaat, onderteken het of zet het stop."),
)
