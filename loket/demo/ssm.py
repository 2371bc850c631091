"""The SSM mandates of the demo world, with the steps that led to them."""

import datetime

from django.utils import timezone

from accounts.models import Organisation, Person
from loket.demo import world
from mandates.models import SsmMandaat, SsmStap
from mandates.sides import Side
from mandates.ssm.states import WAITING, Status


def load_ssm_mandates(organisations: dict[str, Organisation], people: dict[str, Person]) -> None:
    """Every mandate of `world.MANDATES`; the parties by KBO number, the people by INSZ."""
    for item in world.MANDATES:
        _load(item, organisations, people)


def _load(item: world.DemoMandaat, organisations: dict[str, Organisation], people: dict[str, Person]) -> None:
    now = timezone.now()
    sent = now + datetime.timedelta(days=item.started)
    side = Side.NEMER if item.by_taker else Side.GEVER
    waits = WAITING[side.other]
    signed = None if item.signed is None else now + datetime.timedelta(days=item.signed)
    mandaat = SsmMandaat.objects.create(
        type=item.type,
        giver_organisation=organisations[item.giver],
        taker_organisation=organisations[item.taker],
        status=waits if signed is None else Status.ACTIEF,
        start=timezone.localdate(signed or sent),
        reference=item.reference,
        started_by=people[item.started_by],
        started_side=side,
        sent_at=sent,
        activated_at=signed,
    )
    SsmMandaat.objects.filter(pk=mandaat.pk).update(created_at=sent)
    steps = [
        ("aanmaken", "", Status.CONCEPT, side, item.started_by, sent),
        ("versturen", Status.CONCEPT, waits, side, item.started_by, sent),
    ]
    if signed is not None:
        steps.append(("goedkeuren", waits, Status.ACTIEF, side.other, item.signed_by, signed))
    SsmStap.objects.bulk_create(
        SsmStap(mandaat=mandaat, move=move, source=source, target=target, side=by, person=people[insz], at=at)
        for move, source, target, by, insz, at in steps
    )
