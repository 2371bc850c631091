"""What changed in an enrolment, and when: for the verstrekker, and for the dossier in which its attest was used."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from aanvragen.deelname.models import Attestgebruik, Inschrijving, InschrijvingVersie
from aanvragen.deelname.models.inschrijving import DECLARED, Opgave
from aanvragen.deelname.presentatie import contract_in_words
from aanvragen.models import Aanvraag
from accounts.models import Person
from loket.dutch import day, number
from loket.numbers import mask_insz


@dataclass(frozen=True, slots=True)
class Wijziging:
    """One change: what it was and became, as (label, before, after); and the attest that it replaced."""

    at: datetime
    by: Person
    differences: list[tuple[str, str, str]]
    attest_made_at: datetime | None


@dataclass(frozen=True, slots=True)
class NaGebruik:
    """What happened to an enrolment after its code had been used in an aanvraag."""

    inschrijving: Inschrijving
    changes: list[Wijziging]

    def __bool__(self) -> bool:
        return bool(self.changes) or self.inschrijving.withdrawn_at is not None


def changes_of(row: Inschrijving, since: datetime | None = None) -> list[Wijziging]:
    """The changes of an enrolment, the last first. One query."""
    versions = InschrijvingVersie.objects.filter(inschrijving=row).select_related("changed_by").order_by("-pk")
    if since is not None:
        versions = versions.filter(changed_at__gt=since)
    found, after = [], row
    for before in versions:
        found.append(Wijziging(before.changed_at, before.changed_by, _between(before, after), before.attest_made_at))
        after = before
    return found


def after_use(aanvraag: Aanvraag) -> NaGebruik | None:
    """For the dossierbehandelaar; None when no code was used. At most two queries."""
    used = Attestgebruik.objects.filter(aanvraag=aanvraag).select_related("inschrijving__withdrawn_by").first()
    if used is None:
        return None
    return NaGebruik(used.inschrijving, changes_of(used.inschrijving, since=used.used_at))


def _between(before: Opgave, after: Opgave) -> list[tuple[str, str, str]]:
    found = []
    for name in DECLARED:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            label = str(Inschrijving._meta.get_field(name).verbose_name)
            old_words, new_words = _in_words(name, old), _in_words(name, new)
            if old_words == new_words:
                # Two numbers that are masked alike.
                old_words, new_words = "het oude nummer", "het nieuwe nummer"
            found.append((label, old_words, new_words))
    return found


def _in_words(name: str, value: object) -> str:
    if name == "insz":
        return mask_insz(str(value))
    if name == "contract":
        return contract_in_words(str(value))
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Decimal):
        return number(value)
    return str(value or "")
