"""At the same moment, over real connections."""

from datetime import timedelta

import pytest
from django.utils import timezone
from post_office.models import Email

from aanvragen.models import Aanvraag, Opleiding, StatusMove
from aanvragen.odb.models import OdbGegevens
from aanvragen.odb.tasks import keep_odb_terms
from aanvragen.states import Status
from loket.parameters.models import Parameter
from tests.aanvragen.odb.registering import stored
from tests.world import together, token

pytestmark = pytest.mark.django_db(transaction=True)


def hold(aanvraag: Aanvraag):
    return lambda: Aanvraag.objects.select_for_update().get(pk=aanvraag.pk)


@pytest.fixture
def nele(acting):
    return acting("Nele Aerts", "Departement")


def test_two_dossierbehandelaars_who_approve_at_once_give_one_number(acting, nele):
    aanvraag = stored("Hanne Jacobs", "Kompas")
    nele.post(f"/aanvragen/dossiers/{aanvraag.key}/behandelen/", {"namens_context": token(nele)})
    again = acting("Nele Aerts", "Departement")
    address = f"/aanvragen/dossiers/{aanvraag.key}/goedkeuren/"
    answers = together(
        lambda: nele.post(address, {"namens_context": token(nele)}),
        lambda: again.post(address, {"namens_context": token(again)}),
        holding=hold(aanvraag),
    )
    assert [answer.status_code for answer in answers] == [302, 302], answers
    assert Opleiding.objects.filter(aanvraag=aanvraag).count() == 1
    assert StatusMove.objects.filter(aanvraag=aanvraag, target="goedgekeurd").count() == 1
    assert Email.objects.filter(subject__contains="goedgekeurd").count() == 1


def test_two_registrations_approved_at_once_get_two_numbers(acting, nele):
    rows = [stored("Hanne Jacobs", "Kompas", title=title) for title in ("Een", "Twee")]
    clients = [nele, acting("Nele Aerts", "Departement")]
    for row in rows:
        nele.post(f"/aanvragen/dossiers/{row.key}/behandelen/", {"namens_context": token(nele)})
    together(
        *(
            lambda row=row, client=client: client.post(
                f"/aanvragen/dossiers/{row.key}/goedkeuren/", {"namens_context": token(client)}
            )
            for row, client in zip(rows, clients, strict=True)
        )
    )
    numbers = list(Opleiding.objects.filter(aanvraag__in=rows).values_list("odb_number", flat=True))
    assert len(set(numbers)) == 2


def test_two_workers_remind_once(demo_world):
    due = timezone.localdate() + timedelta(days=3)
    stored("Hanne Jacobs", "Kompas", Status.AANVULLING_GEVRAAGD, answer_by=due)
    together(keep_odb_terms, keep_odb_terms, holding=lambda: OdbGegevens.objects.select_for_update().get())
    assert Email.objects.count() == 1


def test_stopping_while_the_department_grants_has_one_result(acting, nele):
    aanvraag = stored("Hanne Jacobs", "Kompas")
    hanne = acting("Hanne Jacobs", "Kompas")
    for name in ("behandelen", "goedkeuren"):
        nele.post(f"/aanvragen/dossiers/{aanvraag.key}/{name}/", {"namens_context": token(nele)})
    end = Opleiding.objects.get(aanvraag=aanvraag).end
    hanne.post(
        f"/opleidingsdatabank/registratie/{aanvraag.key}/verlengen/",
        {"namens_context": token(hanne), "new_end": f"{end:%d}/{end:%m}/{end.year + 1}", "reason": "Ziek."},
    )
    together(
        lambda: act_and(hanne, f"/opleidingsdatabank/registratie/{aanvraag.key}/stopzetten/", reason="Weg."),
        lambda: act_and(nele, f"/aanvragen/dossiers/{aanvraag.key}/verlengen/"),
        holding=hold(aanvraag),
    )
    aanvraag.refresh_from_db()
    opleiding = Opleiding.objects.get(aanvraag=aanvraag)
    # Granted first and then struck, or struck at once: struck it is, and no request is left open.
    assert aanvraag.status in ("stopgezet", "verlengd")
    assert (opleiding.stopped_on is not None) is (aanvraag.status == "stopgezet")
    assert not aanvraag.odb.verlengingen.filter(granted__isnull=True).exists()


def test_a_second_click_extends_nothing_more(acting, nele):
    """Extending without a decision: the second click finds the opleiding extended by the first."""
    aanvraag = stored("Hanne Jacobs", "Kompas")
    clients = [acting("Hanne Jacobs", "Kompas") for _ in range(2)]
    for name in ("behandelen", "goedkeuren"):
        nele.post(f"/aanvragen/dossiers/{aanvraag.key}/{name}/", {"namens_context": token(nele)})
    Parameter.objects.filter(key__code="odb.verlenging_beslissing").update(value="automatisch")
    end = Opleiding.objects.get(aanvraag=aanvraag).end + timedelta(days=30)
    address = f"/opleidingsdatabank/registratie/{aanvraag.key}/verlengen/"
    answers = together(
        *[lambda client=client: act_and(client, address, new_end=f"{end:%d/%m/%Y}", reason="Ziek.")
          for client in clients],
        holding=hold(aanvraag),
    )  # fmt: skip
    assert [answer.status_code for answer in answers] == [302, 302], answers
    assert aanvraag.odb.verlengingen.count() == 1
    assert Opleiding.objects.get(aanvraag=aanvraag).end == end


def act_and(client, address: str, **data: str):
    return client.post(address, {"namens_context": token(client), **data})
