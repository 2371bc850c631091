"""The kinds of deliveries, in the order in which they are handed in."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Model

from loket.acting.context import ActingContext
from loket.bulk.columns import Column
from loket.bulk.large.kinds import Kind, UploadForm, Work, register_kind
from loket.bulk.models import Bestand
from loket.numbers import mask_insz
from maatwerk.leveringen import (
    afrekeningen,
    berekeningen,
    contingenten,
    jaren,
    lijnen,
    lonen,
    verrekeningen,
    voorschotten,
    wops,
)
from maatwerk.leveringen.controle import ControleForm, checked, form_with_total
from maatwerk.leveringen.parquet import open_delivery
from maatwerk.leveringen.rijen import CHANGED, NEW, quarter_label
from maatwerk.leveringen.rules import LEVERINGEN
from maatwerk.models import (
    Aankondiging,
    Activeringsuitkering,
    Afrekening,
    Contingent,
    Loonlijn,
    Verrekening,
    Voorschotschijf,
    Wop,
)
from maatwerk.models.afrekening import AfrekeningSoort

WORDS = {NEW: "Nieuw", CHANGED: "Gewijzigd"}
TITLE = "Levering: "
BACK = ("maatwerk_leveringen", "Terug naar de leveringen")
CONTROL = (
    "Bij elk bestand vult u de controlecijfers van de levering in. Kloppen ze niet, dan wordt er niets verwerkt.",
    "Getallen hebben een decimale komma. Een kwartaal is 2026 K1, of de eerste dag ervan.",
    "Een Parquet-bestand heeft dezelfde kolommen, met dezelfde namen.",
)


def lines_of(model: type[Model], *names: str) -> Callable[[Bestand], Iterator[tuple[Any, ...]]]:
    """What a file brought into a table: each row under these attributes, people masked and quarters in words."""

    def lines(bestand: Bestand) -> Iterator[tuple[Any, ...]]:
        for row in model._default_manager.filter(levering=bestand).order_by("pk").values_list(*names).iterator():
            yield tuple(_shown(name, value) for name, value in zip(names, row, strict=True))

    return lines


def _shown(name: str, value: Any) -> Any:
    if name.endswith("insz"):
        return mask_insz(value)
    if value is None:
        return ""
    return quarter_label(value) if name.endswith(("kwartaal", "periode")) else value


def _announced(bestand: Bestand) -> Iterator[tuple[Any, ...]]:
    rows = Aankondiging.objects.filter(bestand=bestand).order_by("pk")
    for nummer, periode, *rest in rows.values_list("toekenning__nummer", "periode", "versie", "totaal").iterator():
        yield nummer, quarter_label(periode), *rest


def _settled(bestand: Bestand) -> Iterator[tuple[Any, ...]]:
    rows = Afrekening.objects.filter(levering=bestand).order_by("pk")
    for row in rows.values_list("toekenning__nummer", "periode", "soort", "saldo", named=True).iterator():
        year = row.soort == AfrekeningSoort.JAAR
        yield row.toekenning__nummer, row.periode.year if year else quarter_label(row.periode), row.soort, row.saldo


def _nothing(bestand: Bestand, acting: ActingContext | None) -> None:
    """The rows themselves are all there is to it."""


def _kind(
    code: str,
    noun: str,
    title: str,
    columns: tuple[Column, ...],
    work: Callable[..., Work],
    receipt: tuple[Callable[[Bestand], Any], tuple[str, ...]],
    *,
    form: type[UploadForm] = ControleForm,
    notes: tuple[str, ...] = (),
    **rest: Any,
) -> Kind:
    given: dict[str, Any] = {
        "finish": _nothing,
        "checked": checked(whole=False),
    }
    return register_kind(
        Kind(
            code=f"maatwerk-{code}",
            name=f"maatwerk_{code}",
            noun=noun,
            title=f"{TITLE}{title}",
            columns=columns,
            fill=LEVERINGEN,
            file=LEVERINGEN,
            read=LEVERINGEN,
            begin=work,
            back=BACK,
            example={column.key: column.example for column in columns},
            receipt_lines=receipt[0],
            receipt_columns=receipt[1],
            reference_prefix="MWL",
            upload_form=form,
            words=WORDS,
            notes=(*notes, *CONTROL),
            formats="CSV, XLSX of Parquet",
            open_source=open_delivery,
            **(given | rest),
        )
    )


CONTINGENTEN = _kind(
    "contingenten",
    "contingenten",
    "toekenningen en contingenten",
    contingenten.COLUMNS,
    contingenten.Contingenten,
    (lines_of(Contingent, "toekenning__nummer", "kwartaal", "vte"), ("toekenningsnummer", "kwartaal", "VTE")),
    form=form_with_total("som van het contingent (VTE)"),
    notes=("Een nieuw toekenningsnummer maakt een nieuw label. De onderneming staat al in het loket.",),
)
WOPS = _kind(
    "wops",
    "WOP’s",
    "WOP’s",
    wops.COLUMNS,
    wops.Wops,
    (lines_of(Wop, "toekenning__nummer", "werknemer__insz", "start"), ("toekenningsnummer", "INSZ", "vanaf")),
    notes=("Een WOP dat er al is, kan alleen een ander einde krijgen. Een ander pakket is een nieuw WOP.",),
)
LONEN = _kind(
    "lonen",
    "loonlijnen",
    "lonen uit de DmfA",
    lonen.COLUMNS,
    lonen.Lonen,
    (
        lines_of(Loonlijn, "toekenning__nummer", "kwartaal", "werknemer__insz", "versie"),
        ("toekenningsnummer", "kwartaal", "INSZ", "versie"),
    ),
    form=form_with_total("som van de brutolonen"),
    notes=("Een gewijzigde aangifte is een nieuwe versie. De eerdere blijft bewaard.",),
)
UITKERINGEN = _kind(
    "uitkeringen",
    "activeringsuitkeringen",
    "activeringsuitkeringen",
    lonen.UITKERINGEN,
    lonen.Uitkeringen,
    (
        lines_of(Activeringsuitkering, "toekenning__nummer", "kwartaal", "werknemer__insz", "bedrag"),
        ("toekenningsnummer", "kwartaal", "INSZ", "bedrag"),
    ),
    form=form_with_total("som van de uitkeringen"),
)
BEREKENINGEN = _kind(
    "berekeningen",
    "berekeningen",
    "berekeningen met hun totalen",
    berekeningen.COLUMNS,
    berekeningen.Berekeningen,
    (_announced, ("toekenningsnummer", "kwartaal", "versie", "subsidie")),
    form=form_with_total("som van de subsidies"),
    checked=checked(whole=True),
    finish=berekeningen.finish,
    notes=("Een berekening is zichtbaar zodra ook haar lijnen geleverd zijn en optellen tot deze totalen.",),
    afterwards="Lever nu het bestand met de lijnen. Pas dan zijn deze berekeningen zichtbaar.",
)
LIJNEN = _kind(
    "lijnen",
    "berekeningslijnen",
    "lijnen van berekeningen",
    lijnen.COLUMNS,
    lijnen.Lijnen,
    (lijnen.receipt_lines, ("toekenningsnummer", "kwartaal", "versie", "werknemers", "premies")),
    form=form_with_total("som van de premies"),
    checked=checked(whole=True, then=lijnen.add_up),
    finish=lijnen.finish,
    forget=lijnen.forget,
    notes=("Van elke berekening staan alle lijnen in één bestand.",),
    afterwards="De berekeningen zijn nu zichtbaar voor de ondernemingen.",
)
JAREN = _kind(
    "jaren",
    "rijen van jaarberekeningen",
    "jaarberekeningen",
    jaren.COLUMNS,
    jaren.Jaren,
    (jaren.receipt_lines, ("toekenningsnummer", "jaar", "versie", "bijkomende subsidie")),
    form=form_with_total("som van de bijkomende bedragen, alle rijen samen"),
    checked=checked(whole=True, then=jaren.add_up),
    finish=jaren.finish,
    forget=jaren.forget,
    notes=(
        "Een jaarberekening heeft een rij voor elk kwartaal, zonder INSZ, en een rij voor elke werknemer die er door "
        "de jaarafrekening bijkomt in dat kwartaal. Alle rijen van een jaarberekening staan in één bestand.",
    ),
    afterwards="De jaarberekeningen zijn nu zichtbaar voor de ondernemingen.",
)
VOORSCHOTTEN = _kind(
    "voorschotten",
    "voorschotten",
    "voorschotten per maand",
    voorschotten.COLUMNS,
    voorschotten.Voorschotten,
    (
        lines_of(Voorschotschijf, "voorschot__toekenning__nummer", "voorschot__kwartaal", "maand", "bedrag"),
        ("toekenningsnummer", "kwartaal", "maand", "schijf"),
    ),
    form=form_with_total("som van de schijven"),
    notes=("Van een schijf die er al is, kan nog komen wat ingehouden is en wanneer betaald is.",),
)
AFREKENINGEN = _kind(
    "afrekeningen",
    "afrekeningen",
    "afrekeningen en vorderingen",
    afrekeningen.COLUMNS,
    afrekeningen.Afrekeningen,
    (_settled, ("toekenningsnummer", "kwartaal of jaar", "soort", "saldo")),
    form=form_with_total("som van de berekende bedragen"),
    checked=checked(whole=True),
    notes=(
        "Elke rij rekent één berekening van een kwartaal of van een jaar af. Een negatief saldo maakt een vordering.",
    ),
)
VERREKENINGEN = _kind(
    "verrekeningen",
    "verrekeningen",
    "verrekeningen van vorderingen",
    verrekeningen.COLUMNS,
    verrekeningen.Verrekeningen,
    (
        lines_of(Verrekening, "vordering__nummer", "soort", "schijf__maand", "op", "bedrag"),
        ("vordering", "soort", "maand", "verrekend op", "bedrag"),
    ),
    form=form_with_total("som van de verrekende bedragen"),
    checked=checked(whole=True),
    notes=("Elke rij is een inhouding op een schijf van een voorschot, of een terugbetaling van één dag.",),
    afterwards="Het openstaande saldo van de vorderingen is bijgewerkt.",
)
SOORTEN = (
    CONTINGENTEN,
    WOPS,
    LONEN,
    UITKERINGEN,
    BEREKENINGEN,
    LIJNEN,
    JAREN,
    VOORSCHOTTEN,
    AFREKENINGEN,
    VERREKENINGEN,
)
