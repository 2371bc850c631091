"""The demo world: fictional people, organisations and numbers; every check digit is valid. Dates count from today."""

from dataclasses import dataclass, field
from decimal import Decimal

from accounts.models.organisation import Kind
from loket.access import rechten as r
from loket.acting.context import Doelgroep

VOV = (r.DWSE_ORGANISATIEVERANTWOORDELIJKE, "opleidingsverlof")
ODB = (r.DWSE_ORGANISATIEVERANTWOORDELIJKE, "opleidingsdatabank")
MAATWERK = (r.DWSE_ORGANISATIEVERANTWOORDELIJKE, "maatwerk")


@dataclass(frozen=True)
class DemoOrganisation:
    name: str
    kbo: str | None
    kinds: tuple[Kind, ...]
    doelgroep: Doelgroep = Doelgroep.ONDERNEMING
    establishment: str = ""
    municipality: str = ""
    ovo: str | None = None
    instellingsnummer: str | None = None
    mail: str = ""


@dataclass(frozen=True)
class DemoJob:
    """A werkrelatie with its rights. `end` of a right in days from today; None: four years from its start."""

    organisation: str
    rights: tuple[tuple[str, str] | str, ...] = ()
    right_ends_in: int | None = None


@dataclass(frozen=True)
class DemoPerson:
    first_name: str
    last_name: str
    insz: str
    what: str
    jobs: tuple[DemoJob, ...] = ()
    represents: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True)
class DemoOpleiding:
    """Start and end in days from today."""

    odb_number: str
    title: str
    provider: str = ""
    kind: str = ""
    size: Decimal | None = None
    start: int | None = None
    end: int | None = None


KORENBLOEM, VAN_HOOF, SMETS = "0999000129", "0999000228", "0999000327"
HORIZON, PEETERS, KOMPAS, DE_BRUG = "0999001020", "0999001119", "0999002010", "0999002109"
DE_WISSEL, NOORDERWIND, GEMEENTE, DEPARTEMENT = "0999003097", "0999003196", "0999005077", "OVO000001"

ORGANISATIONS = (
    DemoOrganisation(
        "Bakkerij De Korenbloem bv", KORENBLOEM, (Kind.WERKGEVER,),
        establishment="2999000171", municipality="Aalst", mail="korenbloem",
    ),
    DemoOrganisation(
        "Metaalwerken Van Hoof nv", VAN_HOOF, (Kind.WERKGEVER,),
        establishment="2999000270", municipality="Genk", mail="vanhoof",
    ),
    DemoOrganisation(
        "Houthandel Smets bv", SMETS, (Kind.WERKGEVER,),
        establishment="2999000369", municipality="Brugge", mail="smets",
    ),
    DemoOrganisation(
        "Sociaal Secretariaat Horizon vzw", HORIZON, (Kind.WERKGEVER, Kind.DIMONA_MANDAATNEMER), mail="horizon"
    ),
    DemoOrganisation("Boekhoudkantoor Peeters bv", PEETERS, (Kind.WERKGEVER,), mail="peeters"),
    DemoOrganisation(
        "Opleidingscentrum Kompas vzw", KOMPAS, (Kind.WERKGEVER, Kind.OPLEIDINGSVERSTREKKER), mail="kompas"
    ),
    DemoOrganisation(
        "CVO De Brug", DE_BRUG, (Kind.SCHOOL, Kind.OPLEIDINGSVERSTREKKER),
        doelgroep=Doelgroep.SCHOOL, instellingsnummer="999001", mail="debrug",
    ),
    DemoOrganisation(
        "Maatwerkbedrijf De Wissel vzw", DE_WISSEL, (Kind.WERKGEVER, Kind.MAATWERKBEDRIJF), mail="dewissel"
    ),
    DemoOrganisation(
        "Maatwerkbedrijf Noorderwind vzw", NOORDERWIND, (Kind.WERKGEVER, Kind.MAATWERKBEDRIJF), mail="noorderwind"
    ),
    DemoOrganisation(
        "Gemeente Voorbeeldgem", GEMEENTE, (Kind.LOKAAL_BESTUUR,),
        doelgroep=Doelgroep.LOKAAL_BESTUUR, mail="voorbeeldgem",
    ),
    DemoOrganisation(
        "Departement Werk en Sociale Economie", None, (Kind.DEPARTEMENT,),
        doelgroep=Doelgroep.OVERHEID, ovo=DEPARTEMENT, mail="departement",
    ),
)  # fmt: skip

PEOPLE = (
    DemoPerson(
        "An", "Claes", "80010199085", "De Korenbloem: Hoofd Lokale Beheerder",
        (DemoJob(KORENBLOEM, (r.HOOFD_LOKALE_BEHEERDER,)),),
    ),
    DemoPerson(
        "Bart", "Maes", "75031599158", "De Korenbloem: mag opleidingsverlof aanvragen (recht eindigt over 40 dagen)",
        (DemoJob(KORENBLOEM, (VOV,), right_ends_in=40),),
    ),
    DemoPerson(
        "Sofie", "Janssens", "88062299244", "De Korenbloem: nog zonder rechten (aanvraag loopt)",
        (DemoJob(KORENBLOEM),),
    ),
    DemoPerson(
        "Dirk", "Peeters", "69090499311", "Boekhoudkantoor Peeters: wettelijk vertegenwoordiger, zonder recht",
        represents=(PEETERS,),
    ),
    DemoPerson(
        "Elif", "Yildiz", "92021099470", "Sociaal Secretariaat Horizon: Dimona Mandaatuitvoerder",
        (DemoJob(HORIZON, (r.DIMONA_MANDAATUITVOERDER,)),),
    ),
    DemoPerson(
        "Freya", "Wouters", "85113099663", "Sociaal Secretariaat Horizon: Hoofd Lokale Beheerder",
        (DemoJob(HORIZON, (r.HOOFD_LOKALE_BEHEERDER,)),),
    ),
    DemoPerson(
        "Goran", "De Smet", "78070799594", "Van Hoof: Hoofd Lokale Beheerder, SSM Mandaatbeheerder, opleidingsverlof",
        (DemoJob(VAN_HOOF, (r.HOOFD_LOKALE_BEHEERDER, r.SSM_MANDAATBEHEERDER, VOV)),),
    ),
    DemoPerson(
        "Hanne", "Jacobs", "90051899896", "Kompas: opleidingsdatabank en opleidingsverlof",
        (DemoJob(KOMPAS, (ODB, VOV)),),
    ),
    DemoPerson(
        "Ivo", "Mertens", "66022899748", "CVO De Brug: Hoofd Lokale Beheerder, opleidingsdatabank",
        (DemoJob(DE_BRUG, (r.HOOFD_LOKALE_BEHEERDER, ODB)),),
    ),
    DemoPerson("Jana", "Goossens", "95081299616", "geen enkele organisatie: ziet enkel haar eigen naam"),
    DemoPerson(
        "Karim", "Benali", "83042599328", "De Wissel: Hoofd Lokale Beheerder, maatwerk",
        (DemoJob(DE_WISSEL, (r.HOOFD_LOKALE_BEHEERDER, MAATWERK)),),
    ),
    DemoPerson(
        "Lotte", "Willems", "01011799210", "twee organisaties: De Korenbloem (lokale beheerder), Kompas (geen recht)",
        (DemoJob(KORENBLOEM, (r.LOKALE_BEHEERDER,)), DemoJob(KOMPAS)),
    ),
    DemoPerson(
        "Marc", "Dubois", "72093099172", "Boekhoudkantoor Peeters: SSM Mandaatuitvoerder",
        (DemoJob(PEETERS, (r.SSM_MANDAATUITVOERDER,)),),
    ),
    DemoPerson(
        "Nele", "Aerts", "87030399089", "Departement: dossierbehandelaar",
        (DemoJob(DEPARTEMENT, (r.DOSSIERBEHANDELAAR,)),),
    ),
    DemoPerson(
        "Omar", "Haddad", "91060699502", "Smets: nog zonder rechten, en niemand om ze aan te vragen",
        (DemoJob(SMETS),),
    ),
    DemoPerson(
        "Pieter", "Lemmens", "81052099742", "Departement: toepassingsbeheerder (parameters)",
        (DemoJob(DEPARTEMENT, (r.TOEPASSINGSBEHEERDER,)),),
    ),
)  # fmt: skip

# Dimona mandates in force, giver and taker; Smets gave none.
DIMONA = ((KORENBLOEM, HORIZON), (VAN_HOOF, HORIZON))

OPLEIDINGEN = (
    DemoOpleiding("ODB-9000001", "Lasser MIG/MAG", KOMPAS, "uren", Decimal(64), -20, 70),
    DemoOpleiding("ODB-9000002", "Boekhouden voor beginners", KOMPAS, "uren", Decimal(40), -100, 20),
    DemoOpleiding("ODB-9000003", "Graduaat informatica", DE_BRUG, "studiepunten", Decimal(6), 30, 180),
    DemoOpleiding("ODB-9000011", "Heftruckbestuurder", KOMPAS, "uren", Decimal(40), -150, -95),
    DemoOpleiding("ODB-9000012", "Spaans voor beginners", DE_BRUG, "lestijden", Decimal(80), -200, -100),
    DemoOpleiding("ODB-P00001", "Loopbaangerichte opleiding"),
    DemoOpleiding("ODB-P00004", "Opleiding met een creditcontract"),
)


@dataclass(frozen=True)
class DemoWorker:
    """A werknemer of De Korenbloem, to type into the form. Percent and hours per week."""

    name: str
    insz: str
    percent: Decimal
    hours: Decimal
    note: str = field(default="")


WORKERS = (
    DemoWorker("Emma Lambert", "90012099016", Decimal(100), Decimal(38)),
    DemoWorker("Tom Vermeulen", "86071499156", Decimal(80), Decimal("30.4")),
    DemoWorker("Fatima El Amrani", "93050299263", Decimal(50), Decimal(19), "komt in 2026-2027 niet in aanmerking"),
    DemoWorker("Wim Daems", "05060799340", Decimal(100), Decimal(38), "INSZ met een nul vooraan"),
)


@dataclass(frozen=True)
class DemoMandaat:
    """An SSM mandate between two organisations. Days count from today; `signed`: None while it waits for the other."""

    type: str
    giver: str
    taker: str
    # INSZ of who started it, and of who signed it.
    started_by: str
    by_taker: bool
    started: int
    signed_by: str = ""
    signed: int | None = None
    reference: str = ""


MANDATES = (
    DemoMandaat(
        "vov", VAN_HOOF, PEETERS, "78070799594", by_taker=False, started=-205,
        signed_by="69090499311", signed=-200, reference="Klant 1042",
    ),
    DemoMandaat("vov", KORENBLOEM, PEETERS, "69090499311", by_taker=True, started=-2, reference="Klant 1043"),
)  # fmt: skip
