"""What is drawn or prepared for speed gives what Django gives."""

import datetime

import html5lib
import pytest
from django import forms
from django.forms.renderers import TemplatesSetting

from accounts.models import Werkrelatie
from loket.prepared import Prepared
from loket.ui.forms import LoketFormRenderer
from tests.world import organisation

NASTY = "\"><script>alert('&')</script>"


class Every(forms.Form):
    """A field of every kind that is drawn in Python."""

    text = forms.CharField(widget=forms.TextInput(attrs={"class": NASTY, "data-x": True, "data-y": False}))
    mail = forms.EmailField(required=False)
    hidden = forms.CharField(widget=forms.HiddenInput)
    tick = forms.BooleanField()
    radio = forms.ChoiceField(choices=[("a", NASTY), (NASTY, "b")], widget=forms.RadioSelect)
    select = forms.ChoiceField(choices=[("", "Kies"), ("groep", [(NASTY, NASTY)]), ("z", "Z")])


def tree(form: forms.Form) -> list[str]:
    """Every field as the browser would read it, without meaningless white space."""
    parsed = [html5lib.serialize(html5lib.parseFragment(str(field))) for field in form]
    return ["".join(part.split()) for part in parsed]


@pytest.mark.parametrize("data", [None, {}, dict.fromkeys(Every.base_fields, NASTY), {"tick": "on", "select": "z"}])
def test_fields_are_drawn_as_django_draws_them(data):
    ours = Every(data, renderer=LoketFormRenderer())
    djangos = Every(data, renderer=TemplatesSetting())
    assert tree(ours) == tree(djangos)
    assert "<script>" not in "".join(str(field) for field in ours)


@pytest.mark.django_db
@pytest.mark.usefixtures("demo_world")
def test_a_prepared_query_gives_what_the_query_gives():
    def people(employer: int, day: datetime.date):
        return (
            Werkrelatie.objects.valid_on(day).filter(organisation=employer).order_by("pk").values_list("pk", "email")
        )

    prepared = Prepared(people, employer=int, day=datetime.date)
    for name in ("De Korenbloem", "Kompas", "Smets", "Horizon", "Van Hoof", "De Wissel", "De Brug"):
        for day in (datetime.date(2020, 1, 1), datetime.date.today()):
            pk = organisation(name).pk
            assert [tuple(row) for row in prepared(employer=pk, day=day)] == list(people(pk, day))
    with pytest.raises(TypeError):
        prepared(employer="1", day=datetime.date.today())
