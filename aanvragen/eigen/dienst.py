""" "Mijn opleidingsverlof": what was filed about a werknemer, for that werknemer. The dienst of natural persons."""

from loket.acting.context import Doelgroep, Handeling
from loket.catalogue.registry import Dienst, register

MIJN_OPLEIDINGSVERLOF = register(
    Dienst(
        code="mijn-opleidingsverlof",
        theme="Vlaams opleidingsverlof",
        title="Mijn opleidingsverlof",
        help="Bekijk welke aanvragen werkgevers voor u indienden, en hoeveel uren per schooljaar al zijn aangevraagd.",
        button="Bekijken",
        start_url="mijn_opleidingsverlof",
        recht="",
        contexts=(),
        doelgroepen=frozenset({Doelgroep.BURGER}),
        starts_with=Handeling.RAADPLEGEN,
    )
)
