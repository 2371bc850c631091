"""What comes in at the same moment: two files with the lines of one calculation, a year and a quarter of it."""

import pytest

from maatwerk.models import Aankondiging, Berekening, Jaarrij, Leveringslijn, Toekenning
from tests.maatwerk.leveringen import files
from tests.world import together


@pytest.mark.django_db(transaction=True)
def test_only_one_of_two_files_gets_a_calculation(demo_world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    made = files.history()
    files.deliver_all(made, "berekeningen")
    lines = files.lijnen(made)
    found = together(
        lambda: files.check("lijnen", lines),
        lambda: files.check("lijnen", lines[::-1]),
        # Both have judged their lines by then, and wait to claim the calculation.
        holding=lambda: list(Aankondiging.objects.select_for_update()),
    )
    assert sorted(file.status for file in found) == ["gecontroleerd", "gestopt"], found
    first = next(file for file in found if file.status == "gecontroleerd")
    other = next(file for file in found if file.status == "gestopt")
    assert "in een ander bestand" in other.stop_reason or "foute rijen" in other.stop_reason
    assert Leveringslijn.objects.count() == len(lines)
    files.store(first)
    assert Berekening.objects.filter(toekenning__nummer=files.NUMMER, onderwerp="kwartaal").count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_quarter_that_comes_in_while_its_year_is_made_stops_it(demo_world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    made = files.history()
    files.deliver_all(made, "lijnen")
    file = files.check("jaren", files.jaren(made))

    def quarter_on_its_way() -> None:
        list(Toekenning.objects.filter(nummer=files.NUMMER).select_for_update())
        files.another_quarter()

    (found,) = together(lambda: files.store(file), holding=quarter_on_its_way)
    assert (found.status, found.stored_rows, found.reference) == ("gestopt", 0, None)
    assert "niet elk berekend kwartaal" in found.stop_reason
    assert not Berekening.objects.filter(onderwerp="jaar", toekenning__nummer=files.NUMMER).exists()
    assert not Jaarrij.objects.exists()
