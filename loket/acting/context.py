"""The acting context: who asks, in which capacity, for whom, and on what ground.

Made once per request by the middleware and handed to views and services; nothing else knows who is asking.
"""

import enum
from dataclasses import dataclass, field


class Doelgroep(enum.StrEnum):
    """The capacity (hoedanigheid) in which somebody logs in; the codes are those of Toegangsbeheer."""

    BURGER = "BUR", "Uzelf", "Voor wie in eigen naam handelt."
    ONDERNEMING = "EA", "Een onderneming of organisatie", "Een bedrijf, een vzw of een andere organisatie."
    LOKAAL_BESTUUR = "LB", "Een lokaal of provinciaal bestuur", "Een gemeente, een OCMW, een provincie."
    SCHOOL = "OV", "Een onderwijs- of vormingsinstelling", "Een school of een centrum voor volwassenenonderwijs."
    OVERHEID = "GID", "De Vlaamse overheid", "Een departement of agentschap."

    label: str
    description: str

    def __new__(cls, code: str, label: str, description: str) -> "Doelgroep":
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        member.description = description
        return member


class Ground(enum.StrEnum):
    """Why somebody may act for the represented party; shown on screen, stored on every aanvraag."""

    SELF = "zichzelf", "in eigen naam"
    OWN_RIGHT = "eigen_recht", "eigen recht"
    BY_LAW = "wettelijk_vertegenwoordiger", "wettelijk vertegenwoordiger"
    DIMONA = "dimona", "Dimona-mandaat"
    SSM = "ssm", "SSM-mandaat"

    label: str

    def __new__(cls, code: str, label: str) -> "Ground":
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member


class Handeling(enum.StrEnum):
    """What a mandate lets somebody do in a dienst. None implies another: a mandate names each."""

    RAADPLEGEN = "raadplegen", "raadplegen"
    INVULLEN = "invullen", "invullen"
    INDIENEN = "indienen", "indienen"

    label: str

    def __new__(cls, code: str, label: str) -> "Handeling":
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation or a natural person as far as the shell needs to know it."""

    id: int
    name: str
    number: str = ""
    is_organisation: bool = True
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Choice:
    """What the session remembers. It is a wish: each request resolves it afresh against rights and mandates."""

    doelgroep: Doelgroep
    own_id: int | None = None
    represented_id: int | None = None
    mandate: str = ""

    def to_session(self) -> list[str | int | None]:
        return [self.doelgroep.value, self.own_id, self.represented_id, self.mandate]

    @property
    def token(self) -> str:
        """As a form names it."""
        return f"{self.doelgroep.value}.{self.own_id}.{self.represented_id}.{self.mandate}"

    @classmethod
    def from_session(cls, stored: object) -> "Choice | None":
        """The choice, or None when the session holds none or something else."""
        if not isinstance(stored, list) or len(stored) != 4:
            return None
        doelgroep = next((member for member in Doelgroep if member.value == stored[0]), None)
        return None if doelgroep is None else cls(doelgroep, *stored[1:])


class ContextUnavailable(Exception):
    """Whether a choice holds cannot be known now (a register does not answer); the message says so in Dutch."""


@dataclass(frozen=True, slots=True)
class ActingContext:
    """Who is asking. `own` and `represented` are two fields, always; they are equal without a mandate."""

    person: Party
    doelgroep: Doelgroep
    own: Party
    represented: Party
    ground: Ground
    # "dimona:7" or "ssm:12": the kind of mandate and its number; "" without one.
    mandate: str = ""
    # (code of the right, code of its context or "") that are valid today. None of them count for somebody else.
    rights: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    # With a mandate: what it opens, as (code of the dienst, handeling).
    acts: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    # What the represented party is; None when it is the own one.
    represented_doelgroep: Doelgroep | None = None

    @property
    def on_behalf(self) -> bool:
        """Somebody else than the own organisation is represented."""
        return self.own != self.represented

    @property
    def for_doelgroep(self) -> Doelgroep:
        """What the represented party is: which diensten there are depends on it."""
        return self.represented_doelgroep or self.doelgroep

    @property
    def natural_person(self) -> bool:
        """A natural person acts, not for an organisation of his own."""
        return not self.own.is_organisation

    @property
    def token(self) -> str:
        """Names this context in a form: a form that was opened in another one is recognised by it."""
        return f"{self.parties}.{self.mandate}"

    @property
    def parties(self) -> str:
        """The part of the token that says who acts for whom; another mandate between the same two changes nothing."""
        other_person = "p" if self.on_behalf and not self.represented.is_organisation else ""
        return f"{self.doelgroep.value}.{self.own.id}.{other_person}{self.represented.id}"

    def has_right(self, recht: str, contexts: frozenset[str] | None = None) -> bool:
        """The right is there, in one of the contexts when any are named."""
        return any(code == recht and (not contexts or context in contexts) for code, context in self.rights)
