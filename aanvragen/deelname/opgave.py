"""What was declared in a filing by form, and what became of each line since: for the dossier and the verstrekker."""

from itertools import pairwise
from typing import Any

from django.db import connection

from aanvragen.deelname.models import Deelname
from aanvragen.deelname.presentatie import line_in_words
from aanvragen.deelname.wijzigen import line_of
from aanvragen.models import Aanvraag
from loket.numbers import mask_insz

# Each version that was filed with the aanvraag, and all that follow it.
FOLLOWED = """WITH RECURSIVE followed AS (
  SELECT d.id, d.id AS filed FROM deelname_deelname d JOIN deelname_registratie r ON r.id = d.registratie_id
  WHERE r.aanvraag_id = %s
  UNION ALL SELECT d.id, followed.filed FROM deelname_deelname d JOIN followed ON d.replaces_id = followed.id
)
SELECT id, filed FROM followed"""


def declared_lines(aanvraag: Aanvraag) -> list[dict[str, Any]]:
    """The lines as they were frozen, each with its `changes` (before, after), and what it is `now` if it changed.

    Two queries, whatever the number of lines.
    """
    chains: dict[tuple[str, str], list[list[Deelname]]] = {}
    for versions in _chains(aanvraag):
        chains.setdefault((versions[0].trainee, mask_insz(versions[0].insz)), []).append(versions)
    lines = []
    for said in aanvraag.frozen["lines"]:
        # Two trainees of one name whose numbers are masked alike keep the order in which they were stored.
        of_trainee = chains.get((said["name"], dict(said["answers"])["INSZ"]))
        versions = of_trainee.pop(0) if of_trainee else []
        now = versions[-1] if len(versions) > 1 else None
        lines.append(
            {
                **said,
                "changes": list(pairwise(versions)),
                "now": now,
                "now_answers": line_in_words(line_of(now)) if now and not now.withdrawn else [],
            }
        )
    return lines


def _chains(aanvraag: Aanvraag) -> list[list[Deelname]]:
    """The versions of each line of a filing, the one that was filed first."""
    with connection.cursor() as cursor:
        cursor.execute(FOLLOWED, [aanvraag.pk])
        filed_as = dict(cursor.fetchall())
    chains: dict[int, list[Deelname]] = {}
    rows = Deelname.objects.filter(pk__in=filed_as).select_related("registratie").order_by("version", "pk")
    for row in rows:
        chains.setdefault(filed_as[row.pk], []).append(row)
    return list(chains.values())
