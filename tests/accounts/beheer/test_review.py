"""Nazicht: a round over every right, confirmed or ended one by one or together, and completed when all is decided."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.beheer import review as services
from accounts.beheer.selectors_review import items_of, progress_of
from accounts.models import AccessReview, AccessReviewItem, Gebruikersrecht, Person, ToegekendRecht, Werkrelatie
from accounts.rights.errors import NotAllowed, RightsError
from accounts.rights.granting import end_right, end_werkrelatie
from loket.dates import add_months
from loket.journal.models import JournalEntry
from tests.world import context_of, give_right, organisation, person, text_of, token

NAZICHT = "/gebruikersbeheer/nazicht/"
VOV = ("dwse_organisatieverantwoordelijke", "opleidingsverlof")


@pytest.fixture
def an(acting):
    return acting("An Claes", "De Korenbloem")


@pytest.fixture
def review(demo_world) -> AccessReview:
    return services.start_review(context_of("An Claes", "De Korenbloem"))


def post(client, address: str, data: dict | None = None):
    return client.post(address, {"namens_context": token(client), **(data or {})})


def item_for(review: AccessReview, full_name: str) -> AccessReviewItem:
    return review.items.get(toegekend_recht__werkrelatie__person=person(full_name))


def address(review: AccessReview) -> str:
    return f"{NAZICHT}{review.pk}/"


def progress(review: AccessReview) -> tuple[int, int]:
    found = progress_of(items_of(review, timezone.localdate()))
    return found.done, found.total


def test_a_round_holds_what_runs_or_begins_later_of_the_own_organisation(an):
    give_right("Sofie Janssens", "De Korenbloem", *VOV, start=10, end=100)
    give_right("Sofie Janssens", "De Korenbloem", "lokale_beheerder", start=-30, end=-1)
    response = post(an, NAZICHT)
    review = AccessReview.objects.get()
    assert response.url == address(review)
    assert review.due == add_months(timezone.localdate(), 1)
    names = {item.toegekend_recht.werkrelatie.person.full_name for item in items_of(review, timezone.localdate())}
    assert names == {"An Claes", "Bart Maes", "Lotte Willems", "Sofie Janssens"}
    page = text_of(an.get(address(review)))
    assert "0 van 4 rechten nagekeken" in page
    assert re.search(r'<progress id="voortgang" value="0" max="4">', page)
    assert JournalEntry.objects.get(action="nazicht_gestart").own == organisation("De Korenbloem")


def test_a_second_round_has_to_wait(an, review):
    post(an, NAZICHT)
    assert AccessReview.objects.count() == 1
    assert "Er loopt al een nazicht" in text_of(an.get(NAZICHT))
    with pytest.raises(IntegrityError, match="one_open_review"), transaction.atomic():
        AccessReview.objects.create(
            organisation=review.organisation, started_by=review.started_by, due=timezone.localdate()
        )
    services.start_review(context_of("Goran De Smet", "Van Hoof"))


def test_without_rights_there_is_nothing_to_look_at(acting):
    dirk = acting("Dirk Peeters", "Boekhoudkantoor Peeters")
    ToegekendRecht.objects.filter(werkrelatie__person=person("Marc Dubois")).update(
        end=timezone.localdate() - timedelta(days=1)
    )
    post(dirk, NAZICHT)
    assert "Er zijn geen gebruikersrechten om na te kijken" in text_of(dirk.get(NAZICHT))
    assert not AccessReview.objects.exists()


def test_confirm_one_with_its_own_button(an, review):
    item = item_for(review, "Bart Maes")
    # Ticks beside the button do not count.
    data = {"een": item.pk, "recht": [row.pk for row in review.items.all()]}
    assert post(an, address(review), data).url == address(review)
    item.refresh_from_db()
    assert (item.decision, item.decided_by) == ("bevestigd", person("An Claes"))
    assert progress(review) == (1, 3)
    entry = JournalEntry.objects.get(action="nazicht_bevestigd")
    assert entry.details["persoon"] == person("Bart Maes").pk
    page = text_of(an.get(address(review) + "?toon=klaar"))
    assert "Bevestigd door An Claes" in page
    assert "1 van 3 rechten nagekeken" in page
    assert "Bart Maes" not in text_of(an.get(address(review))).split("<tbody>")[1]


def test_confirm_several_at_once_keeps_the_filter(an, review):
    chosen = [item_for(review, name).pk for name in ("Bart Maes", "Lotte Willems")]
    response = post(an, address(review) + "?q=a&na=x", {"recht": chosen})
    assert response.url == address(review) + "?q=a"
    assert "2 rechten zijn bevestigd" in text_of(an.get(address(review)))
    assert progress(review) == (2, 3)


@pytest.mark.parametrize("chosen", [[], ["²"], ["x"], ["999999999999999999999"]])
def test_nothing_chosen_is_said(an, review, chosen):
    post(an, address(review), {"recht": chosen})
    assert "Kies minstens één recht" in text_of(an.get(address(review)))
    post(an, address(review) + "beeindigen/", {"recht": chosen})
    assert "Kies minstens één recht" in text_of(an.get(address(review)))
    assert progress(review) == (0, 3)


def test_ending_asks_first_and_then_ends(an, review):
    item = item_for(review, "Bart Maes")
    page = post(an, address(review) + "beeindigen/", {"een": item.pk})
    assert page.status_code == 200
    assert "Beëindig dit recht" in text_of(page)
    assert ToegekendRecht.objects.get(pk=item.toegekend_recht_id).stopped_at is None
    data = {"recht": item.pk, "bevestig": "ja", "wanneer": "meteen", "reason": "Andere functie"}
    assert post(an, address(review) + "beeindigen/", data).url == address(review)
    item.refresh_from_db()
    assert item.decision == "beëindigd"
    right = item.toegekend_recht
    assert (right.stopped_by, right.stop_reason) == (person("An Claes"), "Andere functie")
    assert not context_of("Bart Maes", "De Korenbloem").has_right(VOV[0])
    assert JournalEntry.objects.filter(action="recht_beeindigd", object_id=right.pk).count() == 1


def test_ending_after_a_day(an, review):
    item = item_for(review, "Bart Maes")
    data = {"recht": item.pk, "bevestig": "ja", "wanneer": "op_datum"}
    page = post(an, address(review) + "beeindigen/", data)
    assert page.status_code == 422
    assert "Vul de laatste dag in" in text_of(page)
    last = timezone.localdate() + timedelta(days=5)
    post(an, address(review) + "beeindigen/", {**data, "last_day": f"{last:%d/%m/%Y}"})
    item.refresh_from_db()
    assert item.toegekend_recht.end == last
    assert progress(review) == (1, 3)


def test_the_last_beheerder_and_the_rest(an, review):
    """All at once: Bart's and Lotte's rights end, An's own is refused at its row, because nobody would be left."""
    data = {"recht": [item.pk for item in review.items.all()], "bevestig": "ja", "wanneer": "meteen"}
    mine = item_for(review, "An Claes")
    page = post(an, address(review) + "beeindigen/", data)
    assert page.status_code == 422
    assert "Dit is de laatste beheerder" in text_of(page)
    assert "1 recht kan niet eindigen. 2 zijn wel beëindigd." in text_of(page)
    # Only what is left is on the page.
    assert re.findall(r'name="recht" value="(\d+)"', text_of(page)) == [str(mine.pk)]
    mine.refresh_from_db()
    assert mine.decision == ""
    assert progress(review) == (2, 3)


def test_a_lokale_beheerder_may_confirm_all_and_end_what_is_theirs(acting, review):
    lotte = acting("Lotte Willems", "De Korenbloem")
    head = item_for(review, "An Claes")
    page = post(lotte, address(review) + "beeindigen/", {"recht": head.pk, "bevestig": "ja", "wanneer": "meteen"})
    assert "U mag het recht “Hoofd Lokale Beheerder” niet toekennen of stoppen" in text_of(page)
    assert progress(review) == (0, 3)
    post(lotte, address(review), {"recht": head.pk})
    assert progress(review) == (1, 3)


def test_what_ended_meanwhile_counts_as_done(an, review):
    acting = context_of("An Claes", "De Korenbloem")
    end_right(acting, item_for(review, "Bart Maes").toegekend_recht_id, None)
    end_werkrelatie(
        acting, Werkrelatie.objects.get(person=person("Lotte Willems"), organisation=review.organisation).pk, None
    )
    assert progress(review) == (2, 3)
    assert "Intussen afgelopen" in text_of(an.get(address(review) + "?toon=alles"))
    post(an, address(review), {"recht": item_for(review, "Bart Maes").pk})
    assert item_for(review, "Bart Maes").decision == ""
    # Whose end simply came, too.
    right = item_for(review, "An Claes").toegekend_recht
    ToegekendRecht.objects.filter(pk=right.pk).update(end=timezone.localdate() - timedelta(days=1))
    assert progress(review) == (3, 3)


def test_complete_only_when_all_is_decided(an, review):
    assert "Rond af" not in text_of(an.get(address(review)))
    post(an, address(review) + "afronden/")
    assert "3 rechten wachten nog op een beslissing" in text_of(an.get(address(review)))
    post(an, address(review), {"recht": [item.pk for item in review.items.all()]})
    assert "Rond af" in text_of(an.get(address(review)))
    assert post(an, address(review) + "afronden/").url == NAZICHT
    review.refresh_from_db()
    assert review.completed_by == person("An Claes")
    assert "Het nazicht is afgerond" in text_of(an.get(NAZICHT))
    # Nothing moves any more, and the next round can start.
    post(an, address(review) + "afronden/")
    assert "Dit nazicht is al afgerond" in text_of(an.get(address(review)))
    assert JournalEntry.objects.filter(action="nazicht_afgerond").count() == 1
    services.start_review(context_of("An Claes", "De Korenbloem"))


def test_the_database_refuses_half_a_decision(review):
    item = item_for(review, "Bart Maes")
    with pytest.raises(IntegrityError, match="decided_item_has_decider"), transaction.atomic():
        AccessReviewItem.objects.filter(pk=item.pk).update(decision="bevestigd")
    with pytest.raises(IntegrityError, match="right_once_per_review"), transaction.atomic():
        AccessReviewItem.objects.create(review=review, toegekend_recht=item.toegekend_recht)
    with pytest.raises(IntegrityError, match="completed_review_has_completer"), transaction.atomic():
        AccessReview.objects.filter(pk=review.pk).update(completed_at=timezone.now())


def test_another_organisation_finds_nothing(acting, review):
    goran = acting("Goran De Smet", "Van Hoof")
    everything = [item.pk for item in review.items.all()]
    answers = [
        goran.get(address(review)),
        post(goran, address(review), {"recht": everything}),
        post(goran, address(review) + "beeindigen/", {"recht": everything, "bevestig": "ja", "wanneer": "meteen"}),
        post(goran, address(review) + "afronden/"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4
    # Nor through a round of one's own.
    own = services.start_review(context_of("Goran De Smet", "Van Hoof"))
    post(goran, address(own), {"recht": everything})
    post(goran, address(own) + "beeindigen/", {"recht": everything, "bevestig": "ja", "wanneer": "meteen"})
    # Nor through the services.
    elsewhere = context_of("Goran De Smet", "Van Hoof")
    for act in (
        lambda: services.confirm(elsewhere, review.pk, everything),
        lambda: services.end(elsewhere, review.pk, everything, None),
        lambda: services.complete(elsewhere, review.pk),
    ):
        with pytest.raises(AccessReview.DoesNotExist):
            act()
    assert progress(review) == (0, 3)
    assert not ToegekendRecht.objects.filter(stopped_at__isnull=False).exists()
    assert str(review.pk) not in re.findall(r"/nazicht/(\d+)/", text_of(goran.get(NAZICHT)))


def test_only_for_beheerders(acting, review):
    bart = acting("Bart Maes", "De Korenbloem")
    assert [bart.get(where).status_code for where in (NAZICHT, address(review))] == [403, 403]
    assert post(bart, NAZICHT).status_code == post(bart, address(review) + "afronden/").status_code == 403
    for act in (
        lambda acting: services.start_review(acting),
        lambda acting: services.confirm(acting, review.pk, []),
        lambda acting: services.complete(acting, review.pk),
    ):
        with pytest.raises(NotAllowed):
            act(context_of("Bart Maes", "De Korenbloem"))


@pytest.fixture
def many(demo_world) -> None:
    """300 people with a right each at De Korenbloem."""
    today, company = timezone.localdate(), organisation("De Korenbloem")
    people = Person.objects.bulk_create(
        Person(insz=f"{number:011}", first_name=f"V{number}", last_name=f"N{number:04}") for number in range(300)
    )
    relations = Werkrelatie.objects.bulk_create(
        Werkrelatie(person=one, organisation=company, start=today) for one in people
    )
    recht = Gebruikersrecht.objects.get(code="ssm_mandaatuitvoerder")
    ToegekendRecht.objects.bulk_create(
        ToegekendRecht(werkrelatie=relation, recht=recht, start=today, end=today + timedelta(days=200))
        for relation in relations
    )


def test_pages_need_few_queries(an, many, django_assert_max_num_queries):
    review = services.start_review(context_of("An Claes", "De Korenbloem"))
    with django_assert_max_num_queries(8):
        first = text_of(an.get(address(review)))
    assert "0 van 303 rechten nagekeken" in first
    assert first.count('type="checkbox"') == 50
    following = re.search(r'href="(\?[^"]*)">Volgende pagina', first)[1]
    with django_assert_max_num_queries(8):
        second = text_of(an.get(address(review) + following))
    assert not set(re.findall(r'id="recht_(\d+)"', first)) & set(re.findall(r'id="recht_(\d+)"', second))
    with django_assert_max_num_queries(8):
        an.get(NAZICHT)


def test_a_completed_round_refuses_a_late_decision(review):
    acting = context_of("An Claes", "De Korenbloem")
    everything = [item.pk for item in review.items.all()]
    services.confirm(acting, review.pk, everything)
    services.complete(acting, review.pk)
    for act in (services.confirm, lambda *args: services.end(*args, None)):
        with pytest.raises(RightsError, match="al afgerond"):
            act(acting, review.pk, everything)
