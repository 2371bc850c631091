"""Registrations in the opleidingsdatabank for the tables of who gets what, all of CVO De Brug."""

from datetime import timedelta

from django.utils import timezone

from aanvragen.odb.bewegingen import publish
from aanvragen.states import Status
from tests.aanvragen.odb.registering import stored
from tests.world import context_of


def registrations_of_each() -> dict[str, object]:
    """A draft, one that was filed, one to which an answer is due, and one that stands in the databank."""
    today = timezone.localdate()
    rows = {
        "odb_draft": stored("Ivo Mertens", "De Brug", Status.CONCEPT),
        "odb_filed": stored("Ivo Mertens", "De Brug"),
        "odb_asked": stored("Ivo Mertens", "De Brug", Status.AANVULLING_GEVRAAGD, answer_by=today + timedelta(days=5)),
        "odb_done": stored("Ivo Mertens", "De Brug", Status.GOEDGEKEURD, title="Lassen voor gevorderden"),
    }
    publish(rows["odb_done"], context_of("Nele Aerts", "Departement"), today)
    return {name: row.key for name, row in rows.items()}
