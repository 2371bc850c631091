"""A draft of a terugbetalingsaanvraag: its row, its typed columns, and what its forms look up, each at most once."""

import datetime
from decimal import Decimal
from functools import cached_property

from aanvragen.aanvulling.models import Aanvulling as Question
from aanvragen.deelname.viacode import OnAttest, read_attest
from aanvragen.draft import ANSWER, DraftBase
from aanvragen.models import Aanvraag, Bijlage, Opleiding, VovGegevens
from aanvragen.states import COUNTING
from aanvragen.vov.declaration import Uren, uren
from aanvragen.vov.initiatief import Aanvraaguren, Initiatief
from aanvragen.vov.odb import OdbNumberError, normalise_odb_number
from aanvragen.vov.opleiding import Soort
from aanvragen.vov.schooljaar import Schooljaar
from accounts.models import Establishment
from loket.parameters.selectors import load_parameters
from loket.parameters.values import ParameterSet

# The kinds of files: the only one that is asked, and what goes with an answer.
INSCHRIJVINGSATTEST, AANVULLING = "inschrijvingsattest", "aanvulling"


class VovDraft(DraftBase):
    """Everything about one draft that the forms and the rules need."""

    def __init__(self, aanvraag: Aanvraag) -> None:
        super().__init__(aanvraag)
        self.gegevens: VovGegevens = aanvraag.vov
        self._attests: dict[str, OnAttest] = {}
        if self.is_answer:
            # What is corrected is judged by the day on which the aanvraag was filed.
            self.today = self.question.filed_on

    @cached_property
    def question(self) -> Question:
        """What an answer answers."""
        return Question.objects.select_related("aanvraag").get(concept=self.aanvraag.pk)

    @cached_property
    def params(self) -> ParameterSet:
        return load_parameters("vov.")

    @cached_property
    def establishments(self) -> list[Establishment]:
        """The establishments of the represented organisation."""
        return list(Establishment.objects.filter(organisation=self.aanvraag.represented_id).order_by("number"))

    def read_attest(self, code: str) -> OnAttest:
        """The attest of the werknemer behind a code that was typed. Raises ValueError with what to do."""
        known = self._attests.get(code)
        if known is None:
            known = self._attests[code] = read_attest(code, self.gegevens.insz, self.aanvraag)
        return known

    @property
    def typed_code(self) -> str:
        """The code of an inschrijvingsattest, as it was typed last."""
        return str(self.aanvraag.typed.get("opleiding", {}).get("attest_code", [""])[-1]).strip()

    @property
    def typed_answer(self) -> str:
        """The answer to what was asked, as it was typed last."""
        return str(self.aanvraag.typed.get(ANSWER, {}).get("answer", [""])[-1]).strip()

    @cached_property
    def code_problem(self) -> str:
        """What is wrong with the code that was typed, for a page that does not complain about the rest."""
        try:
            if self.typed_code:
                self.read_attest(self.typed_code)
        except ValueError as error:
            return str(error)
        return ""

    @cached_property
    def hours_on_attest(self) -> Decimal | None:
        """What the opleiding on the attest gives at most, when the form was filled in by a code; else None."""
        if not self.typed_code or self.code_problem or not self.is_ready_for_hours:
            return None
        room = self.room()
        return room.most or None

    @property
    def attest(self) -> Bijlage | None:
        """The inschrijvingsattest that was uploaded and not taken away."""
        return self.files.get(INSCHRIJVINGSATTEST)

    def existing_hours(self) -> list[Aanvraaguren]:
        """The other requests for this werknemer in this schooljaar, of all employers; never cached."""
        rows = (
            VovGegevens.objects.filter(
                insz=self.gegevens.insz,
                schooljaar=self.gegevens.schooljaar,
                aanvraag__status__in=[status.value for status in COUNTING],
            )
            .exclude(pk__in=[self.aanvraag.pk, *([self.question.aanvraag_id] if self.is_answer else [])])
            .values_list("odb_number", "initiatief", "hours")
        )
        return [Aanvraaguren(number, Initiatief(side), hours) for number, side, hours in rows]

    @property
    def is_ready_for_hours(self) -> bool:
        """Werknemer and opleiding are known, so that the maximum can be computed."""
        g = self.gegevens
        return bool(
            g.insz and g.fraction is not None and g.odb_number and g.initiatief and g.start and g.kind and g.size
        )

    def room(self) -> Uren:
        """What this werknemer may still take; only when `is_ready_for_hours`."""
        g = self.gegevens
        return uren(
            self.params,
            g.start,
            g.fraction,
            self.existing_hours(),
            g.odb_number,
            Initiatief(g.initiatief),
            Soort(g.kind),
            g.size,
        )

    @cached_property
    def hours_room(self) -> Uren | None:
        """The room as the page shows it; None while werknemer or opleiding is not known."""
        return self.room() if self.is_ready_for_hours else None

    @property
    def schooljaar_label(self) -> str:
        year = self.gegevens.schooljaar
        return Schooljaar(year).label if year else ""

    @cached_property
    def looked_up(self) -> Opleiding | None:
        """The opleiding of the number that was typed last, when there is one."""
        typed = self.aanvraag.typed.get("opleiding", {}).get("odb_number", [""])[-1]
        try:
            number = normalise_odb_number(typed)
        except OdbNumberError:
            return None
        return self.find_opleiding(number)

    def find_opleiding(self, number: str) -> Opleiding | None:
        """The opleiding with this number, as the databank has it; that of the draft came along with it."""
        known = self.gegevens.opleiding
        if known is not None and known.odb_number == number:
            return known
        return Opleiding.objects.select_related("provider").filter(odb_number=number).first()

    def set_start(self, start: datetime.date) -> None:
        """The start of the opleiding decides the schooljaar."""
        self.gegevens.start = start
        self.gegevens.schooljaar = Schooljaar.of(start).start_year

    def store(self) -> None:
        self.gegevens.save()
