"""Nazicht by two beheerders at the same moment, over real connections."""

import time

import pytest

from accounts.beheer import review as services
from accounts.models import AccessReview
from loket.journal.models import JournalEntry
from loket.locks import hold_until_commit
from tests.accounts.beheer.test_review import item_for
from tests.world import context_of, person, together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def world(transactional_db: None, demo_world: None) -> None:
    """Committed, so that other connections see it."""


def test_two_starts_at_once_give_one_round():
    an, lotte = context_of("An Claes", "De Korenbloem"), context_of("Lotte Willems", "De Korenbloem")
    results = together(lambda: services.start_review(an), lambda: services.start_review(lotte))
    assert sorted(type(result).__name__ for result in results) == ["AccessReview", "RightsError"], results
    assert AccessReview.objects.count() == 1
    assert JournalEntry.objects.filter(action="nazicht_gestart").count() == 1


def test_two_decisions_at_once_count_once():
    """While Lotte's ending waits in the middle, An confirms the same right: the first one counts."""
    review = services.start_review(context_of("An Claes", "De Korenbloem"))
    item = item_for(review, "Bart Maes")
    an, lotte = context_of("An Claes", "De Korenbloem"), context_of("Lotte Willems", "De Korenbloem")

    def confirm_a_little_later() -> int:
        time.sleep(0.4)
        return services.confirm(an, review.pk, [item.pk]).done

    results = together(
        lambda: services.end(lotte, review.pk, [item.pk], None).done,
        confirm_a_little_later,
        holding=lambda: hold_until_commit(f"rechten {review.organisation_id}"),
    )
    assert results == [1, 0]
    item.refresh_from_db()
    assert (item.decision, item.decided_by) == ("beëindigd", person("Lotte Willems"))
    assert not JournalEntry.objects.filter(action="nazicht_bevestigd").exists()
