"""The addresses of every screen of one label, for the tests of screens."""

from maatwerk.models import Berekening, Toekenning
from maatwerk.models.berekening import Onderwerp


def berekening(nummer: str = "0012345", onderwerp: str = Onderwerp.KWARTAAL, **lookups) -> Berekening:
    """The first one that fits, the newest period first."""
    rows = Berekening.objects.filter(toekenning__nummer=nummer, onderwerp=onderwerp, **lookups)
    found = rows.order_by("-periode", "-versie").first()
    assert found is not None
    return found


def of(nummer: str = "0012345") -> str:
    return f"/maatwerk/ondernemingen/{Toekenning.objects.get(nummer=nummer).key}"


def every_screen(nummer: str = "0012345") -> list[str]:
    """Each screen once, on the fullest object there is."""
    label = of(nummer)
    quarter = berekening(nummer, versie=2)
    year, advance = berekening(nummer, Onderwerp.JAAR), berekening(nummer, Onderwerp.VOORSCHOT)
    worker = quarter.lijnen.order_by("rang").first().werknemer
    return [
        "/maatwerk/",
        "/maatwerk/ondernemingen/",
        f"{label}/",
        f"{label}/afrekening/",
        f"{label}/afrekening/kwartaal/",
        f"{label}/afrekening/kwartaal/?recent=on",
        f"{label}/afrekening/jaar/",
        f"{label}/afrekening/afrekening/",
        f"{label}/afrekening/debiteuren/",
        f"{label}/voorschot/",
        f"{label}/wop/",
        f"{label}/wop/?eindigt=90&naam=a",
        f"{label}/exporteer/loket/",
        f"{label}/exporteer/voorschot/",
        f"{label}/exporteer/wop/",
        f"/maatwerk/berekeningen/{quarter.key}/",
        f"/maatwerk/berekeningen/{quarter.key}/verschillen/1/",
        f"/maatwerk/berekeningen/{quarter.key}/werknemers/",
        f"/maatwerk/berekeningen/{quarter.key}/werknemers/?naam=a&contingent=binnen",
        f"/maatwerk/berekeningen/{quarter.key}/werknemers/{worker.key}/",
        f"/maatwerk/jaren/{year.key}/",
        f"/maatwerk/jaren/{year.key}/kwartalen/4/",
        f"/maatwerk/voorschotten/{advance.key}/",
        "/maatwerk/vragenlijst/",
    ]
