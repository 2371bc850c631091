"""What becomes of the drafts of somebody who leaves the organisation."""

import pytest
from django.utils import timezone

from aanvragen.models import Aanvraag
from aanvragen.views import lists
from accounts.models import Gebruikersrecht, RechtContext, ToegekendRecht, Werkrelatie
from tests.aanvragen.filing import start_draft
from tests.world import act_as, organisation, person, token

pytestmark = pytest.mark.django_db


@pytest.fixture
def goran_too(acting):
    """Goran gets a werkrelatie and Bart's right at De Korenbloem, so that there is a colleague."""
    relation = Werkrelatie.objects.create(
        person=person("Goran De Smet"), organisation=organisation("De Korenbloem"), start=timezone.localdate()
    )
    recht = Gebruikersrecht.objects.get(code="dwse_organisatieverantwoordelijke")
    ToegekendRecht.objects.create(
        werkrelatie=relation,
        recht=recht,
        context=RechtContext.objects.get(recht=recht, code="opleidingsverlof"),
        start=timezone.localdate(),
        end=timezone.localdate(),
    )
    return acting("Goran De Smet", "De Korenbloem")


def test_a_colleague_takes_over_only_after_the_leaving(acting, goran_too):
    aanvraag = start_draft(acting("Bart Maes", "De Korenbloem"))
    take_over = f"/aanvragen/{aanvraag.key}/overnemen/"
    assert goran_too.post(take_over, {"namens_context": token(goran_too)}).status_code == 404
    assert "Begonnen door" not in goran_too.get("/aanvragen/mijn/").content.decode()

    Werkrelatie.objects.filter(person=person("Bart Maes")).update(stopped_at=timezone.now())
    assert "Bart Maes" in goran_too.get("/aanvragen/mijn/").content.decode()
    response = goran_too.post(take_over, {"namens_context": token(goran_too)})
    assert response.status_code == 302
    assert goran_too.get(f"/aanvragen/{aanvraag.key}/stap/contact/").status_code == 200


def test_the_drafts_of_one_dienst_do_not_push_away_those_of_another(acting, goran_too, monkeypatch):
    monkeypatch.setattr(lists, "DRAFTS_SHOWN", 1)
    lists._keys_left_behind.cache_clear()
    bart = acting("Bart Maes", "De Korenbloem")
    start_draft(bart)
    newer = start_draft(bart)
    Aanvraag.objects.filter(pk=newer.pk).update(dienst="iets-anders")
    Werkrelatie.objects.filter(person=person("Bart Maes")).update(stopped_at=timezone.now())
    assert "Bart Maes" in goran_too.get("/aanvragen/mijn/").content.decode()
    lists._keys_left_behind.cache_clear()


def test_somebody_of_another_organisation_never_takes_over(acting, client):
    aanvraag = start_draft(acting("Bart Maes", "De Korenbloem"))
    Werkrelatie.objects.filter(person=person("Bart Maes")).update(stopped_at=timezone.now())
    goran = act_as(client, "Goran De Smet", "Van Hoof")
    response = goran.post(f"/aanvragen/{aanvraag.key}/overnemen/", {"namens_context": token(goran)})
    assert response.status_code == 404
