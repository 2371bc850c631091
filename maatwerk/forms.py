"""Filters; those in the address never take an INSZ."""

from collections.abc import Iterable

from django import forms

from loket.ui.forms import InszField, KboField, LoketForm
from maatwerk.models.werknemer import Niveau
from mandates.quarters import Quarter


class OndernemingenForm(LoketForm):
    """The two filters of "Lijst ondernemingen"."""

    all_optional = True

    toekenningsnummer = forms.CharField(label="Toekenningsnummer", required=False, max_length=30)
    ondernemingsnummer = KboField(label="Ondernemingsnummer", required=False)


class RecentForm(LoketForm):
    """The filter of "Kwartaal subsidie"."""

    all_optional = True

    recent = forms.BooleanField(label="Toon enkel de recentste berekening van een kwartaal", required=False)


class WerknemersForm(LoketForm):
    """What may stand in the address of "Lijst werknemers"."""

    all_optional = True

    naam = forms.CharField(label="Naam", required=False, max_length=100)
    contingent = forms.ChoiceField(
        label="Contingent",
        required=False,
        choices=[("", "Alle werknemers"), ("binnen", "Binnen het contingent"), ("buiten", "Buiten het contingent")],
    )


class InszForm(LoketForm):
    """The filter on INSZ. It is sent, and comes back as the key of the werknemer."""

    insz = InszField(
        label="INSZ-nummer",
        error_messages={"required": "Vul een INSZ van 11 cijfers in, bijvoorbeeld 90.01.20-990.16."},
    )


class WopForm(LoketForm):
    """The filters of "WOP"."""

    all_optional = True

    naam = forms.CharField(label="Naam van de werknemer", required=False, max_length=100)
    toestand = forms.ChoiceField(
        label="Toestand",
        required=False,
        choices=[("", "Alle"), ("loopt", "Loopt nu"), ("voorbij", "Voorbij"), ("komt", "Begint later")],
    )
    niveau = forms.ChoiceField(label="Begeleiding", required=False, choices=[("", "Alle niveaus"), *Niveau.choices])
    eindigt = forms.TypedChoiceField(
        label="Eindigt binnen",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "Maakt niet uit"), (30, "30 dagen"), (90, "90 dagen"), (180, "180 dagen"), (365, "een jaar")],
    )


def in_words(quarter: Quarter) -> str:
    """`2026 K1`."""
    return f"{quarter.year} K{quarter.number}"


def coded(quarter: Quarter) -> str:
    """As the address has it."""
    return f"{quarter.year}-{quarter.number}"


class KwartalenForm(LoketForm):
    """A start and an end quarter, out of those there are."""

    all_optional = True

    van = forms.TypedChoiceField(label="Startkwartaal", required=False, coerce=Quarter.parse, empty_value=None)
    tot = forms.TypedChoiceField(label="Eindkwartaal", required=False, coerce=Quarter.parse, empty_value=None)

    def __init__(self, *args, quarters: Iterable[Quarter], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        known = [(coded(quarter), in_words(quarter)) for quarter in sorted(set(quarters))]
        self.fields["van"].choices = [("", "Het eerste"), *known]
        self.fields["tot"].choices = [("", "Het laatste"), *known]

    def clean(self):
        data = super().clean()
        if data.get("van") and data.get("tot") and data["tot"] < data["van"]:
            self.add_error("tot", "Dit kwartaal ligt voor het startkwartaal.")
        return data


class FormaatForm(LoketForm):
    """The choice of every export."""

    all_optional = True

    formaat = forms.ChoiceField(
        label="Formaat",
        choices=[("csv", "CSV"), ("xlsx", "XLSX")],
        widget=forms.RadioSelect,
        initial="csv",
        help_text="Beide houden de voorloopnullen van ondernemingsnummer en INSZ.",
        error_messages={"required": "Kies een formaat."},
    )


class VoorschotExportForm(KwartalenForm, FormaatForm):
    """ "Exporteer voorschot"."""

    field_order = ("van", "tot", "formaat")


class LoketExportForm(KwartalenForm, FormaatForm):
    """ "Exporteer vanuit het loket"."""

    field_order = ("inhoud", "van", "tot", "recent", "formaat")

    inhoud = forms.ChoiceField(
        label="Wat wilt u exporteren?",
        choices=[
            ("werknemers", "Een regel per werknemer, met elke stap van de berekening"),
            ("kwartalen", "Een regel per berekening, met de totalen"),
        ],
        widget=forms.RadioSelect,
        initial="werknemers",
        error_messages={"required": "Kies wat u wilt exporteren."},
    )
    recent = forms.BooleanField(label="Enkel de recentste berekening van elk kwartaal", required=False, initial=True)
