"""Shared keys refuse what a foreign key refuses: naming what is not there, and removing what is named."""

import uuid

import pgtrigger
import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from psycopg import sql

from aanvragen.models import Aanvraag, Opleiding, StatusMove, VovGegevens
from accounts.models import Organisation, Person
from loket.bulk.large.models import Bestand
from tests.aanvragen.filing import stored
from tests.world import organisation, person, together

NOBODY = 2_000_000_000
# Rows that are there while a file is checked, and go with it.
PASSING = ("aanvragen_vovbestandrij", "deelname_bestand_deelnamebestandrij")
SHARED = {
    (Aanvraag, "created_by"),
    (Aanvraag, "submitted_by"),
    (Aanvraag, "own_organisation"),
    (Aanvraag, "represented"),
    (Aanvraag, "bestand"),
    (StatusMove, "aanvraag"),
    (StatusMove, "person"),
    (StatusMove, "own_organisation"),
    (VovGegevens, "aanvraag"),
    (VovGegevens, "opleiding"),
}
EACH = pytest.mark.parametrize(
    ("model", "name"), sorted(SHARED, key=str), ids=lambda value: value if isinstance(value, str) else value.__name__
)


def bare() -> Aanvraag:
    """An aanvraag that nothing names."""
    aanvraag = stored("Goran De Smet", "Van Hoof")
    aanvraag.vov.delete()
    return aanvraag


NAMED = {
    Aanvraag: bare,
    Person: lambda: person("Goran De Smet"),
    Organisation: lambda: organisation("Van Hoof"),
    Opleiding: lambda: Opleiding.objects.all()[0],
    Bestand: lambda: Bestand.objects.create(kind="vov-terugbetaling", name="a.csv", format="csv", size=1),
}


def test_every_key_without_a_constraint_is_a_shared_one():
    found = {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if field.remote_field and not field.db_constraint and model._meta.db_table not in PASSING
    }
    assert found == SHARED


@pytest.fixture
def rows(demo_world) -> dict[type, models.Model]:
    """A row of each table, of which every key names something."""
    aanvraag = stored("Bart Maes", "De Korenbloem", opleiding=NAMED[Opleiding]())
    aanvraag.bestand, aanvraag.bestand_rij = NAMED[Bestand](), 2
    aanvraag.save()
    move = StatusMove.objects.create(
        aanvraag=aanvraag, target="ingediend", person=aanvraag.created_by, own_organisation=aanvraag.represented
    )
    return {Aanvraag: aanvraag, VovGegevens: aanvraag.vov, StatusMove: move}


def changed(row: models.Model, name: str, value: int) -> None:
    with pgtrigger.ignore("aanvragen.StatusMove:append_only"), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**{name: value})


@EACH
def test_a_row_that_comes_in_names_something(rows, model, name):
    row = rows[model]
    if model is VovGegevens:
        VovGegevens.objects.all().delete()
    elif model is Aanvraag:
        row.pk, row.key, row.reference, row.bestand_rij = None, uuid.uuid4(), "VOV-T-2", 3
    else:
        row.pk = None
    setattr(row, model._meta.get_field(name).attname, NOBODY)
    with pytest.raises(IntegrityError, match=f"{name}_id names no row"), transaction.atomic():
        row.save(force_insert=True)


@EACH
def test_a_row_that_changes_names_something(rows, model, name):
    with pytest.raises(IntegrityError, match=f"{name}_id names no row"):
        changed(rows[model], name, NOBODY)
    other = NAMED[model._meta.get_field(name).related_model]().pk
    changed(rows[model], name, other)
    assert model.objects.filter(**{name: other}).exists()


@EACH
def test_what_is_named_is_not_removed(rows, model, name):
    parent = model._meta.get_field(name).related_model
    named = NAMED[parent]()
    changed(rows[model], name, named.pk)
    with pytest.raises(IntegrityError, match=f"{name}_id still names this row"), transaction.atomic():
        removed(named)


@EACH
def test_what_is_named_keeps_its_number(rows, model, name):
    parent = model._meta.get_field(name).related_model
    named = NAMED[parent]()
    changed(rows[model], name, named.pk)
    with pytest.raises(IntegrityError, match=f"{name}_id still names this row"), transaction.atomic():
        parent.objects.filter(pk=named.pk).update(id=NOBODY)


def test_an_empty_key_names_nothing(rows):
    changed(rows[Aanvraag], "bestand", None)
    assert Aanvraag.objects.filter(bestand=None).exists()


def removed(row: models.Model) -> None:
    """Without asking Django, which looks who names it."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DELETE FROM {} WHERE id = %s").format(sql.Identifier(row._meta.db_table)), [row.pk])


@pytest.mark.django_db(transaction=True)
def test_who_is_named_meanwhile_is_not_removed(demo_world):
    """The one who removes waits for a transaction that names the row, and then sees it named."""
    aanvraag, file = stored("Bart Maes", "De Korenbloem"), NAMED[Bestand]()
    (refused,) = together(lambda: removed(file), holding=lambda: changed(aanvraag, "bestand", file.pk))
    assert isinstance(refused, IntegrityError), refused
    assert "still names this row" in str(refused)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("comes_in", [True, False], ids=["comes in", "changes"])
def test_who_is_removed_meanwhile_is_not_named(demo_world, comes_in):
    """The one who names waits for a transaction that removes the row, and then finds it gone."""
    aanvraag, file = stored("Bart Maes", "De Korenbloem"), NAMED[Bestand]()

    def name() -> None:
        if comes_in:
            aanvraag.pk, aanvraag.key, aanvraag.reference, aanvraag.bestand = None, uuid.uuid4(), "VOV-T-2", file
            aanvraag.save(force_insert=True)
        else:
            changed(aanvraag, "bestand", file.pk)

    (refused,) = together(name, holding=lambda: removed(file))
    assert isinstance(refused, IntegrityError), refused
    assert "names no row" in str(refused)
