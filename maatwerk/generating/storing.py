"""A made-up history into the database."""

import datetime
import json
import random
import uuid
from collections.abc import Iterator
from itertools import chain
from typing import Any

from loket.parameters.values import ParameterValue
from maatwerk import models
from maatwerk.berekening.afronding import NUL, places
from maatwerk.berekening.jaar import Jaaruitkomst
from maatwerk.berekening.kwartaal import Kwartaaluitkomst
from maatwerk.copying import copy_rows, take_ids
from maatwerk.generating.history import Historiek, Kwartaalvoorschot, Versie
from maatwerk.opslag import LIJN_COLUMNS, lijn_waarden, parameters_json

MADE_BY = "oefenwereld"
TOTALS = (
    "contingent", "maximum", "werknemers", "binnen", "vaste_delen", "ingevuld", "begrensd",
    "loonpremie", "vast", "variabel", "premie", "ondersteuning", "supplement", "boven_maximum", "totaal",
)  # fmt: skip
BEREKENING = (
    "id", "key", "toekenning_id", "soort", "onderwerp", "periode", "versie", "recentste", "status", "berekend_op",
    "bron", "levering_sha256", *TOTALS, "parameters", "created_at",
)  # fmt: skip
WIJZE = {1: "betaling", 0: "geen", -1: "inhouding"}


class Storing:
    """Stores the labels of one made-up enterprise; `rnd` makes the keys that addresses show."""

    def __init__(self, organisation_id: int, vandaag: datetime.date, rnd: random.Random) -> None:
        self.organisation_id, self.vandaag, self.rnd = organisation_id, vandaag, rnd
        self._werknemers: dict[str, int] = {}
        self._wops: dict[int, int] = {}
        self._json: dict[tuple[ParameterValue, ...], str] = {}

    def store(self, history: Historiek) -> int:
        """Put one label in the database; returns the id of its toekenning."""
        toekenning = models.Toekenning.objects.create(
            key=self._key(),
            organisation_id=self.organisation_id,
            nummer=history.plan.nummer,
            label=history.plan.label,
            start=datetime.date(2019, 1, 1),
            dossierbehandelaar="Nele Aerts",
            contact_email="collectiefmaatwerk@departement.example",
        ).pk
        copy_rows(
            models.Contingent,
            ("toekenning_id", "kwartaal", "vte", "maximum", "reden"),
            ((toekenning, quarter.first_day, *values) for quarter, values in history.contingenten.items()),
        )
        self._people(toekenning, history)
        self._wages(toekenning, history)
        ids = self._berekeningen(toekenning, history)
        self._lines(history, ids)
        self._settlements(toekenning, history, ids, self._advances(toekenning, history, ids))
        return toekenning

    def _key(self) -> uuid.UUID:
        return uuid.UUID(int=self.rnd.getrandbits(128), version=4)

    def _people(self, toekenning: int, history: Historiek) -> None:
        people = [career.mens for career in history.loopbanen]
        ids = take_ids(models.Werknemer, len(people))
        copy_rows(
            models.Werknemer,
            ("id", "key", "insz", "voornaam", "naam"),
            ((pk, mens.key, mens.insz, mens.voornaam, mens.naam) for pk, mens in zip(ids, people, strict=True)),
        )
        self._werknemers |= {mens.insz: pk for pk, mens in zip(ids, people, strict=True)}
        packages = [(career, one) for career in history.loopbanen for one in career.pakketten]
        ids = take_ids(models.Wop, len(packages))
        copy_rows(
            models.Wop,
            ("id", "werknemer_id", "toekenning_id", "percentage", "niveau", "basis", "groep", "start", "end"),
            (
                (
                    pk, self._werknemers[career.mens.insz], toekenning, one.percentage, one.niveau,
                    "start" if one is career.pakketten[0] else "evaluatie", one.groep, one.start, one.end,
                )
                for pk, (career, one) in zip(ids, packages, strict=True)
            ),
        )  # fmt: skip
        self._wops |= {id(one): pk for pk, (_, one) in zip(ids, packages, strict=True)}

    def _wages(self, toekenning: int, history: Historiek) -> None:
        copy_rows(
            models.Loonlijn,
            (
                "werknemer_id", "toekenning_id", "kwartaal", "versie", "aangegeven_op", "brutoloon",
                "eindejaarspremie", "bijdragen", "structureel", "doelgroep", "q", "s", "q_effectief",
                "dagen_betaald", "dagen_ziekte", "in_dienst_van", "in_dienst_tot",
            ),
            (
                (
                    self._werknemers[item.loopbaan.mens.insz], toekenning, item.kwartaal.first_day, item.versie,
                    item.op, item.loon.brutoloon, item.eindejaarspremie, item.loon.bijdragen, item.loon.structureel,
                    item.loon.doelgroep, item.loon.q, item.loon.s, item.loon.q_effectief, item.dagen_betaald,
                    item.dagen_ziekte, item.loon.van, item.loon.tot,
                )
                for item in history.aangiften
            ),
        )  # fmt: skip
        copy_rows(
            models.Activeringsuitkering,
            ("werknemer_id", "toekenning_id", "kwartaal", "bedrag", "herkomst"),
            (
                (self._werknemers[career.mens.insz], toekenning, quarter.first_day, amount, "RVA")
                for career, quarter, amount in history.sine
            ),
        )

    def _berekeningen(self, toekenning: int, history: Historiek) -> dict[int, int]:
        """The calculations and the advances; returns the id of each, by `id()`."""
        made = [*history.versies, *history.voorschotten]
        ids = take_ids(models.Berekening, len(made))
        numbers = iter(ids)
        rows = chain(
            (self._version(next(numbers), toekenning, history, item) for item in history.versies),
            (self._advance(next(numbers), toekenning, history, item) for item in history.voorschotten),
        )
        copy_rows(models.Berekening, BEREKENING, rows)
        return {id(item): pk for item, pk in zip(made, ids, strict=True)}

    def _version(self, pk: int, toekenning: int, history: Historiek, item: Versie) -> tuple[Any, ...]:
        period = item.kwartaal.first_day if item.kwartaal else datetime.date(item.jaar, 1, 1)
        outcome = item.uitkomst
        totals = _totals(outcome) if isinstance(outcome, Kwartaaluitkomst) else _year_totals(outcome)
        used = (
            outcome.parameters if isinstance(outcome, Kwartaaluitkomst) else outcome.kwartalen[-1].uitkomst.parameters
        )
        return (
            pk, self._key(), toekenning, item.soort, "jaar" if item.soort == "jaar" else "kwartaal", period,
            item.versie, False, "voorlopig" if item.soort == "kwartaal" else "definitief", item.op, MADE_BY, "",
            *totals, self._parameters(used), _at(item.op),
        )  # fmt: skip

    def _advance(self, pk: int, toekenning: int, history: Historiek, item: Kwartaalvoorschot) -> tuple[Any, ...]:
        vte, maximum, _ = history.contingenten[item.kwartaal]
        totals = (vte, maximum, *([0] * (len(TOTALS) - 3)), item.bedrag)
        return (
            pk, self._key(), toekenning, "voorschot", "voorschot", item.kwartaal.first_day, 1, False, "definitief",
            item.op, MADE_BY, "", *totals, self._parameters((item.aandeel,)), _at(item.op),
        )  # fmt: skip

    def _parameters(self, used: tuple[ParameterValue, ...]) -> str:
        """As JSON; many calculations used the same ones."""
        if used not in self._json:
            self._json[used] = json.dumps(parameters_json(used))
        return self._json[used]

    def _lines(self, history: Historiek, ids: dict[int, int]) -> None:
        copy_rows(
            models.Berekeningslijn,
            LIJN_COLUMNS,
            (
                (
                    ids[id(item)],
                    self._werknemers[line.sleutel],
                    self._wops[id(line.plaats.werknemer.pakket)],
                    *lijn_waarden(line),
                )
                for item in history.versies
                if isinstance(item.uitkomst, Kwartaaluitkomst)
                for line in item.uitkomst.lijnen
            ),
        )
        for item in history.versies:
            if isinstance(item.uitkomst, Jaaruitkomst):
                self._year(history, ids, item, item.uitkomst)

    def _year(self, history: Historiek, ids: dict[int, int], item: Versie, outcome: Jaaruitkomst) -> None:
        pk = ids[id(item)]
        quarters, lines = [], []
        for one in outcome.kwartalen:
            quarter = one.uitkomst.kwartaal
            versions = [
                version for version in history.versies if version.kwartaal == quarter and version.op <= item.op
            ]
            first, last = versions[0], versions[-1]
            quarters.append(
                (
                    pk, quarter.first_day, ids[id(first)], ids[id(last)], one.uitkomst.contingent,
                    places(one.uitkomst.ingevuld), places(one.vte), first.uitkomst.totaal, last.uitkomst.totaal,
                    one.bijkomend,
                )
            )  # fmt: skip
            before = {line.sleutel: line for line in _lijnen(first)}
            now = {line.sleutel: line for line in one.uitkomst.lijnen}
            moved = {step.na.sleutel: step for step in one.opgeschoven}
            for key in before | now:
                step, had, has = moved.get(key), before.get(key), now.get(key)
                extra = step.bijkomend if step else NUL
                lines.append(
                    (
                        pk, quarter.first_day, self._werknemers[key], had.premie if had else None,
                        has.premie if has else None, extra, (has.premie if has else NUL) + extra,
                        step.vte if step else NUL, bool(step) or bool(has and has.binnen),
                    )
                )  # fmt: skip
        copy_rows(
            models.Jaarkwartaal,
            (
                "berekening_id", "kwartaal", "eerste_id", "herberekend_id", "contingent", "ingevuld", "bijkomende_vte",
                "eerste_totaal", "herberekend_totaal", "bijkomend",
            ),
            quarters,
        )  # fmt: skip
        copy_rows(
            models.Jaarlijn,
            (
                "berekening_id", "kwartaal", "werknemer_id", "eerste", "herberekend", "bijkomend", "premie", "vte",
                "binnen",
            ),
            lines,
        )  # fmt: skip

    def _advances(self, toekenning: int, history: Historiek, ids: dict[int, int]) -> dict[int, int]:
        """Returns the ids of the monthly parts."""
        pks = take_ids(models.Voorschot, len(history.voorschotten))
        copy_rows(
            models.Voorschot,
            (
                "id", "berekening_id", "toekenning_id", "kwartaal", "basis", "basisberekening_id", "percentage",
                "bedrag",
            ),
            (
                (
                    pk, ids[id(item)], toekenning, item.kwartaal.first_day, item.basis,
                    ids[id(item.basis_uit)] if item.basis_uit else None, item.aandeel.decimal * 100, item.bedrag,
                )
                for pk, item in zip(pks, history.voorschotten, strict=True)
            ),
        )  # fmt: skip
        parts = [(pk, part) for pk, item in zip(pks, history.voorschotten, strict=True) for part in item.schijven]
        numbers = take_ids(models.Voorschotschijf, len(parts))
        copy_rows(
            models.Voorschotschijf,
            ("id", "voorschot_id", "maand", "bedrag", "ingehouden", "te_betalen_op", "betaald_op"),
            (
                (
                    number, pk, part.maand, part.bedrag, part.ingehouden, part.te_betalen_op,
                    part.te_betalen_op if part.te_betalen_op <= self.vandaag else None,
                )
                for number, (pk, part) in zip(numbers, parts, strict=True)
            ),
        )  # fmt: skip
        return {id(part): number for number, (_, part) in zip(numbers, parts, strict=True)}

    def _settlements(self, toekenning: int, history: Historiek, ids: dict[int, int], parts: dict[int, int]) -> None:
        pks = take_ids(models.Afrekening, len(history.versies))
        copy_rows(
            models.Afrekening,
            (
                "id", "toekenning_id", "berekening_id", "soort", "periode", "afgerekend_op", "berekend",
                "voorschotten", "eerder", "saldo", "wijze", "te_betalen_op",
            ),
            (
                (
                    pk, toekenning, ids[id(item)], item.soort,
                    item.kwartaal.first_day if item.kwartaal else datetime.date(item.jaar, 1, 1), item.op,
                    item.uitkomst.totaal, item.voorschotten, item.eerder, item.saldo,
                    WIJZE[(item.saldo > 0) - (item.saldo < 0)], item.te_betalen_op,
                )
                for pk, item in zip(pks, history.versies, strict=True)
            ),
        )  # fmt: skip
        settled = {id(item): pk for pk, item in zip(pks, history.versies, strict=True)}
        pks = take_ids(models.Vordering, len(history.schulden))
        copy_rows(
            models.Vordering,
            (
                "id", "key", "toekenning_id", "afrekening_id", "nummer", "ontstaan_op", "verjaart_op", "bedrag",
                "openstaand", "afbetalingsplan",
            ),
            (
                (
                    pk, self._key(), toekenning, settled[id(debt.uit)], f"V{debt.uit.op:%Y}-{pk:06d}", debt.uit.op,
                    debt.verjaart_op, debt.bedrag, debt.bedrag,
                    f"In {debt.in_delen} delen, ingehouden op de maandelijkse voorschotten" if debt.in_delen else "",
                )
                for pk, debt in zip(pks, history.schulden, strict=True)
            ),
        )  # fmt: skip
        copy_rows(
            models.Verrekening,
            ("vordering_id", "soort", "schijf_id", "op", "bedrag"),
            (
                (pk, "inhouding", parts[id(part)], part.te_betalen_op, amount)
                for pk, debt in zip(pks, history.schulden, strict=True)
                for part, amount in debt.inhoudingen
            ),
        )


def _lijnen(item: Versie) -> Any:
    return item.uitkomst.lijnen if isinstance(item.uitkomst, Kwartaaluitkomst) else ()


def _totals(outcome: Kwartaaluitkomst) -> Iterator[Any]:
    for name in TOTALS:
        value = getattr(outcome, name)
        yield places(value) if name in ("ingevuld", "begrensd") else value


def _year_totals(outcome: Jaaruitkomst) -> Iterator[Any]:
    """What the settlement adds; contingent and fill are the means of the quarters."""
    quarters = [one.uitkomst for one in outcome.kwartalen]
    moved = [step for one in outcome.kwartalen for step in one.opgeschoven]
    values: dict[str, Any] = {
        "contingent": places(sum((one.contingent for one in quarters), NUL) / len(quarters)),
        "maximum": None,
        "werknemers": len({line.sleutel for one in quarters for line in one.lijnen}),
        "binnen": len({step.na.sleutel for step in moved}),
        "vaste_delen": sum(step.na.vast > step.voor.vast for step in moved),
        "ingevuld": places(sum((one.ingevuld for one in quarters), NUL) / len(quarters)),
        "begrensd": places(sum((one.begrensd for one in quarters), NUL) / len(quarters)),
        "loonpremie": sum((step.na.loonpremie - step.voor.loonpremie for step in moved), NUL),
        "vast": sum((step.na.vast - step.voor.vast for step in moved), NUL),
        "variabel": sum((step.na.variabel - step.voor.variabel for step in moved), NUL),
        "premie": sum((step.bijkomend for step in moved), NUL),
        "ondersteuning": sum((one.ondersteuning for one in outcome.kwartalen), NUL),
        "supplement": sum((one.supplement for one in outcome.kwartalen), NUL),
        "boven_maximum": outcome.boven_maximum,
        "totaal": outcome.totaal,
    }
    yield from (values[name] for name in TOTALS)


def _at(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(6), tzinfo=datetime.UTC)
