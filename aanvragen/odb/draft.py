"""A draft of a registration: its row, its typed columns and modules, and what its forms look up, each at most once."""

from functools import cached_property

from aanvragen.draft import DraftBase
from aanvragen.models import Aanvraag
from aanvragen.odb.models import Module, OdbGegevens
from loket.parameters.selectors import load_parameters
from loket.parameters.values import ParameterSet


class OdbDraft(DraftBase):
    """Everything about one draft that the forms and the rules need."""

    def __init__(self, aanvraag: Aanvraag) -> None:
        super().__init__(aanvraag)
        self.gegevens: OdbGegevens = aanvraag.odb
        # Set by the step of the modules; None when that was not touched.
        self.new_modules: list[Module] | None = None

    @cached_property
    def params(self) -> ParameterSet:
        return load_parameters("vov.", "odb.")

    @property
    def modules(self) -> list[Module]:
        """As they are now, stored or not yet."""
        return self._stored_modules if self.new_modules is None else self.new_modules

    @cached_property
    def _stored_modules(self) -> list[Module]:
        return list(self.gegevens.modules.all())

    def store(self) -> None:
        self.gegevens.save()
        if self.new_modules is None:
            return
        self.gegevens.modules.all().delete()
        Module.objects.bulk_create(self.new_modules)
