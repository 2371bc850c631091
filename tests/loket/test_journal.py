"""The journal can only grow, and a line is there if and only if its act is."""

import pytest
from django.db import DatabaseError, connection, transaction

from aanvragen.models import Aanvraag
from loket.journal.models import JournalEntry
from loket.journal.services import write_journal
from tests.aanvragen.filing import confirm, fill_in, start_draft
from tests.world import context_of, organisation, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(demo_world) -> JournalEntry:
    return write_journal(context_of("Bart Maes", "De Korenbloem"), "proef", organisation("De Korenbloem"), soort="x")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_journalentry SET action = 'anders'",
        "UPDATE journal_journalentry SET person_id = NULL",
        "DELETE FROM journal_journalentry",
    ],
)
def test_the_database_refuses_to_change_or_remove_a_line(entry, statement):
    refused = pytest.raises(DatabaseError, match="Cannot update or delete")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert JournalEntry.objects.get(pk=entry.pk).action == "proef"


def test_the_model_is_refused_too(entry):
    entry.action = "anders"
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.delete()


def test_a_line_says_who_for_whom_and_on_what(entry):
    assert entry.person == person("Bart Maes")
    assert entry.own == entry.represented == organisation("De Korenbloem")
    assert (entry.ground, entry.object_type, entry.object_id) == (
        "eigen_recht",
        "accounts.organisation",
        organisation("De Korenbloem").pk,
    )
    assert entry.details == {"soort": "x"}


def test_in_ones_own_name_no_organisation_is_named(demo_world):
    line = write_journal(context_of("Jana Goossens"), "proef")
    assert (line.own, line.represented, line.ground) == (None, None, "zichzelf")


def test_the_portal_itself_is_nobody(db):
    line = write_journal(None, "opgeruimd")
    assert (line.person, line.own, line.ground) == (None, None, "")


def test_a_line_falls_with_its_act(demo_world):
    acting = context_of("Bart Maes", "De Korenbloem")

    @transaction.atomic
    def act() -> None:
        write_journal(acting, "proef")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert not JournalEntry.objects.exists()


def test_an_act_falls_with_its_line(acting, settings):
    """Filing, with a mail that cannot be made: no state, no reference, no line."""
    bart = acting("Bart Maes", "De Korenbloem")
    aanvraag = fill_in(bart)
    lines = JournalEntry.objects.count()
    del settings.DEFAULT_FROM_EMAIL
    with pytest.raises(AttributeError):
        confirm(bart, aanvraag)
    aanvraag.refresh_from_db()
    assert (aanvraag.status, aanvraag.reference) == ("concept", None)
    assert JournalEntry.objects.count() == lines
    assert aanvraag.moves.count() == 1


def test_a_line_carries_the_id_of_its_request(acting):
    bart = acting("Bart Maes", "De Korenbloem")
    bart.defaults["HTTP_X_REQUEST_ID"] = "proef-1234567890"
    draft = start_draft(bart)
    assert JournalEntry.objects.get(object_id=draft.pk, action="concept_begonnen").request_id == "proef-1234567890"


def test_no_line_holds_an_insz_or_what_was_typed(acting):
    bart = acting("Bart Maes", "De Korenbloem")
    aanvraag = fill_in(bart)
    confirm(bart, aanvraag)
    assert Aanvraag.objects.get().state.value == "ingediend"
    for line in JournalEntry.objects.all():
        assert not {"90012099016", "90.01.20-990.16", "Emma", "Lambert"} & set(map(str, line.details.values()))
