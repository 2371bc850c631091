"""An aanvraag that a secretariat filed, and what it reads of the answer once its mandate is over."""

import pytest
from django.test import Client

from aanvragen.aanvulling.models import Versie
from aanvragen.receipts import ensure_receipt
from mandates.dimona.states import Status as DimonaStatus
from mandates.models import DimonaMandaat
from tests.aanvragen.aanvulling.test_aanvullen import answered, ask, bart, begun
from tests.aanvragen.filing import VERLOF, file_one
from tests.mandates.mandaten import act_for, dimona, without_mandates
from tests.world import act_as

__all__ = ["bart"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def mandaat(bart):
    without_mandates()
    return dimona("De Korenbloem")


def receipt_of(client: Client, aanvraag) -> bytes:
    response = client.get(f"/aanvragen/klanten/{aanvraag.key}/ontvangstbewijs.pdf")
    assert response.status_code == 200
    return b"".join(response)


def stored(file) -> bytes:
    with file.open() as source:
        return source.read()


def test_who_filed_keeps_the_receipt_of_what_it_filed_and_reads_no_correction_of_others(bart, mandaat):
    elif_ = act_for("Elif Yildiz", "Horizon", mandaat)
    aanvraag = ask(file_one(elif_))
    first = stored(ensure_receipt(aanvraag.pk).file)
    DimonaMandaat.objects.filter(pk=mandaat.pk).update(status=DimonaStatus.INGETROKKEN)
    answered(bart, begun(bart, aanvraag), verlof={**VERLOF, "hours": "32"})
    corrected = stored(ensure_receipt(aanvraag.pk).file)
    assert corrected != first
    assert receipt_of(act_as(Client(), "Elif Yildiz", "Horizon"), aanvraag) == first


def test_who_corrected_itself_keeps_the_receipt_of_that(bart, mandaat):
    elif_ = act_for("Elif Yildiz", "Horizon", mandaat)
    aanvraag = ask(file_one(elif_))
    answered(elif_, begun(elif_, aanvraag), verlof={**VERLOF, "hours": "32"})
    second = stored(ensure_receipt(aanvraag.pk).file)
    aanvraag.refresh_from_db()
    DimonaMandaat.objects.filter(pk=mandaat.pk).update(status=DimonaStatus.INGETROKKEN)
    own = act_as(Client(), "Elif Yildiz", "Horizon")
    assert receipt_of(own, aanvraag) == second
    ask(aanvraag)
    answered(bart, begun(bart, aanvraag), verlof={**VERLOF, "hours": "30"})
    assert Versie.objects.count() == 2
    assert receipt_of(own, aanvraag) == second
