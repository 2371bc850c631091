"""A draft of "Aanwezigheid/deelname registreren": its row, and what its forms look up, each at most once."""

import datetime
from functools import cached_property
from typing import Any

from aanvragen.deelname import registreren
from aanvragen.deelname.bekend import known_lines
from aanvragen.deelname.forms import CursistenForm
from aanvragen.deelname.models import DeelnameGegevens, Inschrijving
from aanvragen.deelname.parameters import load_rules
from aanvragen.deelname.presentatie import lines_of, never_paid
from aanvragen.deelname.regels.lijn import Ernst, Finding, Line, LineContext, check_period
from aanvragen.deelname.regels.perioden import Periode, perioden, uiterste_dag
from aanvragen.deelname.rijen import MOST_ROWS
from aanvragen.draft import DraftBase
from aanvragen.flow import as_querydict
from aanvragen.models import Aanvraag, Opleiding
from loket.parameters.values import ParameterSet, ParameterValue, unverified

# Older periods are beyond what anybody still pays.
YEARS_BACK = 3


class DeelnameDraft(DraftBase):
    """Everything about one draft that the forms and the rules need."""

    # How many enrolments "Neem de inschrijvingen over" just took over.
    taken_over: int | None = None

    def __init__(self, aanvraag: Aanvraag) -> None:
        super().__init__(aanvraag)
        self.gegevens: DeelnameGegevens = aanvraag.deelname

    @cached_property
    def params(self) -> ParameterSet:
        return load_rules()

    @cached_property
    def opleidingen(self) -> list[Opleiding]:
        """Those of the represented verstrekker, the last to start first."""
        rows = Opleiding.objects.filter(provider=self.aanvraag.represented_id, start__lte=self.today)
        return list(rows.order_by("-start", "odb_number"))

    @cached_property
    def perioden(self) -> list[Periode]:
        """The periods that can be chosen, the newest first."""
        first = min((item.start for item in self.opleidingen if item.start), default=self.today)
        first = max(first, self.today - datetime.timedelta(days=366 * YEARS_BACK))
        return sorted(perioden(self.params, first, self.today), reverse=True)

    def context_for(self, opleiding: Opleiding, periode: Periode) -> LineContext:
        return registreren.context_for(self.params, opleiding, periode, self.today)

    @property
    def periode(self) -> Periode:
        """The period that was chosen; only when the step before is right."""
        chosen = self.gegevens.periode
        if chosen is None:
            raise ValueError("no period was chosen yet")
        return chosen

    @cached_property
    def context(self) -> LineContext:
        """What the lines are judged with; only when opleiding and period were chosen."""
        return self.context_for(self.gegevens.opleiding, self.periode)

    def choose(self, opleiding: Opleiding, periode: Periode) -> None:
        self.gegevens.opleiding = opleiding
        self.gegevens.period_from, self.gegevens.period_until = periode.first, periode.last
        self.aanvraag.deadline = uiterste_dag(self.params, periode).last
        self.__dict__.pop("context", None)
        self.__dict__.pop("enrolled", None)

    @cached_property
    def enrolled(self) -> list[Inschrijving]:
        """Who is enrolled in this period and not registered in it; one more than a page holds when there are more."""
        g = self.gegevens
        rows = Inschrijving.objects.active().filter(opleiding=g.opleiding, enrolled_on__lte=g.period_until)
        rows = rows.order_by("last_name", "first_name", "pk")
        known = known_lines([g.opleiding_id], list(rows.values_list("insz", flat=True)))
        missing = (row for row in rows.iterator() if known.line(g.opleiding_id, row.insz, g.period_from) is None)
        return [row for row, _ in zip(missing, range(MOST_ROWS + 1), strict=False)]

    def trainees(self) -> list[dict[str, str]]:
        """Those of `enrolled` as rows of the page, as many as it holds."""
        not_yet = "nog niet" if self.context.goes_on else ""
        return [
            {
                "insz": row.insz,
                "first_name": row.first_name,
                "last_name": row.last_name,
                "contract": row.contract,
                "final_assessment": not_yet,
                "completed": not_yet,
            }
            for row in self.enrolled[:MOST_ROWS]
        ]

    @cached_property
    def lines(self) -> list[Line]:
        """The trainees as they were typed last, as far as they could be read."""
        form = CursistenForm(as_querydict(self.aanvraag.typed.get("cursisten", {})), draft=self)
        form.full_clean()
        return form.lines

    @property
    def unverified(self) -> tuple[ParameterValue, ...]:
        """The values that judge the lines and that no source confirms; a screen says which."""
        return unverified(self.context.parameters)

    @cached_property
    def said(self) -> list[dict[str, Any]]:
        """The lines in words, with what the rules say about each, for the review page."""
        return lines_of(self, masked=False)

    @property
    def period_remarks(self) -> list[str]:
        """What the rules remark on the period that was chosen; what they refuse was said in the step before."""
        return [finding.message for finding in check_period(self.context) if finding.ernst is not Ernst.FOUT]

    @property
    def never(self) -> list[dict[str, Any]]:
        """Those that can never be paid."""
        return [line for line in self.said if never_paid(line)]

    def findings(self, lines: list[Line]) -> list[tuple[int | None, Finding]]:
        """Everything the rules have to say about these lines; read afresh each time."""
        _whole, found = registreren.check_lines(self.gegevens.opleiding, self.periode, lines, self.context)
        return found

    def store(self) -> None:
        self.gegevens.save()
