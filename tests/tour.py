"""`make tour`: drives the browser through each seed's flow and puts numbered pictures and receipts in docs/tour/.

The manual about mandates shows some of them: they are copied to static/handleiding/.
"""

import os
import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "tour"
# The picture of the manual (mandates/hulp/handleiding.py) -> chapter and end of the name of the tour's picture.
MANUAL = {
    "geven": ("seed-002/2-mandaat", "type-en-partij-breed.png"),
    "goedkeuren": ("seed-002/2-mandaat", "te-ondertekenen-breed.png"),
    "tegels": ("seed-002/6-aanmelden", "tegels-breed.png"),
    "nummer": ("seed-000/2-namens-een-onderneming", "-kbo-nummer-breed.png"),
    "in_uw_naam": ("seed-000/4-in-uw-naam", "-in-uw-naam-breed.png"),
}


def main() -> int:
    """The walk-throughs are the browser tests themselves: a picture of what is not tested cannot be made."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    os.environ["LOKET_TOUR"] = str(FOLDER)
    outcome = pytest.main(["tests/browser", "-q", "-p", "no:randomly"])
    copy_pictures_of_the_manual()
    return outcome


def copy_pictures_of_the_manual() -> None:
    """Raises StopIteration when the tour no longer has a picture that the manual shows."""
    for name, (chapter, ending) in MANUAL.items():
        picture = next(path for path in sorted((FOLDER / chapter).iterdir()) if path.name.endswith(ending))
        shutil.copyfile(picture, ROOT / "static" / "handleiding" / f"{name}.png")


if __name__ == "__main__":
    sys.exit(main())
