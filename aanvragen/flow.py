"""The flow of a dienst: its steps, and how a draft goes through them. A dienst declares one flow."""

import hashlib
import json
import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.http import QueryDict

from aanvragen.forms import StartForm
from aanvragen.listing import Export, Listing
from aanvragen.models import Aanvraag, Bijlage
from aanvragen.states import Move, Moves
from loket.acting.context import ActingContext, Handeling
from loket.catalogue.registry import Dienst
from loket.ui.forms import LoketForm

# More than any field of ours takes, so that a form still says of a text that it is too long; what is longer than this
# is no answer.
LONGEST_VALUE = 20_000
MOST_VALUES = 20


class Draft(Protocol):
    """A draft with everything that its forms and rules need; each dienst has its own."""

    aanvraag: Aanvraag
    # The typed columns of this dienst.
    gegevens: Any
    # The current uploads, by their kind.
    files: dict[str, Bijlage]

    def store(self) -> None: ...


class StepForm(LoketForm):
    """The form of one step. `prefill` gives what is known already, `store` puts the clean answers on the draft."""

    # The file fields, each with the kind of bijlage that it takes.
    file_fields: Mapping[str, str] = {}
    # Buttons that change what was typed (`act`) and show the page again; what is wrong is not said then, but for what
    # `judged_at_once` names.
    actions: frozenset[str] = frozenset()
    # The button that was clicked; set before the form is checked.
    action = ""
    # By the name of what `store` puts on the draft's `gegevens`: the steps that are asked again when it changes, as
    # what was answered there may mean another thing now.
    asks_again: Mapping[str, Collection[str]] = {}
    # A form with rows of the same fields has as many values of each name.
    most_values = MOST_VALUES
    # Why an upload is not accepted, by field; set before the form is checked.
    refused: Mapping[str, str] = {}

    def __init__(
        self, data: Mapping[str, Any] | None, *, draft: Any, typed: Mapping[str, list[str]] | None = None
    ) -> None:
        """`data` binds the form and checks it; `typed` only shows what was typed before."""
        self.draft = draft
        before = {name: values[-1] for name, values in (typed or {}).items() if values}
        super().__init__(data, initial=self.prefill(draft) | before)

    @staticmethod
    def prefill(draft: Any) -> dict[str, Any]:
        return {}

    @classmethod
    def act(cls, action: str, typed: dict[str, list[str]], draft: Any) -> dict[str, list[str]]:
        """What was typed, as one of the `actions` makes it."""
        return typed

    @classmethod
    def complete(cls, typed: dict[str, list[str]], draft: Any) -> dict[str, list[str]]:
        """What was typed, with what follows from it filled in. It may ask the database; it refuses nothing."""
        return typed

    def judged_at_once(self) -> Collection[str]:
        """The fields whose errors are said when a button was clicked that does not go on."""
        return ()

    def forget_errors(self, but: Collection[str]) -> bool:
        """Leave only the errors of some fields of a form that was checked. True when there are any."""
        for name in self.errors.keys() - set(but):
            del self.errors[name]
        return bool(self.errors)

    def parts(self) -> list[tuple[str, LoketForm]]:
        """The forms that the page shows, each with what its row is called; mostly there is one, without rows."""
        return [("", self)]

    def needed_files(self, data: dict[str, Any]) -> dict[str, str]:
        """The file fields that must have a file, with what is said when they have none."""
        return {}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        for name, message in self.needed_files(data).items():
            if name not in self.refused and self.file_fields[name] not in self.draft.files:
                self.add_error(name, message)
        for name in self.refused.keys() & self.fields.keys():
            self.add_error(name, self.refused[name])
        return data

    def store(self) -> None:
        """Write `cleaned_data` to the draft's typed columns (in memory; the caller saves)."""
        raise NotImplementedError

    def keep(self) -> None:
        """What saving this step writes beside the draft itself; who only looks at the answers again writes nothing."""


def _always(draft: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Step:
    """One form, one page, one URL. `applies` reads the draft row, so that a step can drop out."""

    slug: str
    title: str
    form: type[StepForm]
    template: str = "aanvragen/stap.html"
    applies: Callable[[Any], bool] = _always

    @property
    def file_fields(self) -> Mapping[str, str]:
        """The form's file fields, each with the kind of bijlage that it takes."""
        return self.form.file_fields


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that stands in the way of filing, with the step where it is mended."""

    step: Step
    message: str


def _all(draft: Any, steps: list[Step]) -> list[Step]:
    """Every step is judged before filing."""
    return steps


def _nothing_more(aanvraag: Aanvraag, move: Move, acting: ActingContext | None, details: dict[str, Any]) -> None:
    """A move that changes nothing but the state."""


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """A dienst's steps, its table of moves, and what the general views need to work with its aanvragen."""

    dienst: Dienst
    # Names the dienst in addresses.
    slug: str
    steps: tuple[Step, ...]
    moves: Moves
    # The relation that holds what an aanvraag of this dienst says, and all that its forms and rules read with it.
    typed: str
    related: tuple[str, ...]
    listing: Listing
    export: Export
    # The address that is told what happens to the aanvraag.
    contact: Callable[[Aanvraag], str]
    # What the dossierbehandelaar reads beside what was declared: (label, text).
    facts: Callable[[Aanvraag], list[tuple[str, str]]]
    # Makes the draft object for a row; adds the typed row when it is new.
    open: Callable[[Aanvraag], Any]
    # The review page's answers per step: (step, [(label, text)]).
    summary: Callable[[Any, list[Step]], list[tuple[Step, list[tuple[str, str]]]]]
    # Runs all rules on what is declared and gives what is frozen at filing; raises nothing.
    freeze: Callable[[Any, list[Step]], dict[str, Any]]
    # Which of the steps are judged again before filing: an answer that corrects nothing is judged by its words alone.
    judged: Callable[[Any, list[Step]], list[Step]] = field(kw_only=True, default=_all)
    # The name of the lock under which filing is serialised (a werknemer's hours are shared).
    lock_name: Callable[[Any], str]
    reference_prefix: str
    # Addresses that get the mail of receipt: (address, template).
    receipt_mails: Callable[[Any], list[tuple[str, str]]] = field(default=lambda draft: [])
    # What a move does besides changing the state, in its transaction. Raises MoveError to forbid it.
    after_move: Callable[[Aanvraag, Move, ActingContext | None, dict[str, Any]], None] = _nothing_more
    # Files the answer to what was asked of an aanvraag, as `submit` files a draft; and finds that aanvraag by the key
    # of an answer that was filed. None: a dienst that asks nothing through its steps.
    answer: Callable[[Aanvraag, ActingContext, str], Aanvraag] | None = None
    answered: Callable[[uuid.UUID], Aanvraag | None] | None = None
    start_form: type[StartForm] = StartForm
    start_template: str = "aanvragen/start.html"
    review_template: str = "aanvragen/controleren.html"
    page_template: str = "aanvragen/aanvraag.html"
    dossier_template: str = "aanvragen/dossier.html"
    receipt_template: str = "aanvragen/ontvangstbewijs.html"
    status_mail: str = "aanvraag_status"
    # What each kind of bijlage is called, where there are several.
    file_labels: Mapping[str, str] = field(default_factory=dict)

    def files_of(self, aanvraag: Aanvraag) -> list[tuple[str, Bijlage]]:
        """The current uploads of an aanvraag, each with what it is called; the second aanvulling is `aanvulling-2`."""
        found = Bijlage.objects.filter(aanvraag=aanvraag, removed_at__isnull=True).order_by("pk")
        return [(self.file_labels.get(file.kind.partition("-")[0], "Bijlage"), file) for file in found]

    def applicable(self, draft: Any) -> list[Step]:
        return [step for step in self.steps if step.applies(draft)]

    def step(self, draft: Any, slug: str) -> Step | None:
        return next((step for step in self.applicable(draft) if step.slug == slug), None)

    def first_open(self, draft: Any) -> Step | None:
        """The first step that was not yet completed, or None when all are."""
        done = set(draft.aanvraag.done)
        return next((step for step in self.applicable(draft) if step.slug not in done), None)

    def open_before(self, draft: Any, step: Step) -> Step | None:
        """The first step before this one that was not yet completed, or None when it is this one's turn."""
        applicable, first_open = self.applicable(draft), self.first_open(draft)
        early = first_open is not None and applicable.index(first_open) < applicable.index(step)
        return first_open if early else None

    def after(self, draft: Any, step: Step) -> Step | None:
        steps = self.applicable(draft)
        index = steps.index(step) + 1
        return steps[index] if index < len(steps) else None

    def before(self, draft: Any, step: Step) -> Step | None:
        steps = self.applicable(draft)
        index = steps.index(step) - 1
        return steps[index] if index >= 0 else None

    def review_version(self, draft: Any) -> str:
        """Names what a review page shows, so that "Bevestigen" files that and nothing else."""
        files = {kind: bijlage.pk for kind, bijlage in draft.files.items()}
        return version_of({"typed": draft.aanvraag.typed, "files": files})

    def problems(self, draft: Any) -> list[Problem]:
        """All steps are validated again from what was typed; nothing of an earlier check is trusted."""
        found: list[Problem] = []
        for step in self.judged(draft, self.applicable(draft)):
            typed = draft.aanvraag.typed.get(step.slug)
            if typed is None:
                found.append(Problem(step, f"Vul de stap “{step.title}” in."))
                continue
            form = step.form(as_querydict(typed), draft=draft)
            if form.is_valid():
                form.store()
            else:
                found += [Problem(step, message) for errors in form.errors.values() for message in errors]
        return found


_flows: dict[str, Flow] = {}


def register_flow(flow: Flow) -> Flow:
    _flows[flow.dienst.code] = flow
    return flow


def flow_of(aanvraag: Aanvraag) -> Flow:
    """The flow of the aanvraag's dienst; KeyError when the dienst was taken out of the portal."""
    return _flows[aanvraag.dienst]


def all_flows() -> list[Flow]:
    """In the order of registration."""
    return list(_flows.values())


def flows_for(acting: ActingContext, handeling: Handeling) -> list[Flow]:
    """The flows in which this context may do this, by an own right or by its mandate."""
    return [flow for flow in _flows.values() if flow.dienst.may(handeling).allows(acting)]


def as_typed(post: QueryDict, step: Step) -> dict[str, list[str]]:
    """What was typed in a step, as far as the database can hold it: the step's own fields, no control characters."""
    return {
        name: [_storable(value) for value in post.getlist(name)[: step.form.most_values]]
        for name in step.form.base_fields
        if name in post
    }


def _storable(text: str) -> str:
    # A browser counts the end of a line as one sign, and sends two.
    lines = text.replace("\0", "").replace("\r\n", "\n")
    return lines.encode("utf-8", "replace").decode()[:LONGEST_VALUE]


def as_querydict(typed: Mapping[str, list[str]]) -> QueryDict:
    """Typed answers as a form wants them."""
    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(name, values)
    return data


def version_of(typed: Mapping[str, Any] | None) -> str:
    """Names what a step held when its page was made; another tab that changed it meanwhile is recognised by it."""
    if not typed:
        return "leeg"
    return hashlib.sha256(json.dumps(typed, sort_keys=True).encode()).hexdigest()[:16]
