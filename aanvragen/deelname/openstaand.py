"""What a verstrekker still has to do: who is missing per opleiding and period, and which attests are not made. One
query for each of the two."""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Min

from aanvragen.deelname.models import Inschrijving
from aanvragen.deelname.regels.lijn import WITH_ATTENDANCE
from aanvragen.deelname.regels.perioden import Periode, attest_tegen, periode_of, perioden, uiterste_dag
from loket.parameters.values import ParameterSource

# How long a period that is past its last day, or an attest, is still asked for.
ASKED_AFTER = datetime.timedelta(days=365)

# Who does not take part any more, because an earlier period said how it ended, is not missing. Where attendance is not
# required, only the period with the end counts.
FIND = """
SELECT o.id, o.odb_number, o.title, o.provider_id, p.first, p.last, count(i.id) AS expected,
  count(i.id) FILTER (WHERE i.missing) AS missing,
  EXISTS (SELECT FROM deelname_registratie r WHERE r.opleiding_id = o.id AND r.period_from = p.first
            AND r.filed_at IS NOT NULL AND r.line_count > 0) AS filed
FROM aanvragen_opleiding o
JOIN unnest(%(first)s::date[], %(last)s::date[]) AS p(first, last)
  ON o.start <= p.last AND o."end" >= p.first AND (o.kind = ANY(%(kinds)s) OR o."end" <= p.last)
LEFT JOIN LATERAL (
  SELECT e.id, NOT EXISTS (
      SELECT FROM deelname_deelname d WHERE d.insz = e.insz AND d.opleiding_id = e.opleiding_id AND d.current
        AND NOT d.withdrawn AND (d.period_from = p.first OR d.period_from < p.first AND d.completed IS NOT NULL)
    ) AS missing
  FROM deelname_inschrijving e
  WHERE e.opleiding_id = o.id AND e.withdrawn_at IS NULL AND e.enrolled_on <= p.last
    AND (e.start IS NULL OR e.start <= p.last) AND (e."end" IS NULL OR e."end" >= p.first)
) i ON true
WHERE {where}
GROUP BY o.id, p.first, p.last
ORDER BY o.id, p.first
"""
OF_PROVIDER, OF_OPLEIDINGEN, OF_ALL = "o.provider_id = %(of)s", "o.id = ANY(%(of)s)", "o.provider_id IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Work:
    """One opleiding in one period. `expected` are the trainees who are enrolled then; 0 when nobody is known."""

    opleiding: int
    odb_number: str
    title: str
    provider: int
    periode: Periode
    last_day: datetime.date
    remind_from: datetime.date
    expected: int
    missing: int
    # Somebody was registered in this period.
    filed: bool

    @property
    def open(self) -> bool:
        """Somebody is missing; or nobody is enrolled, and nothing was registered at all."""
        return self.missing > 0 if self.expected else not self.filed

    @property
    def words(self) -> str:
        if not self.expected:
            return "geregistreerd" if self.filed else "nog niets geregistreerd"
        registered = self.expected - self.missing
        return f"{registered} van de {self.expected} cursisten geregistreerd"


@dataclass(frozen=True, slots=True)
class Attests:
    """How many attests of one opleiding were not asked for yet, and by when the first of them must be given."""

    opleiding: int
    odb_number: str
    title: str
    missing: int
    last_day: datetime.date


def attests_of(params: ParameterSource, provider: int, today: datetime.date) -> list[Attests]:
    """The attests that this verstrekker still has to make, those with the nearest day first; the late ones too, for a
    while."""
    rows = Inschrijving.objects.active().filter(
        provider=provider, attest_code__isnull=True, enrolled_on__gte=today - ASKED_AFTER
    )
    counted = rows.values_list("opleiding", "opleiding__odb_number", "opleiding__title").annotate(
        missing=Count("pk"), first=Min("enrolled_on")
    )
    return [
        Attests(opleiding, number, title, missing, attest_tegen(params, first))
        for opleiding, number, title, missing, first in counted.order_by("first", "opleiding__odb_number")
    ]


def of_provider(params: ParameterSource, provider: int, today: datetime.date) -> list[Work]:
    """What this verstrekker still has to register: of all periods that are over, the late ones too, for a while."""
    return [work for work in _find(params, _over(params, today), OF_PROVIDER, provider) if work.open]


def of_all(params: ParameterSource, today: datetime.date) -> list[Work]:
    """What all verstrekkers are to be reminded of today: the last day is near and not past."""
    terms = [(periode, uiterste_dag(params, periode)) for periode in _over(params, today)]
    near = [periode for periode, term in terms if term.remind_from <= today <= term.last]
    return [work for work in _find(params, near, OF_ALL, None) if work.open]


def of_opleidingen(
    params: ParameterSource, opleidingen: Collection[int], earliest: datetime.date | None, today: datetime.date
) -> dict[int, list[Work]]:
    """Every period that has begun, of these opleidingen; `earliest` is the first day of the first of them."""
    known: dict[int, list[Work]] = {pk: [] for pk in opleidingen}
    if known and earliest is not None and earliest <= today:
        for work in _find(params, list(perioden(params, earliest, today)), OF_OPLEIDINGEN, list(known)):
            known[work.opleiding].append(work)
    return known


def _over(params: ParameterSource, today: datetime.date) -> list[Periode]:
    """The periods that are over and still asked for."""
    found = []
    periode = periode_of(params, periode_of(params, today).first - datetime.timedelta(days=1))
    while uiterste_dag(params, periode).last >= today - ASKED_AFTER:
        found.append(periode)
        periode = periode_of(params, periode.first - datetime.timedelta(days=1))
    return found


def _find(params: ParameterSource, periods: Sequence[Periode], where: str, of: object) -> list[Work]:
    if not periods:
        return []
    values = {
        "first": [periode.first for periode in periods],
        "last": [periode.last for periode in periods],
        "kinds": [kind.value for kind in WITH_ATTENDANCE],
        "of": of,
    }
    with connection.cursor() as cursor:
        cursor.execute(FIND.format(where=where), values)
        rows = cursor.fetchall()
    terms = {periode.first: uiterste_dag(params, periode) for periode in periods}
    return [
        Work(
            opleiding, number, title, provider, Periode(first, last),
            terms[first].last, terms[first].remind_from, expected, missing, filed,
        )
        for opleiding, number, title, provider, first, last, expected, missing, filed in rows
    ]  # fmt: skip
