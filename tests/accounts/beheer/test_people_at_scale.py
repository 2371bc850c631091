"""What makes gebruikersbeheer quick with 5,000 people changes nothing in what it says."""

import re
import threading
import time
from datetime import timedelta

import html5lib
import pytest
from django.db import connection, connections, transaction
from django.template import engines
from django.utils import timezone

from accounts.beheer.selectors import EndingRow, PersonRow, glance
from accounts.beheer.selectors_report import ReportRow
from accounts.models import Gebruikersrecht, Person, Rechtaanvraag, ToegekendRecht, Werkrelatie
from accounts.rights.granting import end_right, end_werkrelatie, extend, give
from accounts.rights.people import link
from accounts.rights.services import refuse, request_right, request_right_as_newcomer
from loket.access import rechten as r
from tests.world import act_as, add_person, context_of, give_right, organisation, person, text_of

BEHEER, RAPPORT = "/gebruikersbeheer/", "/gebruikersbeheer/rapport/"
HERE = "De Korenbloem"
HOSTILE = "<script>alert('&\"')</script>"
ROWS = re.compile(r"<tr>.*?</tr>", re.DOTALL)


def names(response) -> list[str]:
    body = text_of(response).split("<tbody>")[1].split("</tbody>")[0]
    return [re.search(r"<a [^>]*>(.*?)</a>", row)[1] for row in ROWS.findall(body)]


def tiles(response) -> list[int]:
    """Waiting, ending, without rights."""
    return [int(number) for number in re.findall(r'class="tegel"[^>]*><b>(\d+)</b>', text_of(response))]


@pytest.mark.django_db
@pytest.mark.usefixtures("demo_world")
class TestSortName:
    def relation(self, full_name: str) -> Werkrelatie:
        return Werkrelatie.objects.get(person=person(full_name), organisation=organisation(HERE))

    def test_it_follows_the_name_however_that_changes(self):
        relation = self.relation("Bart Maes")
        assert relation.sort_name == "Maes\tBart"
        bart = person("Bart Maes")
        bart.last_name = "Aalst"
        bart.save(update_fields=["last_name"])
        relation.refresh_from_db()
        assert relation.sort_name == "Aalst\tBart"
        Person.objects.filter(pk=bart.pk).update(first_name="Bartel")
        relation.refresh_from_db()
        assert relation.sort_name == "Aalst\tBartel"

    def test_what_python_holds_of_it_is_not_stored(self):
        relation = self.relation("Bart Maes")
        relation.sort_name = ""
        relation.save()
        relation.refresh_from_db()
        assert relation.sort_name == "Maes\tBart"

    def test_lists_are_by_last_name_then_first_name(self, acting):
        for number, name in enumerate(["Zoë Van", "Anna Van Acker", "Arne Van", "Cas Vana"]):
            add_person(name, f"{number:011}", HERE)
            give_right(name, HERE, r.DWSE_ORGANISATIEVERANTWOORDELIJKE, "opleidingsverlof")
        an = acting("An Claes", HERE)
        for address in (BEHEER, RAPPORT):
            assert [name for name in names(an.get(address)) if " Van" in name] == [
                "Arne Van",
                "Zoë Van",
                "Anna Van Acker",
                "Cas Vana",
            ]


@pytest.mark.django_db
@pytest.mark.usefixtures("demo_world")
class TestPages:
    @pytest.fixture(autouse=True)
    def _many(self, demo_world):
        for number in range(60):
            add_person(f"V{number} N{number % 7}", f"{number:011}", HERE)
            give_right(f"V{number} N{number % 7}", HERE, r.DWSE_ORGANISATIEVERANTWOORDELIJKE, "opleidingsverlof")

    def walk(self, client, address: str, word: str) -> list[list[str]]:
        """The names of every page, in the order in which the links lead there."""
        response = client.get(address)
        found = [names(response)]
        while link := re.search(rf'href="(\?[^"]*)">{word} pagina', text_of(response)):
            response = client.get(address.split("?")[0] + link[1])
            found.append(names(response))
            self.last = address.split("?")[0] + link[1]
        return found

    @pytest.mark.parametrize("address", [BEHEER, RAPPORT])
    def test_forth_and_back_give_everybody_once_in_few_queries(self, acting, address, django_assert_max_num_queries):
        an = acting("An Claes", HERE)
        forth = self.walk(an, address, "Volgende")
        everybody = [name for page in forth for name in page]
        assert len(forth) > 1
        assert len(everybody) == len(set(everybody)) > 60
        # With the filter everybody fits, the pages come by queries that are not prepared.
        assert self.walk(an, f"{address}?q=v", "Volgende")[0][:20] == [n for n in everybody if "V" in n.upper()][:20]
        assert len(self.walk(an, f"{address}?q=v", "Volgende")) >= 2
        self.walk(an, address, "Volgende")
        back = self.walk(an, self.last, "Vorige")
        assert back[::-1] == forth
        for place in (address, self.last):
            with django_assert_max_num_queries(8):
                an.get(place)


def _under_way() -> int:
    """The oldest transaction under way on the server, in whichever database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("demo_world")
class TestGlance:
    """The counts are remembered, and never shown after a change. With commits: before one, nothing is remembered."""

    def say(self) -> tuple[int, int, int, int]:
        found = glance(organisation(HERE).pk, timezone.localdate())
        return found.people, found.without_rights, found.waiting, found.ending

    def acts(self):
        """Name and act, each of which changes a number."""
        an, today = context_of("An Claes", HERE), timezone.localdate()
        dwse = Gebruikersrecht.objects.get(code=r.DWSE_ORGANISATIEVERANTWOORDELIJKE)
        context = dwse.contexts.get(code="opleidingsverlof")
        sofie = Werkrelatie.objects.get(person=person("Sofie Janssens"), organisation=organisation(HERE))
        jana = person("Jana Goossens")
        asked = Rechtaanvraag.objects.get(organisation=organisation(HERE), status=Rechtaanvraag.Status.PENDING)
        newcomer = {"email": "jana@example.be", "phone": "02 553 00 00"}
        yield "refuse", lambda: refuse(an, asked.pk, "neen")
        yield "request", lambda: request_right(context_of("Sofie Janssens", HERE), dwse.code, context.code, "")
        yield (
            "request of a newcomer",
            lambda: request_right_as_newcomer(
                context_of("Jana Goossens"), organisation(HERE), dwse.code, context.code, "", **newcomer
            ),
        )
        yield "link", lambda: link(an, jana, "jana@korenbloem.example", "02 553 00 00")
        yield "give", lambda: give(an, sofie, dwse, context, today, today + timedelta(days=30))
        yield "extend", lambda: extend(an, sofie.rechten.get().pk, today + timedelta(days=400))
        yield "end later", lambda: end_right(an, sofie.rechten.latest("end").pk, None)
        yield "end", lambda: end_right(an, sofie.rechten.earliest("end").pk, None)
        yield "end werkrelatie", lambda: end_werkrelatie(an, jana.werkrelaties.get(organisation=an.own.id).pk, None)
        # Not by a service, and without a line in the journal.
        yield "by hand", lambda: Werkrelatie.objects.filter(pk=sofie.pk).update(end=today - timedelta(days=1))
        bart = ToegekendRecht.objects.filter(werkrelatie__person=person("Bart Maes"))
        yield "right by hand", lambda: bart.update(end=today - timedelta(days=1))
        yield "gone", lambda: ToegekendRecht.objects.filter(werkrelatie__person=person("Lotte Willems")).delete()

    def test_every_act_shows_at_once(self):
        before = self.say()
        for name, act in self.acts():
            assert self.say() == before, f"before {name}"
            act()
            after = self.say()
            assert after != before, name
            before = after

    def test_what_does_not_change_is_not_counted_again(self, django_assert_num_queries):
        here, today = organisation(HERE).pk, timezone.localdate()
        # Until what other tests on this server have under way is over, nothing is certain enough to be remembered.
        give_up = time.monotonic() + 60
        while time.monotonic() < give_up and _under_way() <= Werkrelatie.objects.latest("changed_in").changed_in:
            time.sleep(0.1)
        glance(here, today)
        with django_assert_num_queries(2):
            glance(here, today)
        with django_assert_num_queries(4):
            glance(here, today + timedelta(days=1))

    def test_a_change_that_is_under_way_shows_when_it_is_made(self):
        """Counting in between must not be taken for counting after it."""
        before, begun, go_on = self.say(), threading.Event(), threading.Event()

        def link_jana() -> None:
            try:
                with transaction.atomic():
                    link(context_of("An Claes", HERE), person("Jana Goossens"), "jana@korenbloem.example", "025530000")
                    begun.set()
                    go_on.wait(10)
            finally:
                connections.close_all()

        thread = threading.Thread(target=link_jana)
        thread.start()
        try:
            assert begun.wait(10)
            # Another change, later and made sooner.
            give_right("Sofie Janssens", HERE, r.SSM_MANDAATUITVOERDER)
            assert self.say()[:2] == (before[0], before[1] - 1)
        finally:
            go_on.set()
            thread.join(10)
        assert self.say()[:2] == (before[0] + 1, before[1])

    def test_the_page_shows_it(self, client):
        an = act_as(client, "An Claes", HERE)
        waiting, ending, without = tiles(an.get(BEHEER))
        give_right("Sofie Janssens", HERE, r.SSM_MANDAATUITVOERDER, end=20)
        assert tiles(an.get(BEHEER)) == [waiting, ending + 1, without - 1]


# As the templates were before the rows were drawn in Python.
TEMPLATES = {
    "persoon_rij": """<table><tr>
    <th scope="row"><a href="{% url 'beheer_persoon' row.person_id %}">{{ row.name }}</a></th>
    <td data-kop="E-mailadres" class="breekbaar">{{ row.email|default:"geen" }}</td>
    <td data-kop="Rechten" class="num">{{ row.number }}</td>
    <td data-kop="Eerste recht loopt af">{{ row.first_end|datum|default:"geen rechten" }}</td>
  </tr></table>""",
    "rapport_rij": """<table><tr>
    <th scope="row"><a href="{% url 'beheer_persoon' row.person_id %}">{{ row.name }}</a></th>
    <td data-kop="Recht en context">{{ row.label }}</td>
    <td data-kop="Van">{{ row.start|date:"j/n/Y" }}</td>
    <td data-kop="Tot en met">{{ row.until|date:"j/n/Y" }}</td>
    <td data-kop="Toegekend door">{{ row.granter|default:"niet bekend" }}</td>
    <td data-kop="Staat"><span class="pil{% if row.state == 'loopt' %} pil--ok{% elif row.state == 'gestopt' %} """
    """pil--let-op{% endif %}">{{ row.state_label }}</span></td>
  </tr></table>""",
    "aflopend_recht": """<ul><li><span>{{ row.person }}: {{ row.label }} <b>{{ row.end|datum }}, """
    """{{ row.end|dagen_nog:today }}</b></span><a href="{% url 'beheer_verlengen_een' row.pk %}">Verleng"""
    """<span class="verborgen"> {{ row.label }} van {{ row.person }}</span></a></li></ul>""",
}
TODAY = timezone.localdate()
DRAWN = [
    ("persoon_rij", PersonRow(1, 2, HOSTILE, HOSTILE, HOSTILE, "3", TODAY, "")),
    ("persoon_rij", PersonRow(1, 1870000000, "Bart", "Maes", "", "0", None, "")),
    ("rapport_rij", ReportRow(1, 2, HOSTILE, HOSTILE, HOSTILE, HOSTILE, TODAY, TODAY, HOSTILE, "loopt", "")),
    ("rapport_rij", ReportRow(1, 2, "Bart", "Maes", "DWSE", None, TODAY, TODAY, None, "gestopt", "")),
    ("rapport_rij", ReportRow(1, 2, "Bart", "Maes", "DWSE", "", TODAY, TODAY, "", "later", "")),
    ("aflopend_recht", EndingRow(5, HOSTILE, HOSTILE, HOSTILE, HOSTILE, TODAY + timedelta(days=8))),
    ("aflopend_recht", EndingRow(5, "Bart", "Maes", "DWSE", None, TODAY)),
]


@pytest.mark.parametrize(("tag", "row"), DRAWN)
def test_rows_are_drawn_as_django_draws_them(tag, row):
    def tree(source: str) -> str:
        text = engines["django"].from_string(source).render({"row": row, "today": TODAY})
        assert "<script>" not in text
        return "".join(html5lib.serialize(html5lib.parseFragment(text)).split())

    around = "ul" if tag == "aflopend_recht" else "table"
    today = " today" if tag == "aflopend_recht" else ""
    assert tree(f"{{% load beheer %}}<{around}>{{% {tag} row{today} %}}</{around}>") == tree(TEMPLATES[tag])


@pytest.mark.django_db
def test_a_hostile_name_is_only_text_on_the_pages(acting):
    an = acting("An Claes", HERE)
    add_person("<script>x()</script> <b>Y</b>", "84071199107", HERE, email="<script>@x.example")
    give_right("<script>x()</script> <b>Y</b>", HERE, r.SSM_MANDAATUITVOERDER, end=20)
    for address in (BEHEER, RAPPORT):
        page = an.get(address).content.decode()
        assert "&lt;script&gt;x()&lt;/script&gt; &lt;b&gt;Y&lt;/b&gt;" in page
        assert "<script>" not in page
