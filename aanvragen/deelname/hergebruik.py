"""Which dossiers rest on a line that has another version by now: they are to be looked at again."""

from collections.abc import Collection

from aanvragen.deelname.models import Deelname, GewijzigdeDeelname
from aanvragen.models import Aanvraag
from aanvragen.states import Status

# What a decision or a calculation rests on from here on: a later version must be seen.
USED_IN = (
    Status.IN_BEHANDELING,
    Status.AANVULLING_GEVRAAGD,
    Status.GOEDGEKEURD,
    Status.GEWEIGERD,
    Status.STOPGEZET,
)


def flag_used(versions: Collection[Deelname]) -> int:
    """Flag the dossiers of which these new versions replace a line; how many. `replaces` came along with them."""
    ids = {(insz, new.opleiding_id) for new in versions for insz in (new.insz, new.replaces.insz)}
    used = Aanvraag.objects.filter(
        status__in=[status.value for status in USED_IN],
        vov__insz__in={insz for insz, _opleiding in ids},
        vov__opleiding__in={opleiding for _insz, opleiding in ids},
    )
    dossiers: dict[tuple[str, int], list[int]] = {}
    for pk, insz, opleiding in used.values_list("pk", "vov__insz", "vov__opleiding"):
        dossiers.setdefault((insz, opleiding), []).append(pk)
    made = GewijzigdeDeelname.objects.bulk_create(
        GewijzigdeDeelname(deelname=new, aanvraag_id=pk)
        for new in versions
        for insz in {new.insz, new.replaces.insz}
        for pk in dossiers.get((insz, new.opleiding_id), ())
    )
    return len(made)
