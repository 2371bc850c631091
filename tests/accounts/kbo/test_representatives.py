"""Legal representatives from a file."""

import datetime

import pytest
from django.core.management import CommandError, call_command

from accounts.kbo.representatives import load_representatives
from accounts.login.representation import follow_claims
from accounts.models import Organisation, Person, WettelijkVertegenwoordiger
from loket.bulk.errors import FileRefused
from tests.world import organisation, person

pytestmark = pytest.mark.usefixtures("demo_world")
TODAY = datetime.date(2026, 11, 22)
SMETS, HEADER = "0999000327", "kbo;insz;voornaam;naam;van;tot"
OMAR, JANA, NEW = "91060699502", "95081299616", "84.07.11-991.07"
Rows = WettelijkVertegenwoordiger.objects


def load(*lines: str, **options):
    return load_representatives("\n".join((HEADER, *lines)).encode(), TODAY, **options)


def of_smets() -> list[tuple]:
    rows = Rows.filter(organisation__kbo=SMETS).order_by("start", "pk")
    return list(rows.values_list("person__insz", "start", "end", "source"))


def test_a_file_is_taken_up_once():
    lines = (f"0999.000.327;{OMAR};;;01/02/2020;", f"999000327;{NEW};Rik;Thys;2021-03-04;31/12/2030")
    report = load(*lines)
    assert (report.made, report.people, report.findings) == (2, 1, [])
    assert of_smets() == [
        (OMAR, datetime.date(2020, 2, 1), None, "bestand"),
        ("84071199107", datetime.date(2021, 3, 4), datetime.date(2030, 12, 31), "bestand"),
    ]
    again = load(*lines)
    assert (again.made, again.same, again.people) == (0, 2, 0)
    assert load(f"{SMETS};{OMAR};;;01/02/2020;31/12/2026").changed == 1
    assert Rows.get(person__insz=OMAR).end == datetime.date(2026, 12, 31)


def test_only_with_complete_what_vanished_is_ended():
    load(f"{SMETS};{OMAR};;;01/02/2020;", f"{SMETS};{JANA};;;22/11/2026;", f"{SMETS};{NEW};Rik;Thys;1/1/2021;")
    assert load(f"{SMETS};{OMAR};;;01/02/2020;").ended == 0
    assert len(of_smets()) == 3
    report = load(f"{SMETS};{OMAR};;;01/02/2020;", f"{SMETS};84071199107;;;fout;", complete=True)
    assert report.ended == 1
    assert [row[0] for row in of_smets()] == [OMAR, "84071199107"]
    assert load(f"{SMETS};{OMAR};;;01/02/2020;", complete=True).ended == 1
    assert Rows.get(person__insz="84071199107").end == datetime.date(2026, 11, 21)


def test_file_and_login_do_not_fight():
    omar = person("Omar Haddad")
    follow_claims(omar, [SMETS], TODAY)
    before = of_smets()
    assert load(f"{SMETS};{OMAR};;;01/02/2020;").same == 1
    load(f"{SMETS};{JANA};;;01/02/2020;", complete=True)
    assert [row for row in of_smets() if row[0] == OMAR] == before
    follow_claims(person("Jana Goossens"), [], TODAY)
    assert Rows.get(person__insz=JANA, organisation__kbo=SMETS).end is None
    # The demo's own, of before.
    load(f"{SMETS};{JANA};;;01/02/2020;", complete=True)
    assert Rows.get(organisation=organisation("Boekhoudkantoor Peeters")).end is None


def test_wrong_rows_are_reported_and_the_others_taken_up():
    report = load(
        f"0999.000.328;{OMAR};;;01/02/2020;",
        f"{SMETS};91060699503;;;01/02/2020;",
        f"{SMETS};{OMAR};;;31/02/2020;",
        f"{SMETS};{OMAR};;;01/02/2020;31/01/2020",
        f"0999009999;{OMAR};;;01/02/2020;",
        f"{SMETS};{NEW};;;01/02/2020;",
        f"{SMETS};;;;01/02/2020;",
        f"{SMETS};{OMAR};;;01/02/2020;",
        f"{SMETS};{OMAR};;;01/03/2020;",
    )
    assert report.made == 1
    assert [(finding.row, finding.column) for finding in report.findings] == [
        (2, "kbo"), (3, "insz"), (4, "van"), (5, "tot"), (6, "kbo"), (7, "naam"), (8, "insz"), (10, "van"),
    ]  # fmt: skip
    assert OMAR not in str(report.findings)
    assert not Person.objects.filter(insz="84071199107").exists()


def test_an_organisation_of_the_register_is_made(entry):
    entry("0999009928", "Uit de KBO")
    load(f"0999.009.928;{OMAR};;;01/02/2020;")
    assert Rows.get(organisation__kbo="0999009928").organisation.name == "Uit de KBO"
    assert Organisation.objects.filter(kbo="0999009928").count() == 1


def test_the_command(tmp_path, capsys):
    file = tmp_path / "wv.csv"
    file.write_text(f"{HEADER}\n{SMETS};{OMAR};;;01/02/2020;\nx;{OMAR};;;01/02/2020;\n")
    call_command("kbo_vertegenwoordigers", str(file), volledig=True)
    output = capsys.readouterr().out
    assert "1 nieuw" in output
    assert "rij 3, kbo" in output
    file.write_text("iets;anders\n1;2\n")
    with pytest.raises(CommandError, match="kolom"):
        call_command("kbo_vertegenwoordigers", str(file))
    with pytest.raises(FileRefused):
        load_representatives(b"", TODAY)
