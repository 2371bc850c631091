"""Words of which made-up extracts are composed: nobody's data, but as long, varied and repetitive as real ones."""

import random
from itertools import product


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Zipcode, municipality in Dutch and in French.
MUNICIPALITIES = (
    ("1000", "Brussel", "Bruxelles"), ("1030", "Schaarbeek", "Schaerbeek"), ("1500", "Halle", "Hal"),
    ("1730", "Asse", "Asse"), ("1800", "Vilvoorde", "Vilvorde"), ("2000", "Antwerpen", "Anvers"),
    ("2018", "Antwerpen", "Anvers"), ("2300", "Turnhout", "Turnhout"), ("2440", "Geel", "Geel"),
    ("2800", "Mechelen", "Malines"), ("3000", "Leuven", "Louvain"), ("3300", "Tienen", "Tirlemont"),
    ("3500", "Hasselt", "Hasselt"), ("3600", "Genk", "Genk"), ("3960", "Bree", "Bree"),
    ("4000", "Luik", "Liège"), ("4800", "Verviers", "Verviers"), ("5000", "Namen", "Namur"),
    ("6000", "Charleroi", "Charleroi"), ("7000", "Bergen", "Mons"), ("8000", "Brugge", "Bruges"),
    ("8400", "Oostende", "Ostende"), ("8500", "Kortrijk", "Courtrai"), ("8800", "Roeselare", "Roulers"),
    ("9000", "Gent", "Gand"), ("9100", "Sint-Niklaas", "Saint-Nicolas"), ("9300", "Aalst", "Alost"),
    ("9700", "Oudenaarde", "Audenarde"),
)  # fmt: skip
FIRST_NAMES = _words(
    "Jan Els Karim Ann Piet Lotte Fatima Koen Noor Bram Ilse Tom Sofie Luc Amina Wim Hilde Joris Zoë Peter "
    "Inès Raf Griet Stijn Leen Dirk Mieke Jef Loïc Sara"
)
SECTORS = _words(
    "Bouw Bouwwerken Bakkerij Garage Tuinbouw Schrijnwerkerij Slagerij Transport Drukkerij Schilderwerken "
    "Apotheek Elektro Dakwerken Horeca Consulting Immo Textiel Metaal Verzekeringen Advocatenkantoor Kapsalon "
    "Logistiek Café Algemene Boekhouding Loodgieterij Interieur Projectbouw Vastgoed"
)
# With how often each stands behind a name; legal form codes of code.csv.
FORMS = (("BV", "610"), ("NV", "014"), ("VZW", "017"), ("CV", "706"), ("VOF", "011"), ("Comm.V", "612"))
FORM_WEIGHTS = (55, 18, 15, 4, 5, 3)
FORM_NAMES = {
    "610": "Besloten Vennootschap",
    "014": "Naamloze vennootschap",
    "017": "Vereniging zonder winstoogmerk",
    "706": "Coöperatieve vennootschap",
    "011": "Vennootschap onder firma",
    "612": "Commanditaire vennootschap",
}
BEFORE = ("", "", "", "Van ", "De ", "Van den ", "Vander", "D'", "Sint-")
STARTS = _words("Ver Goos Mer Pee Jans Wou Clae Aer Hae Brou Dae Lam Smet Vlie Stee Coo Moe Roe Schoe Ghys Kuy Tim")
MIDDLES = ("", "ber", "te", "man", "de", "ken", "le", "ver", "mo", "ni", "ri", "sa")
ENDS = _words("sens tens ters ckx en aert mans eyn donck hove beke straete els ijs laere voort eren ez ies")
ROADS = ("straat", "laan", "weg", "dreef", "plein", "steenweg", "lei", "kaai")


def _pool(size: int, most: int) -> int:
    return max(100, min(size, most))


class Vocabulary:
    """Pools to draw from, made once from a seed; as large as `size` rows need, within bounds."""

    def __init__(self, seed: int, size: int) -> None:
        draw = random.Random(seed)  # noqa: S311
        families = [f"{a}{b}{c}{d}" for a, b, c, d in product(BEFORE, STARTS, MIDDLES, ENDS)]
        draw.shuffle(families)
        self.families = families
        self.people = [f"{draw.choice(families)}, {draw.choice(FIRST_NAMES)}" for _ in range(_pool(size, 50_000))]
        self.firms = [
            " ".join(draw.choice(([a, f], [a, f, "& Zonen"], [f, a], [a, f, g])))
            for a, f, g in (
                (draw.choice(SECTORS), draw.choice(families), draw.choice(families))
                for _ in range(_pool(size, 200_000))
            )
        ]
        self.forms = draw.choices(FORMS, FORM_WEIGHTS, k=10_000)
        self.streets = [f"{draw.choice(families)}{draw.choice(ROADS)}" for _ in range(5_000)]
        # Everything of an address behind its type, ready to write.
        self.addresses = [self._address(draw) for _ in range(_pool(size, 50_000))]

    def _address(self, draw: random.Random) -> str:
        zipcode, dutch, french = draw.choice(MUNICIPALITIES)
        street = draw.choice(self.streets)
        house, box = draw.randrange(1, 400), draw.choice(("", "", "", "", "bus 2", "0101"))
        box = f'"{box}"' if box else ""
        return f',,,"{zipcode}","{dutch}","{french}","{street}","Rue {street}","{house}",{box},,'
