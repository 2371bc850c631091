"""What a room declares of its files: the columns, who may, and how rows are judged and stored."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django import forms

from loket.access.rules import Rule
from loket.acting.context import ActingContext
from loket.bulk.columns import Column
from loket.bulk.large.batch import Batch
from loket.bulk.large.models import Bestand
from loket.bulk.large.sources import Opener, Source, open_source
from loket.ui.forms import LoketForm


class UploadForm(LoketForm):
    """The file; for one that was uploaded before, that it is meant. A kind may ask more that holds for all rows."""

    bestand = forms.FileField(
        label="Bestand",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={"required": "Kies een bestand.", "empty": "Het bestand is leeg. Kies een ander bestand."},
    )
    opnieuw = forms.BooleanField(label="Ik wil dit bestand toch opnieuw opladen", required=False)

    @staticmethod
    def prefill(acting: ActingContext) -> dict[str, Any]:
        """What is known already."""
        return {}

    def answers(self) -> dict[str, Any]:
        """What is kept beside the file; plain values."""
        return {}


class StopFile(Exception):
    """Not one row more is stored; the message says in Dutch why. What was stored stays."""


class Work(Protocol):
    """One turn of a worker on one file. Of a kind that says `apart`, two batches may be stored at once."""

    def judge(self, batch: Batch) -> None:
        """Find what is wrong or double in the rows that could be read; look things up for all rows at once.

        One batch after the other. What `store` needs of it is kept in `batch.judged`.
        """
        ...

    def keep(self, batch: Batch) -> None:
        """After the check of a batch: remember what later rows are held against. In a transaction."""
        ...

    def store(self, batch: Batch) -> int:
        """Store the right rows, and give back how many. In the transaction of `judge`.

        With `apart`, it takes no lock that the batch before could still want: a later batch waits for its commit.

        Raises StopFile.
        """
        ...


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file. `name` begins the names of its addresses."""

    code: str
    name: str
    # What the rows are, in the plural: "terugbetalingsaanvragen".
    noun: str
    title: str
    columns: tuple[Column, ...]
    # Who may upload, check and follow; who may have the rows stored; who may read what became of it.
    fill: Rule
    file: Rule
    read: Rule
    # Begins a turn; `storing` is False for the check. Raises StopFile.
    begin: Callable[[Bestand, ActingContext | None, bool], Work]
    # Where the dienst itself begins, and what the link says.
    back: tuple[str, str]
    # A row of the template, by key of the column.
    example: Mapping[str, str]
    # Called in the transaction that ends a file of which rows were stored. Raises StopFile: then nothing ended yet.
    finish: Callable[[Bestand, ActingContext | None], None]
    # The lines of the receipt, each as texts under `receipt_columns`; in the order of the rows.
    receipt_lines: Callable[[Bestand], Any]
    receipt_columns: Sequence[str]
    reference_prefix: str
    upload_form: type[UploadForm] = UploadForm
    # Whom the rows of a batch are about, when rows are only held against others about the same: then two batches that
    # have nobody in common are worked on at once.
    apart: Callable[[Batch], Collection[object]] | None = None
    # Words for `counts`, in the order of the page.
    words: Mapping[str, str] = field(default_factory=dict)
    # What is good to know about the columns.
    notes: Sequence[str] = ()
    # What happens after the rows are stored, for the receipt.
    afterwards: str = ""
    # What follows when a file ended, for some rows after that one, in a transaction: gives the last of them, or None.
    after: Callable[[Bestand, int], int | None] | None = None
    # Called when all rows were checked, before anybody may confirm. Raises StopFile.
    checked: Callable[[Bestand], None] = lambda bestand: None
    # The portal gave up before a single row was stored: who handed the file in may not see its page any more.
    stopped: Callable[[Bestand], None] = lambda bestand: None
    # Forget what `keep` remembered.
    forget: Callable[[Bestand], None] = lambda bestand: None
    # Another format than CSV and XLSX is read by a function of the room; `formats` is what people are told.
    formats: str = "CSV of XLSX"
    open_source: Callable[[Opener, Sequence[Column]], Source] = open_source
    # Where one can look at what was filed: the name of an address, and its query.
    filed_url: Callable[[Bestand], str] | None = None


_kinds: dict[str, Kind] = {}


def register_kind(kind: Kind) -> Kind:
    """Add a kind; a code is used once."""
    if kind.code in _kinds:
        raise ValueError(f"kind {kind.code} is declared twice")
    _kinds[kind.code] = kind
    return kind


def kind_of(bestand: Bestand) -> Kind:
    return _kinds[bestand.kind]
