"""The home page says when it is time for a nazicht, and until when an open one may take."""

from datetime import timedelta

from django.utils import timezone

from accounts.beheer import review as services
from accounts.beheer.attention_review import review as line_of_review
from accounts.models import AccessReview
from tests.world import context_of, text_of

HOME_LINE = {
    "nooit": "zijn nog nooit nagekeken",
    "loopt": "Het nazicht van de gebruikersrechten loopt",
    "oud": "langer dan een jaar",
}


def line_at_home(client) -> set[str]:
    page = text_of(client.get("/"))
    return {name for name, words in HOME_LINE.items() if words in page}


def test_the_home_page_says_when_it_is_time(acting):
    an = acting("An Claes", "De Korenbloem")
    assert line_at_home(an) == {"nooit"}
    review = services.start_review(context_of("An Claes", "De Korenbloem"))
    assert line_at_home(an) == {"loopt"}
    today = timezone.localdate()
    AccessReview.objects.filter(pk=review.pk).update(due=today - timedelta(days=3))
    assert "3 dagen te laat" in text_of(an.get("/"))
    services.confirm(context_of("An Claes", "De Korenbloem"), review.pk, [item.pk for item in review.items.all()])
    services.complete(context_of("An Claes", "De Korenbloem"), review.pk)
    assert line_at_home(an) == set()
    year_ago = timezone.now() - timedelta(days=364)
    AccessReview.objects.filter(pk=review.pk).update(started_at=year_ago, completed_at=year_ago)
    assert line_at_home(an) == set()
    AccessReview.objects.filter(pk=review.pk).update(completed_at=timezone.now() - timedelta(days=367))
    assert line_at_home(an) == {"oud"}
    # Not for who cannot do it, nor for another organisation on account of this one.
    assert line_at_home(acting("Bart Maes", "De Korenbloem")) == set()
    assert line_at_home(acting("Goran De Smet", "Van Hoof")) == {"nooit"}


def test_the_home_line_is_one_query(demo_world, django_assert_num_queries):
    acting = context_of("An Claes", "De Korenbloem")
    with django_assert_num_queries(1):
        line_of_review(acting, timezone.localdate())
