"""At the same moment, over real connections: an answer that is delivered, beside what else touches the same rows."""

import pytest

from aanvragen.aanvulling.beginnen import begin
from aanvragen.models import Aanvraag
from aanvragen.services import MoveError
from aanvragen.states import Status
from tests.aanvragen.aanvulling.test_aanvullen import ANSWER, asked, bart
from tests.aanvragen.filing import confirm, post_step, review_version
from tests.world import add_colleague, context_of, together

__all__ = ["bart"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_who_takes_over_the_draft_and_who_delivers_it_wait_for_each_other(bart):
    """Whoever is first: no deadlock, and one of the two is told."""
    aanvraag, draft = asked(bart)
    add_colleague()
    post_step(bart, draft, "antwoord", ANSWER)
    seen = review_version(bart, draft)
    rik = context_of("Rik Thys", "De Korenbloem")

    def take_over() -> Aanvraag | MoveError:
        try:
            return begin(aanvraag, rik)
        except MoveError as error:
            return error

    held = Aanvraag.objects.select_for_update(no_key=True)
    delivered, taken = together(
        lambda: confirm(bart, draft, seen), take_over, holding=lambda: held.get(pk=aanvraag.pk)
    )
    assert not isinstance(delivered, Exception), delivered
    assert isinstance(taken, Aanvraag | MoveError), taken
    aanvraag.refresh_from_db()
    assert aanvraag.state in (Status.IN_BEHANDELING, Status.AANVULLING_GEVRAAGD)
