"""An extract as it lies on disk: a zip or a folder. Says what is in it, and gives its files in pieces."""

import csv
import datetime
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings

from accounts.kbo.errors import ImportRefused
from accounts.kbo.layout import META, META_COLUMNS, Part, parts_of

PIECE = 256 * 1024
LONGEST_HEADER = 10_000
BOM = b"\xef\xbb\xbf"
DAMAGED = "Het zipbestand is beschadigd of niet leesbaar. Haal het extract opnieuw op."


@dataclass(frozen=True, slots=True)
class Meta:
    """What meta.csv says about the extract."""

    number: int
    type: str
    snapshot_on: datetime.date


class Extract:
    """The files of one extract by name without `.csv`. Close it by leaving the `opened` block."""

    def __init__(self, path: Path, archive: zipfile.ZipFile | None) -> None:
        self.name = path.name
        self._archive = archive
        if archive is None:
            found = {item.name: item.stat().st_size for item in path.iterdir() if item.is_file()}
            self._places: dict[str, Path | zipfile.ZipInfo] = {name: path / name for name in found}
        else:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            found = {Path(info.filename).name: info.file_size for info in infos}
            self._places = {Path(info.filename).name: info for info in infos}
        self._sizes = found
        self.meta = self._read_meta()
        self.parts = parts_of(self.meta.type == "update")
        wanted = {f"{part.file}.csv" for part in self.parts} | {f"{META}.csv"}
        self.skipped = sorted(set(found) - wanted)
        missing = sorted(wanted - set(found))
        if missing:
            raise ImportRefused(f"In het extract ontbreekt: {', '.join(missing)}. Haal het extract opnieuw op.")
        self.size = sum(self._sizes[name] for name in wanted)
        if self.size > settings.KBO_UNPACKED_MAX_BYTES:
            most = settings.KBO_UNPACKED_MAX_BYTES // 1_048_576
            raise ImportRefused(
                f"Het extract is uitgepakt {self.size // 1_048_576} MB groot; hoogstens {most} MB wordt gelezen."
            )

    def pieces(self, part: Part) -> Iterator[bytes]:
        """The rows of a file as they stand in it, without the header. Raises ImportRefused for another header."""
        with self._open(f"{part.file}.csv") as file:
            header = _header(file)
            if tuple(header) != part.columns:
                raise ImportRefused(
                    f"{part.file}.csv heeft andere kolommen dan verwacht: {', '.join(header)[:200] or 'geen'}. "
                    f"Verwacht: {', '.join(part.columns)}."
                )
            left = self._sizes[f"{part.file}.csv"]
            while piece := file.read(PIECE):
                # A zip may say that it is smaller than it is.
                left -= len(piece)
                if left < 0:
                    raise ImportRefused(f"{part.file}.csv is groter dan het zipbestand zegt. {DAMAGED}")
                yield piece

    @contextmanager
    def _open(self, name: str) -> Iterator[IO[bytes]]:
        place = self._places[name]
        try:
            with place.open("rb") if isinstance(place, Path) else self._archive.open(place) as file:
                yield file
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
            raise ImportRefused(DAMAGED) from error

    def _read_meta(self) -> Meta:
        name = f"{META}.csv"
        if name not in self._places:
            raise ImportRefused("In het extract ontbreekt meta.csv. Is dit wel een extract van de KBO?")
        with self._open(name) as file:
            if tuple(_header(file)) != META_COLUMNS:
                raise ImportRefused("meta.csv heeft andere kolommen dan verwacht: Variable, Value.")
            text = file.read(LONGEST_HEADER).decode("utf-8", errors="replace")
        values = {row[0]: row[1] for row in csv.reader(io.StringIO(text)) if len(row) == 2}
        kind, number = values.get("ExtractType", "").lower(), values.get("ExtractNumber", "")
        day = re.fullmatch(r"(\d\d)-(\d\d)-(\d{4})", values.get("SnapshotDate", ""))
        try:
            if kind not in {"full", "update"} or not re.fullmatch(r"\d{1,9}", number) or day is None:
                raise ValueError(kind)
            return Meta(int(number), kind, datetime.date(int(day[3]), int(day[2]), int(day[1])))
        except ValueError:
            raise ImportRefused(
                "meta.csv zegt niet duidelijk welk extract dit is (ExtractType, ExtractNumber, SnapshotDate)."
            ) from None


def _header(file: IO[bytes]) -> list[str]:
    line = file.readline(LONGEST_HEADER).removeprefix(BOM).decode("utf-8", errors="replace")
    return next(csv.reader([line.strip()]), [])


@contextmanager
def opened(path: Path) -> Iterator[Extract]:
    """The extract in this zip or folder. Raises ImportRefused when it cannot be one."""
    if path.is_dir():
        yield Extract(path, None)
        return
    try:
        archive = zipfile.ZipFile(path)
    except FileNotFoundError:
        raise ImportRefused(f"{path.name} bestaat niet.") from None
    except (zipfile.BadZipFile, OSError) as error:
        raise ImportRefused(DAMAGED) from error
    with archive:
        if any(info.flag_bits & 1 for info in archive.infolist()):
            raise ImportRefused("Het zipbestand heeft een wachtwoord. Pak het eerst uit.")
        yield Extract(path, archive)


def extracts_in(folder: Path) -> list[str]:
    """The names of what may be extracts in the server's folder: zips, and folders with a meta.csv; newest first."""
    if not folder.is_dir():
        return []
    found = [item for item in folder.iterdir() if item.suffix.lower() == ".zip" or (item / f"{META}.csv").is_file()]
    return [item.name for item in sorted(found, key=lambda item: (item.stat().st_mtime, item.name), reverse=True)]
