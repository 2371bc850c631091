"""Forms of the register's screens."""

from django import forms

from loket.ui.forms import LoketForm


class SearchForm(LoketForm):
    """Looking up an enterprise."""

    all_optional = True

    q = forms.CharField(label="Zoek op naam of ondernemingsnummer", required=False, max_length=100)


class ImportForm(LoketForm):
    """Choosing an extract that lies on the server."""

    extract = forms.ChoiceField(
        label="Extract", error_messages={"required": "Kies een extract.", "invalid_choice": "Kies een extract."}
    )
    opnieuw = forms.BooleanField(label="Lees het ook in als het al ingelezen is", required=False)

    def __init__(self, names: list[str], *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["extract"].choices = [("", "Kies een extract"), *((name, name) for name in names)]
