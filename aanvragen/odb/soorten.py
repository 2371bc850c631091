"""How an opleiding is given, and for whom it counts. Pure words, shared by models, forms and files."""

import enum
from decimal import Decimal

from aanvragen.vov.opleiding import Soort
from loket.dutch import counted


class Vorm(enum.StrEnum):
    """Where the trainee learns."""

    LOCATIE = "locatie", "Op locatie"
    ONLINE = "online", "Online"
    BLENDED = "blended", "Deels op afstand (blended)"

    label: str

    def __new__(cls, code: str, label: str) -> "Vorm":
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member


class Niveau(enum.StrEnum):
    """The beperkende voorwaarde opleidingsniveau: opleidingsverlof only for a first diploma of this level."""

    SECUNDAIR = "secundair", "Diploma secundair onderwijs"
    GRADUAAT = "graduaat", "Graduaat"
    BACHELOR = "bachelor", "Bachelor"
    MASTER = "master", "Master"

    label: str

    def __new__(cls, code: str, label: str) -> "Niveau":
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member


SOORTEN = {
    Soort.UREN: "In contacturen",
    Soort.STUDIEPUNTEN: "In studiepunten (hoger onderwijs)",
    Soort.LESTIJDEN: "In lestijden (volwassenenonderwijs)",
    Soort.EXAMENCOMMISSIE: "Examens bij de Examencommissie",
    Soort.MENTOR: "Mentoropleiding",
    Soort.EVC: "Erkennen van verworven competenties (EVC)",
}
# In which unit the size of each kind counts.
EENHEDEN = {
    Soort.UREN: "contacturen",
    Soort.STUDIEPUNTEN: "studiepunten",
    Soort.LESTIJDEN: "lestijden",
    Soort.EXAMENCOMMISSIE: "examens",
    Soort.MENTOR: "contacturen",
    Soort.EVC: "contacturen",
}


def vorm_label(code: str) -> str:
    return Vorm(code).label if code else ""


def niveau_label(code: str) -> str:
    return f"Enkel voor een eerste diploma: {Niveau(code).label.lower()}" if code else "Geen"


def soort_label(code: str) -> str:
    return SOORTEN[Soort(code)] if code else ""


def eenheid(code: str) -> str:
    return EENHEDEN[Soort(code)] if code else ""


def size_in_words(kind: str, size: Decimal | None) -> str:
    """‘64 contacturen’; nothing when kind or size is not known."""
    return counted(size, eenheid(kind)) if kind and size is not None else ""
