"""Forms of gebruikersbeheer."""

import datetime
from typing import Any

from django import forms
from django.db.models import Prefetch, Q
from django.utils import timezone

from accounts.models import Gebruikersrecht, Organisation, RechtContext
from accounts.models.werkrelatie import WerkrelatieType
from accounts.rights.periods import last_possible_day, period_error
from accounts.rights.policy import may_grant
from loket.acting.context import ActingContext
from loket.numbers import InvalidNumber, parse_kbo
from loket.ui.forms import DatumField, InszField, LoketForm


class SearchForm(LoketForm):
    """Searching people of the organisation."""

    all_optional = True

    q = forms.CharField(label="Zoek op naam of e-mailadres", required=False, max_length=100)
    toon = forms.ChoiceField(
        label="Toon",
        required=False,
        choices=[
            ("", "Iedereen"),
            ("zonder", "Wie geen rechten heeft"),
            ("aflopend", "Wie een recht heeft dat afloopt"),
        ],
    )


class InszForm(LoketForm):
    """Whom to add."""

    insz = InszField(
        label="Rijksregisternummer of BIS-nummer",
        max_length=30,
        help_text="Bijvoorbeeld 90.01.20-990.16",
        widget=forms.TextInput(attrs={"class": "b-midden", "autocomplete": "off"}),
    )


class NewPersonForm(LoketForm):
    """The data of a person who is new to the portal."""

    first_name = forms.CharField(label="Voornaam", max_length=100)
    last_name = forms.CharField(label="Naam", max_length=100)
    reason = forms.CharField(
        label="Reden",
        max_length=200,
        help_text="Waarom voegt u deze persoon toe? Dit komt in het journaal.",
        error_messages={"required": "Vul de reden in."},
    )


class OrganisationForm(LoketForm):
    """The organisation, by KBO-nummer or name; a beheerder links to the organisation for which he acts."""

    organisatie = forms.CharField(
        label="KBO-nummer of naam van de organisatie",
        max_length=320,
        error_messages={"required": "Vul het KBO-nummer of de naam van de organisatie in."},
    )

    def __init__(self, *args: Any, acting: ActingContext, **kwargs: Any) -> None:
        self.acting = acting
        super().__init__(*args, **kwargs)

    def clean_organisatie(self) -> str:
        typed = self.cleaned_data["organisatie"].strip()
        own = self.acting.own
        if typed.casefold() == own.name.casefold() or typed.replace(" ", "") == own.number:
            return typed
        try:
            kbo = parse_kbo(typed)
        except InvalidNumber as error:
            if any(character.isdigit() for character in typed):
                raise forms.ValidationError(str(error)) from None
            found = own.name.casefold().find(typed.casefold()) >= 0 and len(typed) >= 3
            if found:
                return typed
            raise forms.ValidationError(
                f"U handelt nu namens {own.name}. Vul die naam of dat KBO-nummer in."
            ) from None
        if Organisation.objects.filter(pk=own.id, kbo=kbo).exists():
            return typed
        raise forms.ValidationError(
            f"U handelt nu namens {own.name}. Wilt u iemand aan een andere organisatie koppelen, "
            "klik dan bovenaan op “Wisselen”."
        )


class ContactForm(LoketForm):
    """How to reach the person at work."""

    phone = forms.CharField(label="Telefoonnummer", max_length=30, widget=forms.TextInput(attrs={"class": "b-midden"}))
    email = forms.EmailField(label="E-mailadres", max_length=254)
    type = forms.ChoiceField(label="Soort werkrelatie", choices=WerkrelatieType.choices)

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"].strip()
        if sum(character.isdigit() for character in phone) < 8:
            raise forms.ValidationError("Vul een telefoonnummer in, bijvoorbeeld 02 553 00 00.")
        return phone


def grantable(acting: ActingContext) -> list[Gebruikersrecht]:
    """The rights that the acting person may grant here, with their contexts; without what the department closed."""
    is_open = Q(closed_on__isnull=True) | Q(closed_on__gt=timezone.localdate())
    contexts = Prefetch("contexts", queryset=RechtContext.objects.filter(is_open))
    rights = Gebruikersrecht.objects.filter(is_open).prefetch_related(contexts)
    return [recht for recht in rights if may_grant(acting, recht)]


class RightForm(LoketForm):
    """Which right, and which context where it has any."""

    recht = forms.ChoiceField(
        label="Gebruikersrecht", widget=forms.RadioSelect, error_messages={"required": "Kies een gebruikersrecht."}
    )

    def __init__(self, *args: Any, rights: list[Gebruikersrecht], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_value = {}
        for recht in rights:
            for context in list(recht.contexts.all()) if recht.has_contexts else [None]:
                value = f"{recht.code}:{context.code if context else ''}"
                self.by_value[value] = (recht, context)
        self.fields["recht"].choices = [
            (value, f"{recht.name}, context {context.label}" if context else recht.name)
            for value, (recht, context) in self.by_value.items()
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("recht"):
            data["gekozen"] = self.by_value[data["recht"]]
        return data


class PeriodForm(LoketForm):
    """From when until when; today and the longest possible by default."""

    start = DatumField(label="Begindatum")
    end = DatumField(label="Einddatum")

    def __init__(self, *args: Any, recht: Gebruikersrecht, today: datetime.date, **kwargs: Any) -> None:
        last = last_possible_day(today, recht.max_months)
        kwargs["initial"] = {"start": today, "end": last}
        super().__init__(*args, **kwargs)
        self.recht = recht
        self.fields["end"].help_text = f"Hoogstens {recht.max_months // 12} jaar na de begindatum."

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("start"), data.get("end")
        if start and end and (message := period_error(start, end, self.recht.max_months)):
            self.add_error("end", message)
        return data


class EndForm(LoketForm):
    """When a right or a werkrelatie ends, and why."""

    wanneer = forms.ChoiceField(
        label="Wanneer?",
        choices=[("meteen", "Meteen"), ("op_datum", "Na een bepaalde dag")],
        widget=forms.RadioSelect,
        error_messages={"required": "Kies wanneer."},
    )
    last_day = DatumField(label="Laatste dag", required=False, help_text="Enkel als u “Na een bepaalde dag” kiest.")
    reason = forms.CharField(label="Reden", required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("wanneer") == "op_datum" and not data.get("last_day") and "last_day" not in self.errors:
            self.add_error("last_day", "Vul de laatste dag in.")
        if data.get("wanneer") == "meteen":
            data["last_day"] = None
        return data


class ExtendForm(LoketForm):
    """Until when the chosen rights go on."""

    end = DatumField(label="Verleng tot en met")
