"""The page that says who may do what follows the tables that the portal itself reads."""

from django.conf import settings

from accounts.rights.table import rechten_table


def test_the_page_is_up_to_date():
    assert (settings.BASE_DIR / "docs" / "rechten.md").read_text() == rechten_table(), "run `manage.py rechten_table`"


def test_what_the_seeds_say_about_granting():
    lines = {line.split("|")[1].strip(): line for line in rechten_table().splitlines() if line.startswith("|")}
    assert lines["Dimona Mandaatuitvoerder"].endswith("| yes | no | yes |")
    assert lines["DWSE organisatieverantwoordelijke"].endswith("| yes | yes | yes |")
    assert lines["SSM Mandaatbeheerder"].endswith("| yes | no | yes |")
