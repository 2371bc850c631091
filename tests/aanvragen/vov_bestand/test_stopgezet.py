"""An opleiding that was struck from the databank: form and file say the same to who may go on and who may not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from aanvragen.models import Opleiding
from aanvragen.states import Status
from aanvragen.vov.schooljaar import Schooljaar
from tests.aanvragen.filing import EMMA, TOM, VERLOF, lasser, stored
from tests.aanvragen.vov_bestand.rows import checked, findings, row
from tests.aanvragen.vov_bestand.test_same_as_the_form import by_form

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def world(demo_world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def struck(days_ago: int) -> None:
    """The opleiding that started twenty days ago."""
    day = timezone.localdate() - timedelta(days=days_ago)
    Opleiding.objects.filter(odb_number="ODB-9000001").update(stopped_on=day)


@pytest.mark.parametrize(("days_ago", "refused"), [(0, False), (19, False), (20, True), (40, True)])
def test_who_began_before_goes_on(acting, days_ago, refused):
    struck(days_ago)
    by_the_form = by_form(acting("Bart Maes", "De Korenbloem"), EMMA, lasser(), VERLOF, None)
    assert {found[-1] for found in findings(checked(row()))} == by_the_form
    assert bool(by_the_form) is refused
    assert all("niet meer in de opleidingsdatabank" in message for message in by_the_form)


@pytest.mark.parametrize(
    ("status", "years_ago", "refused"),
    [
        (Status.GOEDGEKEURD, 1, False),
        (Status.GEWEIGERD, 1, True),
        (Status.INGEDIEND, 1, True),
        (Status.GOEDGEKEURD, 2, True),
    ],
)
def test_who_was_granted_it_in_the_schooljaar_before_goes_on(acting, status, years_ago, refused):
    """Of two rows that are alike but for the werknemer, one may and the other may not."""
    struck(40)
    year = Schooljaar.of(timezone.localdate() - timedelta(days=20)).start_year - years_ago
    stored("Bart Maes", "De Korenbloem", status, schooljaar=year)
    messages = by_form(acting("Bart Maes", "De Korenbloem"), EMMA, lasser(), VERLOF, None)
    assert bool(messages) is refused
    wrong = [
        found[0] for found in findings(checked(row(EMMA), row({**TOM, "fraction": "100", "hours_per_week": "38"})))
    ]
    assert len(wrong) == (2 if refused else 1)
