"""Rows for the tables at scale, from a seed: the same seed gives the same data, but for the day they count from."""

import datetime
import random
import uuid
from dataclasses import dataclass
from decimal import Decimal
from itertools import count, pairwise
from typing import Any

from django.db.models import Max, Model
from django.utils import timezone

from aanvragen.models import Aanvraag, StatusMove, VovGegevens
from aanvragen.states import FILED, Status
from aanvragen.vov.dienst import FLOW
from aanvragen.vov.schooljaar import Schooljaar
from accounts.models import (
    Establishment,
    Gebruikersrecht,
    Organisation,
    Person,
    RechtContext,
    ToegekendRecht,
    Werkrelatie,
)
from accounts.models.organisation import Kind
from loket.access.rechten import DWSE_ORGANISATIEVERANTWOORDELIJKE, HOOFD_LOKALE_BEHEERDER
from loket.acting.context import Doelgroep, Ground
from mandates.dimona.states import Status as DimonaStatus
from mandates.models import DimonaMandaat
from mandates.models.dimona import Bron

MODELS: list[type[Model]] = [
    Person, Organisation, Establishment, Werkrelatie, ToegekendRecht, Aanvraag, StatusMove, DimonaMandaat,
]  # fmt: skip
WORKERS = 60
YEARS = 3
WEIGHTS = {Status.INGEDIEND: 3, Status.IN_BEHANDELING: 2, Status.GOEDGEKEURD: 12, Status.GEWEIGERD: 1}
FIRST_NAMES = "Emma Tom Fatima Wim Lotte Karim Ann Jan Sara Luc Noor Bram Ilse Piet Amina Koen".split()  # noqa: SIM905
LAST_NAMES = "Lambert Vermeulen Daems Jacobs Mertens Claes Wouters Maes Peeters Aerts Goossens".split()  # noqa: SIM905
COURSES = ("Lasser MIG/MAG", "Boekhouden voor beginners", "Graduaat informatica", "Nederlands voor anderstaligen")
# How many rights somebody has, and for how many days each is given.
RIGHTS_WEIGHTS = (30, 45, 17, 8)
RIGHT_DAYS = (365, 730, 1460)
BEFORE_DECISION = {Status.GOEDGEKEURD, Status.GEWEIGERD}


@dataclass(frozen=True, slots=True)
class Worker:
    insz: str
    first_name: str
    last_name: str


@dataclass(frozen=True, slots=True)
class Employer:
    """An organisation with its place, its filer and that one's right, and its workers."""

    organisation: Organisation
    person: Person
    workers: list[Worker]
    establishment: Establishment | None = None
    relation: Werkrelatie | None = None
    right: ToegekendRecht | None = None


@dataclass(frozen=True, slots=True)
class Staff:
    """Everybody of one organisation; the first is its beheerder."""

    organisation: Organisation
    people: list[Person]
    relations: list[Werkrelatie]
    rights: list[ToegekendRecht]


@dataclass(frozen=True, slots=True)
class Filed:
    """One filed aanvraag with what hangs on it."""

    aanvraag: Aanvraag
    gegevens: VovGegevens
    moves: list[StatusMove]


class Maker:
    """Makes rows with numbers beyond those that are there."""

    def __init__(self, seed: int, snapshot: dict[str, Any]) -> None:
        self.random = random.Random(seed)
        self.snapshot = snapshot
        self.now = timezone.now()
        self.today = timezone.localdate()
        self._numbers = {model: count((model.objects.aggregate(last=Max("pk"))["last"] or 0) + 1) for model in MODELS}
        self._serial = count(1)
        self._recht = Gebruikersrecht.objects.get(code=DWSE_ORGANISATIEVERANTWOORDELIJKE)
        self._context = RechtContext.objects.get(recht=self._recht, code="opleidingsverlof")

    def known_employer(self, organisation: Organisation, person: Person) -> Employer:
        """An organisation of the demo world."""
        return Employer(organisation, person, self._workers(WORKERS * 20))

    def employer(self) -> Employer:
        """A new organisation, with one person who may file for it."""
        person = self._person(self._workers(1)[0])
        organisation = self._organisation(f"{person.last_name} {self.random.randint(100, 999)} bv")
        start = self.today - datetime.timedelta(days=300)
        relation = Werkrelatie(
            pk=self._next(Werkrelatie), person=person, organisation=organisation, start=start, email="", phone=""
        )
        return Employer(
            organisation,
            person,
            self._workers(WORKERS),
            Establishment(
                pk=self._next(Establishment),
                number=_with_check(f"21{next(self._serial):06d}"),
                organisation=organisation,
                municipality="Voorbeeldgem",
            ),
            relation,
            ToegekendRecht(
                pk=self._next(ToegekendRecht),
                werkrelatie=relation,
                recht=self._recht,
                context=self._context,
                start=start,
                end=self.today + datetime.timedelta(days=1000),
                granted_at=self.now,
            ),
        )

    def client(self, secretariat: Organisation, start: datetime.date) -> tuple[Organisation, DimonaMandaat]:
        """A new organisation that gave a social secretariat a Dimona mandate, from the first day of a quarter."""
        organisation = self._organisation(f"{self.random.choice(LAST_NAMES)} {self.random.randint(100, 99_999)} nv")
        mandaat = DimonaMandaat(
            pk=self._next(DimonaMandaat),
            giver=organisation,
            taker=secretariat,
            start=start,
            status=DimonaStatus.ACTIEF,
            bron=Bron.IMPORT,
            created_at=self.now,
            seen_at=self.now,
        )
        return organisation, mandaat

    def staff(self, name: str, number: int) -> Staff:
        """A new organisation with so many people; some have no rights, some of the rights end soon or have ended."""
        organisation = self._organisation(name)
        people = [self._person(worker) for worker in self._workers(number)]
        relations = [
            Werkrelatie(
                pk=self._next(Werkrelatie),
                person=person,
                organisation=organisation,
                email=f"{person.first_name}.{person.last_name}.{person.pk}@bench.example".lower(),
                phone="02 553 00 00",
                start=self.today - datetime.timedelta(days=self.random.randint(1, 6000)),
            )
            for person in people
        ]
        beheerder = people[0]
        head = Gebruikersrecht.objects.get(code=HOOFD_LOKALE_BEHEERDER)
        rights = [self._right(relations[0], head, None, self.today + datetime.timedelta(days=1000), 1460, beheerder)]
        kinds = [(context.recht, context) for context in RechtContext.objects.select_related("recht").order_by("pk")]
        for relation in relations[1:]:
            for recht, context in self.random.sample(kinds, self.random.choices(range(4), RIGHTS_WEIGHTS)[0]):
                days = self.random.choice(RIGHT_DAYS)
                end = self.today + datetime.timedelta(days=self.random.randint(-60, days - 1))
                rights.append(self._right(relation, recht, context, end, days, beheerder))
                if self.random.random() < 0.03:
                    rights[-1].stopped_at, rights[-1].stopped_by = self.now, beheerder
                elif end < self.today + datetime.timedelta(days=90) and self.random.random() < 0.5:
                    next_end = end + datetime.timedelta(days=days)
                    rights.append(self._right(relation, recht, context, next_end, days, beheerder))
        return Staff(organisation, people, relations, rights)

    def _right(
        self,
        relation: Werkrelatie,
        recht: Gebruikersrecht,
        context: RechtContext | None,
        end: datetime.date,
        days: int,
        granted_by: Person,
    ) -> ToegekendRecht:
        """So many days, of which `end` is the last."""
        return ToegekendRecht(
            pk=self._next(ToegekendRecht),
            werkrelatie=relation,
            recht=recht,
            context=context,
            start=end - datetime.timedelta(days=days - 1),
            end=end,
            granted_by=granted_by,
            granted_at=self.now,
        )

    def _person(self, worker: Worker) -> Person:
        return Person(
            pk=self._next(Person),
            insz=worker.insz,
            first_name=worker.first_name,
            last_name=worker.last_name,
            created_at=self.now,
        )

    def _organisation(self, name: str) -> Organisation:
        return Organisation(
            pk=self._next(Organisation),
            name=name,
            kbo=_with_check(f"07{next(self._serial):06d}"),
            doelgroep=Doelgroep.ONDERNEMING.value,
            kinds=[Kind.WERKGEVER.value],
        )

    def filed(self, employer: Employer, *, light: bool) -> Filed:
        """One aanvraag that was filed at some time. `light`: small snapshot, no timeline, for who fills the tables."""
        number = self._next(Aanvraag)
        worker, title = self.random.choice(employer.workers), self.random.choice(COURSES)
        status = self.random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        at = self.now - datetime.timedelta(seconds=self.random.randint(3600, YEARS * 365 * 86400))
        start = at.date() + datetime.timedelta(days=self.random.randint(-60, 30))
        organisation, person = employer.organisation, employer.person
        aanvraag = Aanvraag(
            pk=number,
            key=uuid.UUID(int=self.random.getrandbits(128), version=4),
            dienst=FLOW.dienst.code,
            status=status.value,
            created_by=person,
            own_organisation=organisation,
            represented=organisation,
            ground=Ground.OWN_RIGHT.value,
            created_at=at,
            updated_at=at,
            typed={},
            done=[step.slug for step in FLOW.steps],
            reference=f"{FLOW.reference_prefix}-{at.year}-{number:06d}",
            submitted_at=at,
            submitted_by=person,
            deadline=start + datetime.timedelta(days=89),
            snapshot={
                **self.snapshot,
                **({"declared": [], "outcome": [], "parameters": []} if light else {}),
                "dienst": FLOW.dienst.title,
                "represented": {"name": organisation.name, "number": organisation.number},
                "own": {"name": organisation.name, "number": organisation.number},
                "ground": Ground.OWN_RIGHT.label,
                "filed_by": person.full_name,
                "worker": f"{worker.first_name} {worker.last_name}",
                "title": title,
            },
        )
        gegevens = VovGegevens(
            aanvraag=aanvraag,
            contact_name=person.full_name,
            contact_email="bench@voorbeeld.example",
            contact_phone="02 553 00 00",
            iban="BE71096123456769",
            insz=worker.insz,
            first_name=worker.first_name,
            last_name=worker.last_name,
            establishment="2999000171",
            fraction=Decimal(1),
            hours_per_week=Decimal(38),
            odb_number="ODB-9000001",
            title=title,
            provider_name="Opleidingscentrum Kompas vzw",
            kind="uren",
            size=Decimal(64),
            creditcontract=False,
            initiatief="werknemer",
            start=start,
            end=start + datetime.timedelta(days=90),
            hours=Decimal(self.random.randint(4, 128)) / 4,
            schooljaar=Schooljaar.of(start).start_year,
        )
        return Filed(aanvraag, gegevens, [] if light else self._moves(aanvraag, status))

    def _moves(self, aanvraag: Aanvraag, status: Status) -> list[StatusMove]:
        path = [Status.CONCEPT, Status.INGEDIEND]
        if status in BEFORE_DECISION:
            path.append(Status.IN_BEHANDELING)
        if status not in path:
            path.append(status)
        return [
            StatusMove(
                pk=self._next(StatusMove),
                aanvraag=aanvraag,
                source=source,
                target=target.value,
                at=aanvraag.submitted_at,
                person=aanvraag.created_by,
                own_organisation=aanvraag.own_organisation,
            )
            for source, target in pairwise(["", *path])
        ]

    def _workers(self, number: int) -> list[Worker]:
        return [
            Worker(self._insz(), self.random.choice(FIRST_NAMES), self.random.choice(LAST_NAMES))
            for _ in range(number)
        ]

    def _insz(self) -> str:
        """Born in 1960 to 1989, with a serial number of its own and valid check digits."""
        serial = next(self._serial)
        day = datetime.date(1960, 1, 1) + datetime.timedelta(days=serial // 900)
        first = f"{day:%y%m%d}{serial % 900 + 1:03d}"
        return f"{first}{97 - int(first) % 97:02d}"

    def _next(self, model: type[Model]) -> int:
        return next(self._numbers[model])


def _with_check(first: str) -> str:
    """Eight digits of a KBO or establishment number with their check digits."""
    return f"{first}{97 - int(first) % 97:02d}"


assert set(WEIGHTS) <= set(FILED)
