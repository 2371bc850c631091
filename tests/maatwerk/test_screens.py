"""What the screens of maatwerk show, and what they cost."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from loket.dutch import MONTHS, amount
from loket.numbers import format_insz
from maatwerk.models import (
    Afrekening,
    Berekening,
    Berekeningslijn,
    Jaarlijn,
    Toekenning,
    Verrekening,
    Voorschotschijf,
    Vordering,
    Wop,
)
from tests.maatwerk.screens import berekening, every_screen, of
from tests.mandates.mandaten import act_for, ssm
from tests.world import organisation, text_of, token

pytestmark = pytest.mark.usefixtures("maatwerk_world")
EMPTY = "0099999"


@pytest.fixture
def karim(acting):
    return acting("Karim Benali", "De Wissel")


def plain(html: str) -> str:
    """The words of a page, as a reader sees them."""
    return re.sub(r"[ \n]+", " ", re.sub(r"<[^>]+>", " ", html))


def all_pages(client, address: str) -> str:
    """The pages of a list one after another, up to the last."""
    found, position = "", ""
    while True:
        page = text_of(client.get(address + position))
        found += page
        following = re.search(r'href="\?([^"]*\bna=[^"]+)">Volgende', page)
        if following is None:
            return found
        position = ("&" if "?" in address else "?") + following[1]


def test_each_screen_costs_eight_queries_at_most(karim, acting):
    nele = acting("Nele Aerts", "Departement")
    mandate = ssm("De Wissel", "Boekhoudkantoor", "maatwerk-raadplegen")
    # Acting by a mandate takes no query more; the trace that it leaves is one.
    for client in (karim, nele, act_for("Marc Dubois", "Boekhoudkantoor", mandate)):
        for address in (item for nummer in ("0012345", "0012346") for item in every_screen(nummer)):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            assert len(queries) <= 8, (address, [query["sql"][:100] for query in queries])


def test_a_label_without_any_calculation_says_so_everywhere(karim):
    Toekenning.objects.create(
        organisation=organisation("De Wissel"), nummer=EMPTY, label="Nieuw", start=timezone.localdate()
    )
    words = {
        "/": "Nog niet gekend",
        "/afrekening/": "nog geen berekening",
        "/afrekening/kwartaal/": "nog geen berekening",
        "/afrekening/jaar/": "nog geen jaarberekening",
        "/afrekening/afrekening/": "nog geen afrekening",
        "/afrekening/debiteuren/": "geen vordering",
        "/voorschot/": "nog geen voorschot",
        "/wop/": "geen WOP geregistreerd",
        "/exporteer/loket/": "Exporteer vanuit het loket",
    }
    for address, expected in words.items():
        response = karim.get(f"{of(EMPTY)}{address}")
        assert response.status_code == 200
        assert expected in text_of(response), address
        assert "chart-4" not in text_of(response), address
    lines = b"".join(karim.get(f"{of(EMPTY)}/exporteer/loket/?formaat=csv&inhoud=werknemers")).decode().splitlines()
    assert len(lines) == 1
    assert "collectiefmaatwerk@vlaanderen.be" in text_of(karim.get(f"{of(EMPTY)}/"))


def test_the_filters_of_the_list(karim):
    address = "/maatwerk/ondernemingen/"
    assert text_of(karim.get(address)).count("toekenning 00") == 2
    assert text_of(karim.get(f"{address}?toekenningsnummer=12346")).count("toekenning 00") == 1
    assert text_of(karim.get(f"{address}?ondernemingsnummer=0999003097")).count("toekenning 00") == 2
    wrong = text_of(karim.get(f"{address}?ondernemingsnummer=0999003098"))
    assert "controlecijfers kloppen niet" in wrong
    assert 'value="0999003098"' in wrong


def test_only_the_most_recent_calculation_of_each_quarter(karim):
    rows = Berekening.objects.filter(toekenning__nummer="0012345", onderwerp="kwartaal")
    everything = all_pages(karim, f"{of()}/afrekening/kwartaal/")
    recent = all_pages(karim, f"{of()}/afrekening/kwartaal/?recent=on")
    for row in rows:
        assert f"/maatwerk/berekeningen/{row.key}/" in everything
        assert (f"/maatwerk/berekeningen/{row.key}/" in recent) == row.recentste
    assert rows.filter(recentste=False).exists()


def test_workers_in_pages_and_in_the_order_of_the_ranking(karim):
    found = berekening(versie=2, lijnen__binnen=False)
    address = f"/maatwerk/berekeningen/{found.key}/werknemers/"
    seen = re.findall(r'werknemers/([0-9a-f-]{36})/"', all_pages(karim, address))
    assert seen == [str(key) for key in found.lijnen.order_by("rang").values_list("werknemer__key", flat=True)]
    outside = text_of(karim.get(f"{address}?contingent=buiten"))
    assert outside.count('pil--fout">buiten') == found.lijnen.filter(binnen=False).count() > 0


@pytest.mark.parametrize("start", ["²", "٣", "-1", "99999999999", "x", ""])
def test_a_page_that_cannot_be_is_the_first_one(karim, start):
    address = f"/maatwerk/berekeningen/{berekening(versie=2).key}/verschillen/1/"
    assert karim.get(address, {"vanaf": start}).status_code == 200


def test_an_insz_is_searched_for_without_standing_in_an_address(karim):
    found = berekening(versie=2)
    line = found.lijnen.filter(werknemer__insz__startswith="0").first()
    insz = line.werknemer.insz
    address = f"/maatwerk/berekeningen/{found.key}/werknemers/"
    response = karim.post(address, {"namens_context": token(karim), "insz": f"{insz[:6]} {insz[6:]}"})
    assert response.url == f"{address}?werknemer={line.werknemer.key}"
    page = text_of(karim.get(response.url))
    assert page.count("<tr>") == 2
    assert insz not in page
    assert f"{insz[:2]}.{insz[2:4]}.**-***.{insz[9:]}" in page
    # Somebody of the other enterprise is not found, nor is one who does not exist.
    stranger = Berekeningslijn.objects.filter(berekening__toekenning__nummer="0020781").first().werknemer.insz
    for number in (stranger, "90012099016"):
        refused = karim.post(address, {"namens_context": token(karim), "insz": number})
        assert refused.status_code == 422
        assert "In deze lijst staat geen werknemer met dit INSZ." in text_of(refused)
        assert f'value="{format_insz(number)}"' in text_of(refused)
    assert karim.get(f"{address}?werknemer=geen-sleutel").status_code == 200


def test_a_person_explains_every_amount_and_stands_beside_the_versions_before(karim):
    now = berekening(soort="herberekening", periode__month=4)
    first = Berekening.objects.get(toekenning=now.toekenning, periode=now.periode, versie=1, onderwerp="kwartaal")
    before = berekening(periode__lt=now.periode, recentste=True)
    line = now.lijnen.filter(binnen=True, werknemer__in=before.lijnen.values("werknemer")).order_by("rang").first()
    page = text_of(karim.get(f"/maatwerk/berekeningen/{now.key}/werknemers/{line.werknemer.key}/"))
    words = plain(page)
    assert line.werknemer.insz not in page
    assert f"{amount(line.brutoloon)} + {amount(line.bijdragen)} −" in words
    assert f"{line.percentage} % × {amount(line.gecorrigeerd)} = {amount(line.loonpremie_incl)}" in words
    assert f"{amount(line.loonpremie)} + {amount(line.begeleidingspremie)} = {amount(line.premie)}" in words
    assert "niet geverifieerd" in words
    assert f"Rang {line.rang} van {now.werknemers}." in words
    for other in (first, before):
        assert f"/maatwerk/berekeningen/{other.key}/werknemers/{line.werknemer.key}/" in page


def test_who_is_outside_is_told_why(karim):
    line = Berekeningslijn.objects.filter(berekening__toekenning__nummer="0012345", reden="vol").first()
    words = plain(text_of(karim.get(f"/maatwerk/berekeningen/{line.berekening.key}/werknemers/{line.werknemer.key}/")))
    assert "Buiten het contingent: het is ingevuld door werknemers die hoger gerangschikt staan" in words
    assert "Dat is meer dan het contingent van" in words


def test_the_insz_opens_by_a_post(karim):
    found = berekening()
    line = found.lijnen.first()
    address = f"/maatwerk/berekeningen/{found.key}/werknemers/{line.werknemer.key}/insz/"
    assert karim.get(address).status_code == 405
    page = text_of(karim.post(address, {"namens_context": token(karim)}))
    number = line.werknemer.insz
    assert f"{number[:2]}.{number[2:4]}.{number[4:6]}-{number[6:9]}.{number[9:]}" in page


def test_the_differences_are_those_of_the_lines(karim):
    new = berekening(soort="herberekening")
    old = Berekening.objects.get(toekenning=new.toekenning, periode=new.periode, versie=1, onderwerp="kwartaal")
    page = text_of(karim.get(f"/maatwerk/berekeningen/{new.key}/verschillen/1/"))
    shown = re.findall(r'bedrag bedrag--(?:plus|min)">([+−][\d.,]+)', page)
    values = [Decimal(item.replace("−", "-").replace(".", "").replace(",", ".")) for item in shown]
    # The first one is their sum, on top.
    assert values[0] == sum(values[1:]) == new.premie - old.premie
    assert [abs(value) for value in values[1:]] == sorted((abs(value) for value in values[1:]), reverse=True)
    assert "Volgende pagina" not in page


def test_the_year_adds_up_per_label_and_per_individual(karim):
    year = berekening(onderwerp="jaar")
    words = plain(text_of(karim.get(f"/maatwerk/jaren/{year.key}/")))
    assert "De Wissel Groen en Onderhoud (dit label)" in words
    assert "De Wissel Verpakking" in words
    assert "Noorderwind" not in words
    lines = Jaarlijn.objects.filter(berekening=year, kwartaal=year.periode)
    total = sum(line.premie for line in lines)
    assert f"{lines.count()} " in words
    assert amount(total) in words


def test_settlements_mark_what_is_negative_with_more_than_colour(karim):
    page = text_of(karim.get(f"{of('0012346')}/afrekening/afrekening/"))
    negative = Afrekening.objects.filter(toekenning__nummer="0012346", saldo__lt=0).latest("periode", "pk")
    assert f'<span class="bedrag bedrag--min">−{amount(-negative.saldo)}</span>' in page
    assert f'data-waarde="{negative.saldo}"' in page
    assert "Ingehouden op volgende voorschotten" in page


def test_open_claims_and_the_next_set_off(karim):
    claim = Vordering.objects.get(toekenning__nummer="0012346", openstaand__gt=0)
    last = claim.verrekeningen.latest("op", "pk")
    # At the end of a quarter all its parts are paid, and those of the next one are not there yet.
    today = timezone.localdate()
    parts = Voorschotschijf.objects.filter(voorschot__toekenning__nummer="0012346").order_by("te_betalen_op")
    if not parts.filter(te_betalen_op__gte=today).exists():
        parts.filter(pk=parts.last().pk).update(te_betalen_op=today, betaald_op=None, ingehouden=0)
    words = plain(text_of(karim.get(f"{of('0012346')}/afrekening/debiteuren/")))
    assert f"Openstaand saldo {amount(claim.openstaand)}" in words
    # It is paid off in parts: the next one is expected to be as large as the last.
    assert f"Volgende verrekening {amount(min(last.bedrag, claim.openstaand))}" in words
    assert "verwachting" in words
    assert claim.nummer in words


def test_each_claim_shows_its_own_set_offs(karim):
    page = text_of(karim.get(f"{of('0012346')}/afrekening/debiteuren/"))
    claims = Vordering.objects.filter(toekenning__nummer="0012346")
    assert claims
    for claim in claims:
        (row,) = (part for part in page.split("<tr>") if f'<th scope="row">{claim.nummer}</th>' in part)
        shown = re.findall(r"<li>([0-9/]+): <span[^>]*>([^<]+)</span>", row)
        assert shown == [
            (f"{item.op.day}/{item.op.month}/{item.op.year}", amount(item.bedrag))
            for item in claim.verrekeningen.order_by("op", "pk")
        ]
        assert ("nog niets" in row) == (not shown)


def test_an_advance_shows_what_was_kept_back_of_each_part(karim):
    kept = Verrekening.objects.filter(soort="inhouding", vordering__toekenning__nummer="0012346")
    item = kept.select_related("schijf__voorschot__berekening", "vordering").latest("op", "pk")
    page = text_of(karim.get(f"/maatwerk/voorschotten/{item.schijf.voorschot.berekening.key}/"))
    month = f"{MONTHS[item.schijf.maand.month - 1]} {item.schijf.maand.year}"
    (row,) = (part for part in page.split("<tr>") if f">{month}</th>" in part)
    assert f'{item.vordering.nummer} (<span class="bedrag">{amount(item.bedrag)}</span>)' in row
    assert f'<td class="num"><span class="bedrag">{amount(item.schijf.netto)}</span></td>' in row


def test_advances_between_two_quarters(karim):
    page = text_of(karim.get(f"{of()}/voorschot/?van=2025-2&tot=2025-3"))
    assert re.findall(r'data-punt="([^"]+)"', page) == ["2025 K3", "2025 K2"]
    upside_down = karim.get(f"{of()}/voorschot/?van=2025-3&tot=2025-2")
    assert "Dit kwartaal ligt voor het startkwartaal." in text_of(upside_down)
    assert karim.get(f"{of()}/voorschot/?van=1999-1").status_code == 200


def test_packages_that_end_within_a_time_come_first_to_end_first(karim):
    today = timezone.localdate()
    page = text_of(karim.get(f"{of()}/wop/?eindigt=90"))
    rows = Wop.objects.filter(toekenning__nummer="0012345", end__gte=today).order_by("end", "pk")
    ending = [row for row in rows if (row.end - today).days <= 90]
    assert page.count('<th scope="row">') == len(ending) > 0
    days = [int(day) for day in re.findall(r"nog (\d+) dag", page)]
    assert days == sorted(days)
    assert text_of(karim.get(f"{of()}/wop/?toestand=voorbij")).count('pil">voorbij') > 0
