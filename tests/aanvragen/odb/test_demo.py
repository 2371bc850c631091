"""The demo's own registrations keep to the rules, on whichever day they are loaded."""

import pytest
from django.utils import timezone

from aanvragen.models import Aanvraag, Opleiding
from aanvragen.odb.bewegingen import MOVES
from aanvragen.states import Status
from loket.demo.odb import load_registrations


@pytest.mark.django_db
def test_the_demo_has_registrations_in_many_states(demo_world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    assert load_registrations(timezone.localdate())
    assert not load_registrations(timezone.localdate())
    states = set(Aanvraag.objects.values_list("status", flat=True))
    assert states <= {status.value for status in MOVES.states}
    assert len(states) == 7
    assert Status.VERLENGING_GEVRAAGD in states
    assert Opleiding.objects.filter(aanvraag__isnull=False).count() == 3
