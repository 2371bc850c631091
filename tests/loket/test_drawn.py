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

from aanvragen.finding import find_visible
from aanvragen.models import Aanvraag
from aanvragen.states import Status
from aanvragen.vov.dienst import VOV
from accounts.models import Organisation, Werkrelatie
from loket.acting.context import ActingContext, Doelgroep, Ground, Handeling, Party
from loket.prepared import Prepared
from loket.ui.forms import LoketForm, LoketFormRenderer
from tests.aanvragen.filing import stored
from tests.world import organisation, person

NASTY = "\"><script>alert('&')</script>"


class Every(forms.Form):
    """A field of every kind that is drawn in Python."""

    text = forms.CharField(widget=forms.TextInput(attrs={"class": NASTY, "data-x": True, "data-y": False}))
    mail = forms.EmailField(required=False)
    hidden = forms.CharField(widget=forms.HiddenInput)
    tick = forms.BooleanField()
    radio = forms.ChoiceField(choices=[("a", NASTY), (NASTY, "b")], widget=forms.RadioSelect)
    select = forms.ChoiceField(choices=[("", "Kies"), ("groep", [(NASTY, NASTY)]), ("z", "Z")])


# As a template would draw them.
FIELD = """{% with errors=field.errors widget=field.field.widget id=field.auto_id label=field.id_for_label %}\
{% if field.is_hidden %}{{ field }}
{% elif widget.allow_multiple_selected or widget.input_type == "radio" %}
<fieldset class="veld{% if errors %} veld--fout{% endif %}" id="{{ label|default:id }}_veld"\
{% if errors and field.help_text %} aria-describedby="{{ id }}_helptext {{ id }}_error"\
{% elif errors %} aria-describedby="{{ id }}_error"\
{% elif field.help_text %} aria-describedby="{{ id }}_helptext"{% endif %}>
  <legend>{{ field.label }}{% if not field.field.required and not field.field.conditional and \
not field.form.all_optional %} (niet verplicht){% endif %}</legend>
  {% if field.help_text %}<span class="hint" id="{{ id }}_helptext">{{ field.help_text }}</span>{% endif %}
  {% for error in errors %}<span class="fout"{% if forloop.first %} id="{{ id }}_error"{% endif %}>\
{{ error }}</span>{% endfor %}
  {% for radio in field %}<div class="keuze">{{ radio.tag }}\
<label for="{{ radio.id_for_label }}">{{ radio.choice_label }}</label></div>{% endfor %}
</fieldset>
{% elif widget.input_type == "checkbox" %}
<div class="veld{% if errors %} veld--fout{% endif %}">
  {% for error in errors %}<span class="fout"{% if forloop.first %} id="{{ id }}_error"{% endif %}>\
{{ error }}</span>{% endfor %}
  <div class="keuze">{{ field }}<label for="{{ label }}">{{ field.label }}</label></div>
  {% if field.help_text %}<span class="hint" id="{{ id }}_helptext">{{ field.help_text }}</span>{% endif %}
</div>
{% else %}
<div class="veld{% if errors %} veld--fout{% endif %}">
  <label for="{{ label }}">{{ field.label }}{% if not field.field.required and \
not field.field.conditional and not field.form.all_optional %} (niet verplicht){% endif %}</label>
  {% if field.help_text %}<span class="hint" id="{{ id }}_helptext">{{ field.help_text }}</span>{% endif %}
  {% for error in errors %}<span class="fout"{% if forloop.first %} id="{{ id }}_error"{% endif %}>\
{{ error }}</span>{% endfor %}
  {{ field }}
</div>
{% endif %}{% endwith %}"""


class Plain(LoketForm):
    """Fields of every kind that are drawn in Python with what stands around them."""

    text = forms.CharField(label=NASTY, help_text=NASTY, widget=forms.TextInput(attrs={"class": NASTY}))
    long = forms.CharField(widget=forms.Textarea, required=False)
    select = forms.ChoiceField(choices=[("", "Kies"), (NASTY, NASTY)], help_text=mark_safe("<b>let op</b>"))
    file = forms.FileField(required=False)
    hidden = forms.CharField(widget=forms.HiddenInput)
    tick = forms.BooleanField(label=NASTY, help_text=NASTY)
    radio = forms.ChoiceField(choices=[("a", NASTY), (NASTY, "b")], widget=forms.RadioSelect)
    hinted = forms.ChoiceField(choices=[("a", "b")], widget=forms.RadioSelect, help_text=NASTY)
    several = forms.MultipleChoiceField(
        choices=[("a", NASTY), (NASTY, "b")], widget=forms.CheckboxSelectMultiple, required=False, help_text=NASTY
    )

    def clean_text(self) -> str:
        raise forms.ValidationError([NASTY, "nog iets"])


class Filters(Plain):
    all_optional = True


class NotOurs(forms.Form):
    """Without what the portal's own forms have."""

    text = forms.CharField(required=False)
    long = forms.CharField(help_text=NASTY)
    radio = forms.ChoiceField(choices=[("a", "b")], widget=forms.RadioSelect, required=False)


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


@pytest.mark.django_db
@pytest.mark.usefixtures("demo_world")
@pytest.mark.parametrize("typed", ["de", "DE", "%", "_", "\\", "korenbloem", "'", "", "bestaat niet"])
def test_a_prepared_query_looks_inside_a_text_as_the_query_does(typed):
    Organisation.objects.create(name="50 % \\ 'De_Rest'", kbo="0999000999", doelgroep="EA")

    def named(word: str):
        return Organisation.objects.filter(name__icontains=word).order_by("pk").values_list("pk", "name")

    assert [tuple(row) for row in Prepared(named, word=str)(word=typed)] == list(named(typed))


@pytest.mark.django_db
@pytest.mark.usefixtures("demo_world")
def test_prepared_models_are_those_of_the_query():
    """With what is joined to them, also where there is nothing to join, and with columns that Django converts."""
    rows = [stored("Bart Maes", "De Korenbloem", status) for status in (Status.CONCEPT, Status.GOEDGEKEURD)]
    rows[1].vov.opleiding = None
    rows[1].vov.save()

    def query(key: uuid.UUID):
        return Aanvraag.objects.filter(key=key).select_related("vov__opleiding__provider", "own_organisation")

    def said(found: Aanvraag) -> list[dict]:
        course = found.vov.opleiding
        parts = [found, found.vov, found.own_organisation, course, course.provider if course else None]
        return [{k: v for k, v in vars(part).items() if k != "_state"} for part in parts if part is not None]

    prepared = Prepared(query, key=uuid.UUID)
    for row in rows:
        (found,) = prepared(key=row.key)
        assert said(found) == said(query(row.key).get())
        assert isinstance(found.own_organisation, Organisation)
        found.done = ["contact"]
        found.save()
        assert query(row.key).get().done == ["contact"]
    assert prepared(key=uuid.uuid4()) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("demo_world")
def test_an_aanvraag_is_found_by_its_key_exactly_when_it_is_visible():
    """The prepared query of the steps and the query of all the rest say the same."""
    rows = [
        stored(who, employer, status)
        for who, employer in (("Bart Maes", "De Korenbloem"), ("Sofie Janssens", "De Korenbloem"))
        for status in (Status.CONCEPT, Status.INGEDIEND)
    ]
    bart = person("Bart Maes")
    seen = set()
    for name in ("De Korenbloem", "Kompas"):
        employer = organisation(name)
        party = Party(employer.pk, employer.name)
        himself = Party(bart.pk, bart.full_name, is_organisation=False)
        for own, represented, rights in (
            (party, party, {(VOV.recht, VOV.contexts[0])}),
            (party, party, frozenset()),
            (himself, party, frozenset()),
            (himself, himself, frozenset()),
        ):
            for acts in (frozenset(), frozenset({(VOV.code, "raadplegen")})):
                acting = ActingContext(
                    himself, Doelgroep.ONDERNEMING, own, represented, Ground.SSM, "ssm:1" if acts else "",
                    rights=frozenset(rights), acts=acts,
                )  # fmt: skip
                for row in rows:
                    try:
                        found = find_visible(acting, row.key, Handeling.RAADPLEGEN).pk
                    except Aanvraag.DoesNotExist:
                        found = None
                    visible = Aanvraag.objects.visible_to(acting).filter(pk=row.pk).values_list("pk", flat=True)
                    assert found == visible.first()
                    seen.add(found is not None)
    assert seen == {True, False}
