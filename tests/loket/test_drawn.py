"""What is drawn or prepared for speed gives what Django gives."""

import datetime
import uuid

import html5lib
import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.template import Context, Engine, engines
from django.urls import NoReverseMatch
from django.utils.safestring import mark_safe

from accounts.models import Werkrelatie
from loket.prepared import Prepared
from loket.ui.forms import LoketForm, LoketFormRenderer
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


# As `templates/ui/veld.html` drew them.
FIELD = """<div class="veld{% if field.errors %} veld--fout{% endif %}">
  <label for="{{ field.id_for_label }}">{{ field.label }}{% if not field.field.required and \
not field.field.conditional and not field.form.all_optional %} (niet verplicht){% endif %}</label>
  {% if field.help_text %}<span class="hint" id="{{ field.auto_id }}_helptext">{{ field.help_text }}</span>{% endif %}
  {% for error in field.errors %}<span class="fout"{% if forloop.first %} id="{{ field.auto_id }}_error"{% endif %}>\
{{ error }}</span>{% endfor %}
  {{ field }}
</div>"""


class Plain(LoketForm):
    """Fields of every kind that are drawn in Python with what stands around them."""

    text = forms.CharField(label=NASTY, help_text=NASTY, widget=forms.TextInput(attrs={"class": NASTY}))
    long = forms.CharField(widget=forms.Textarea, required=False)
    select = forms.ChoiceField(choices=[("", "Kies"), (NASTY, NASTY)], help_text=mark_safe("<b>let op</b>"))
    file = forms.FileField(required=False)

    def clean_text(self) -> str:
        raise forms.ValidationError([NASTY, "nog iets"])


class Filters(Plain):
    all_optional = True


class NotOurs(forms.Form):
    """Without what the portal's own forms have."""

    text = forms.CharField(required=False)
    long = forms.CharField(help_text=NASTY)


@pytest.mark.parametrize("kind", [Plain, Filters, NotOurs])
@pytest.mark.parametrize("data", [None, {}, dict.fromkeys(Plain.base_fields, NASTY)])
def test_what_stands_around_a_field_is_drawn_as_the_template_did(kind, data):
    form = kind(data)
    form.fields["long"].conditional = True
    template = engines["django"].from_string(FIELD)
    for field in form:
        drawn, templates = (
            "".join(html5lib.serialize(html5lib.parseFragment(text)).split())
            for text in (field.as_field_group(), template.render({"field": field}))
        )
        assert drawn == templates
        assert "<script>" not in field.as_field_group()


@pytest.mark.parametrize("name", ["beheer_persoon", "aanvraag", "home", "beheer_verlengen_een"])
@pytest.mark.parametrize("key", [None, 0, 7, 1_870_000_000, uuid.UUID(int=5), True, -1, "7", "<b>"])
def test_addresses_are_those_of_django(name, key):
    """Remembered or not, and where Django finds none, there is none."""

    def shown(builtins: bool) -> str:
        tag = "{% url name key %}" if key is not None else "{% url name %}"
        libraries = ["loket.ui.templatetags.addresses"] if builtins else []
        try:
            return Engine(builtins=libraries).from_string(tag).render(Context({"name": name, "key": key}))
        except NoReverseMatch:
            return "none"

    assert shown(True) == shown(False)


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
@pytest.mark.parametrize("plan_anew", [False, True])
def test_a_prepared_query_gives_what_the_query_gives(plan_anew):
    def people(employer: int, day: datetime.date):
        return (
            Werkrelatie.objects.valid_on(day).filter(organisation=employer).order_by("pk").values_list("pk", "email")
        )

    prepared = Prepared(people, plan_anew=plan_anew, employer=int, day=datetime.date)
    for name in ("De Korenbloem", "Kompas", "Smets", "Horizon", "Van Hoof", "De Wissel", "De Brug"):
        for day in (datetime.date(2020, 1, 1), datetime.date.today()):
            pk = organisation(name).pk
            assert [tuple(row) for row in prepared(employer=pk, day=day)] == list(people(pk, day))
    with pytest.raises(TypeError):
        prepared(employer="1", day=datetime.date.today())
