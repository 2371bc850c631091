"""The dated parameters of one quarter, looked up once for all its workers."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from loket.parameters.values import ParameterSource, ParameterValue, Recorder
from mandates.quarters import Quarter

PLAFONDFACTOR = "maatwerk.plafondfactor"
GGMMI = "maatwerk.ggmmi"
ACTIVERING_AFTREKKEN = "maatwerk.activering_aftrekken"
GROEP_C_PERCENTAGE = "maatwerk.groep_c_percentage"
GROEP_C_MAANDEN = "maatwerk.groep_c_maanden"
VAST_DEEL = "maatwerk.vast_deel"
VARIABEL = {niveau: f"maatwerk.variabel_{niveau}" for niveau in ("laag", "midden", "hoog")}
VASTE_DELEN_FACTOR = "maatwerk.vaste_delen_factor"
VARIABEL_VOLGT_CORRECTIE = "maatwerk.variabel_volgt_correctie"
RANGSCHIKKING = "maatwerk.rangschikking"
GEDEELTELIJK_BINNEN = "maatwerk.gedeeltelijk_binnen"
ONDERSTEUNING_PER_VTE = "maatwerk.ondersteuning_per_vte"
ONDERSTEUNING_SUPPLEMENT = "maatwerk.ondersteuning_supplement"
ONDERSTEUNING_SUPPLEMENT_VTE = "maatwerk.ondersteuning_supplement_vte"


@dataclass(frozen=True, slots=True)
class Waarden:
    """What the steps of one quarter use; `gebruikt` tells where each value came from.

    A value that changes inside the quarter counts as it was on the first day: no source says otherwise.
    """

    plafondfactor: Decimal
    ggmmi: Decimal
    activering_aftrekken: bool
    groep_c_percentage: int
    groep_c_maanden: int
    vast_deel: Decimal
    variabel: Mapping[str, Decimal]
    vaste_delen_factor: Decimal
    variabel_volgt_correctie: bool
    percentage_eerst: bool
    gedeeltelijk_binnen: bool
    ondersteuning: Decimal
    supplement: Decimal
    supplement_vte: Decimal
    gebruikt: tuple[ParameterValue, ...]

    @classmethod
    def van(cls, parameters: ParameterSource, kwartaal: Quarter) -> "Waarden":
        """Those of a quarter. Raises ParameterMissing when one is not known at all."""
        used, on = Recorder(parameters), kwartaal.first_day
        return cls(
            plafondfactor=used.get(PLAFONDFACTOR, on).decimal,
            ggmmi=used.get(GGMMI, on).decimal,
            activering_aftrekken=used.get(ACTIVERING_AFTREKKEN, on).boolean,
            groep_c_percentage=used.get(GROEP_C_PERCENTAGE, on).integer,
            groep_c_maanden=used.get(GROEP_C_MAANDEN, on).integer,
            vast_deel=used.get(VAST_DEEL, on).decimal,
            variabel={niveau: used.get(key, on).decimal for niveau, key in VARIABEL.items()},
            vaste_delen_factor=used.get(VASTE_DELEN_FACTOR, on).decimal,
            variabel_volgt_correctie=used.get(VARIABEL_VOLGT_CORRECTIE, on).boolean,
            percentage_eerst=used.get(RANGSCHIKKING, on).text.startswith("percentage"),
            gedeeltelijk_binnen=used.get(GEDEELTELIJK_BINNEN, on).boolean,
            ondersteuning=used.get(ONDERSTEUNING_PER_VTE, on).decimal,
            supplement=used.get(ONDERSTEUNING_SUPPLEMENT, on).decimal,
            supplement_vte=used.get(ONDERSTEUNING_SUPPLEMENT_VTE, on).decimal,
            gebruikt=used.used,
        )
