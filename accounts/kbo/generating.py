"""Made-up extracts in the real format: for the demo, the tests and the benchmark.

Twenty enterprises at a time in fixed proportions (FOD Economie, July 2025): 8 sole traders without a seat address,
17 establishments, 33 names, 28 addresses. Numbers follow from an index, so that an update knows those of its base.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from accounts.kbo.layout import ENTITY_FILES, META, META_COLUMNS, parts_of
from accounts.kbo.vocabulary import FORM_NAMES, FORMS, MUNICIPALITIES, Vocabulary
from loket.numbers import format_establishment, format_kbo

GROUP = 20
ESTABLISHMENTS_PER_GROUP = 17
# Establishments of each place in a group; the first eight places are sole traders.
ESTABLISHMENTS = (1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 5)
SOLE_TRADERS = 8
BEFORE_IN_GROUP = tuple(sum(ESTABLISHMENTS[:place]) for place in range(GROUP))
# Numbers lie three apart: more do not fit between the first and those of the demo world.
STEP = 3
MOST = 2_600_000
# Since 2023 numbers begin with 1 as well.
NEW_SERIES_SHARE = 0.05
FIRST_NUMBER, FIRST_IN_NEW_SERIES, FIRST_ESTABLISHMENT = 2_000_000, 10_000_000, 20_000_000
WRITE_ROWS = 20_000
EXTRACT_NUMBER = 140
SNAPSHOT = "05-10-2025"
SNAPSHOT_OF_UPDATE = "06-10-2025"
FRENCH, DUTCH = "1", "2"
OFFICIAL, ABBREVIATION, TRADE_NAME = "001", "002", "003"


@dataclass(frozen=True, slots=True)
class Known:
    """An enterprise that the extract must have, with at most one establishment. `form`: as its name ends, "bv"."""

    number: str
    name: str
    establishment: str = ""
    zipcode: str = ""
    form: str = ""


Rows = dict[str, list[str]]


def with_check_digits(first_eight: int) -> str:
    """Ten digits of which the last two are right."""
    return f"{first_eight:08d}{97 - first_eight % 97:02d}"


class Maker:
    """Rows of the enterprises of one extract, by index."""

    def __init__(self, enterprises: int, seed: int) -> None:
        if not 0 <= enterprises <= MOST:
            raise ValueError(f"At most {MOST} enterprises.")
        self.enterprises, self.seed = enterprises, seed
        self.old_series = int(enterprises * (1 - NEW_SERIES_SHARE))
        self.draw = random.Random(seed)  # noqa: S311
        self.words = Vocabulary(seed, enterprises)

    def _jitter(self, index: int) -> int:
        return (index * 2_654_435_761 + self.seed) % STEP

    def number(self, index: int) -> str:
        """The enterprise number at this place, with dots; rising with the index."""
        if index < self.old_series:
            first = FIRST_NUMBER + index * STEP
        else:
            first = FIRST_IN_NEW_SERIES + (index - self.old_series) * STEP
        return format_kbo(with_check_digits(first + self._jitter(index)))

    def establishments(self, index: int) -> list[str]:
        """The establishment numbers of this enterprise, with dots."""
        group, place = divmod(index, GROUP)
        first = group * ESTABLISHMENTS_PER_GROUP + BEFORE_IN_GROUP[place]
        return [
            format_establishment(with_check_digits(FIRST_ESTABLISHMENT + j * STEP + self._jitter(j)))
            for j in range(first, first + ESTABLISHMENTS[place])
        ]

    def add(self, index: int, rows: Rows) -> None:
        """Add everything of one enterprise."""
        draw, words, place = self.draw, self.words, index % GROUP
        number, start = self.number(index), f"{draw.randrange(1, 29):02d}-0{draw.randrange(1, 10)}-{1960 + index % 65}"
        firm = draw.choice(words.firms)
        if place < SOLE_TRADERS:
            name, form_code = draw.choice(words.people), ""
            rows["enterprise"].append(f'"{number}","AC","000","1",,,"{start}"\n')
        else:
            form, form_code = draw.choice(words.forms)
            name = f"{firm} {form}"
            rows["enterprise"].append(f'"{number}","AC","000","2","{form_code}",,"{start}"\n')
            rows["address"].append(f'"{number}","REGO"{draw.choice(words.addresses)}\n')
        names = rows["denomination"]
        names.append(f'"{number}","{DUTCH}","{OFFICIAL}","{name}"\n')
        if place in {8, 12, 16}:
            names.append(f'"{number}","{FRENCH}","{OFFICIAL}","Etablissements {firm}"\n')
        if place in {10, 14}:
            short = "".join(word[0] for word in name.split())
            names.append(f'"{number}","{DUTCH}","{ABBREVIATION}","{short}"\n')
        if place == 3:
            names.append(f'"{number}","{DUTCH}","{TRADE_NAME}","{firm}"\n')
        for at, establishment in enumerate(self.establishments(index)):
            rows["establishment"].append(f'"{establishment}","{start}","{number}"\n')
            if at != 4:
                rows["address"].append(f'"{establishment}","BAET"{draw.choice(words.addresses)}\n')
            if place in {0, 1, 19}:
                names.append(f'"{establishment}","{DUTCH}","{TRADE_NAME}","{firm}"\n')


def write_full(folder: Path, enterprises: int, seed: int, known: Sequence[Known] = ()) -> None:
    """Write a full set: the known enterprises, and as many made-up ones. Rows stand in order of number."""
    maker = Maker(enterprises, seed)
    _write(folder, parts_of(is_update=False), EXTRACT_NUMBER, "full", SNAPSHOT)
    writer = _Writer(folder, {name: name for name in ENTITY_FILES})
    for index in range(enterprises):
        maker.add(index, writer.rows)
        writer.flush_when_large()
    for item in known:
        _add_known(item, writer.rows)
    writer.close()


def write_update(folder: Path, enterprises: int, seed: int) -> None:
    """Write the update that follows on the full set of the same size and seed.

    Of every 200 enterprises one is changed, of every 1,000 one is deleted, and as many are new.
    """
    base, maker = Maker(enterprises, seed), Maker(enterprises, seed)
    # Other names than those of the base.
    maker.draw.seed(seed + 1)
    _write(folder, parts_of(is_update=True), EXTRACT_NUMBER + 1, "update", SNAPSHOT_OF_UPDATE)
    writer = _Writer(folder, {name: f"{name}_insert" for name in ENTITY_FILES})
    changed = [index for index in range(enterprises) if index % 200 == 7]
    deleted = [index for index in range(enterprises) if index % 1000 == 18]
    new = range(enterprises, enterprises + len(deleted))
    for index in (*changed, *new):
        maker.add(index, writer.rows)
        writer.flush_when_large()
    writer.close()
    enterprise_keys = [base.number(index) for index in (*changed, *deleted)]
    establishment_keys = [number for index in (*changed, *deleted) for number in base.establishments(index)]
    keys = {"enterprise": enterprise_keys, "establishment": establishment_keys}
    for name in ENTITY_FILES:
        lines = (f'"{key}"\n' for key in keys.get(name, enterprise_keys + establishment_keys))
        _append(folder / f"{name}_delete.csv", lines)


def _add_known(item: Known, rows: Rows) -> None:
    number = format_kbo(item.number)
    codes = {short.casefold(): code for short, code in FORMS}
    form = codes.get(item.form.casefold(), "")
    kind = f'"2","{form}"' if form else '"2",'
    rows["enterprise"].append(f'"{number}","AC","000",{kind},,"01-01-2000"\n')
    rows["denomination"].append(f'"{number}","{DUTCH}","{OFFICIAL}","{item.name}"\n')
    places = [(zipcode, dutch, french) for zipcode, dutch, french in MUNICIPALITIES if zipcode == item.zipcode]
    for zipcode, dutch, french in places:
        place = f',,,"{zipcode}","{dutch}","{french}","Voorbeeldstraat","Rue Exemple","1",,,'
        rows["address"].append(f'"{number}","REGO"{place}\n')
        if item.establishment:
            rows["address"].append(f'"{format_establishment(item.establishment)}","BAET"{place}\n')
    if item.establishment:
        establishment = format_establishment(item.establishment)
        rows["establishment"].append(f'"{establishment}","01-01-2000","{number}"\n')
        rows["denomination"].append(f'"{establishment}","{DUTCH}","{TRADE_NAME}","{item.name}"\n')


class _Writer:
    """Rows per kind, put in their files by many at a time."""

    def __init__(self, folder: Path, files: dict[str, str]) -> None:
        self.paths = {name: folder / f"{file}.csv" for name, file in files.items()}
        self.rows: Rows = {name: [] for name in files}

    def flush_when_large(self) -> None:
        if len(self.rows["denomination"]) >= WRITE_ROWS:
            self.close()

    def close(self) -> None:
        for name, rows in self.rows.items():
            _append(self.paths[name], rows)
            rows.clear()


def _append(path: Path, lines: Iterable[str]) -> None:
    with path.open("a", encoding="utf-8", newline="") as file:
        file.writelines(lines)


def _write(folder: Path, parts: Iterable, number: int, kind: str, day: str) -> None:
    """The files with their headers; meta.csv and code.csv with all their rows."""
    folder.mkdir(parents=True, exist_ok=True)
    meta = [
        ("SnapshotDate", day),
        ("ExtractTimestamp", f"{day} 06:00:00"),
        ("ExtractType", kind),
        ("ExtractNumber", str(number)),
        ("Version", "R018.00"),
    ]
    _new(folder / f"{META}.csv", META_COLUMNS, (f'"{name}","{value}"\n' for name, value in meta))
    for part in parts:
        _new(folder / f"{part.file}.csv", part.columns, ())
    _append(folder / "code.csv", _codes())


def _new(path: Path, columns: Iterable[str], lines: Iterable[str]) -> None:
    header = ",".join(f'"{column}"' for column in columns)
    path.write_text(f"{header}\n{''.join(lines)}", encoding="utf-8", newline="")


def _codes() -> Iterator[str]:
    for code, name in FORM_NAMES.items():
        yield f'"JuridicalForm","{code}","NL","{name}"\n'
    yield '"JuridicalSituation","000","NL","Normale toestand"\n'
    for code, name in ((OFFICIAL, "Naam"), (ABBREVIATION, "Afkorting"), (TRADE_NAME, "Commerciële naam")):
        yield f'"TypeOfDenomination","{code}","NL","{name}"\n'
