"""What an aanvraag declares, beside what it declared before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localdate

from aanvragen.aanvulling.models import Versie
from aanvragen.models import Aanvraag
from aanvragen.models.aanvraag import own_organisation_id
from loket.acting.context import ActingContext
from loket.dutch import day

Declared = list[list[Any]]


@dataclass(frozen=True, slots=True)
class Answers:
    """One question and what each version answers to it, the oldest first."""

    label: str
    # What the version is called, and its answer.
    texts: tuple[tuple[str, str], ...]

    @property
    def changed(self) -> bool:
        return len({text for _version, text in self.texts}) > 1


def side_by_side(heads: Sequence[str], versions: Sequence[Declared]) -> list[tuple[str, list[Answers]]]:
    """Per step every question that a version answers, in the order of the newest; "" where one did not have it."""
    known = [{title: dict(answers) for title, answers in version} for version in versions]
    found = []
    for title in dict.fromkeys(title for version in reversed(known) for title in version):
        labels = dict.fromkeys(label for version in reversed(known) for label in version.get(title, {}))
        rows = []
        for label in labels:
            texts = [version.get(title, {}).get(label, "") for version in known]
            rows.append(Answers(label, tuple(zip(heads, texts, strict=True))))
        found.append((title, rows))
    return found


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions of an aanvraag that was corrected: the former ones, what to call each, and their answers."""

    former: list[Versie]
    heads: list[str]
    steps: list[tuple[str, list[Answers]]]


def versions_of(aanvraag: Aanvraag) -> Versions | None:
    """None when nothing was corrected; no query is asked then."""
    if not (aanvraag.snapshot or {}).get("version"):
        return None
    former = list(aanvraag.versies.order_by("number"))
    snapshots = [*(version.frozen for version in former), aanvraag.snapshot]
    first = day(localdate(aanvraag.submitted_at))
    heads = [f"Versie {place}, {item.get('corrected', first)}" for place, item in enumerate(snapshots, start=1)]
    return Versions(former, heads, side_by_side(heads, [snapshot["declared"] for snapshot in snapshots]))


def last_of(aanvraag: Aanvraag, acting: ActingContext) -> Versie | None:
    """The last version that the own party delivered, of an aanvraag that it filed; None when that is the present one.

    What others corrected is theirs: whose mandate is over keeps the receipt of what it delivered, and of nothing else.
    """
    snapshot = aanvraag.snapshot or {}
    if not snapshot.get("version") or _delivered_by(snapshot, acting):
        return None
    former: list[Versie] = list(aanvraag.versies.order_by("-number"))
    return next((version for version in former if _delivered_by(version.frozen, acting)), former[-1])


def _delivered_by(snapshot: dict[str, Any], acting: ActingContext) -> bool:
    organisation, person = snapshot.get("corrected_for", (0, 0))
    own = own_organisation_id(acting)
    return bool(organisation == own and (own is not None or person == acting.person.id))
