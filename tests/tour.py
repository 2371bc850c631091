"""`make tour`: drives the browser through each seed's flow and puts numbered pictures and receipts in docs/tour/."""

import os
import shutil
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "tour"


def main() -> int:
    """The walk-throughs are the browser tests themselves: a picture of what is not tested cannot be made."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    os.environ["LOKET_TOUR"] = str(FOLDER)
    return pytest.main(["tests/browser", "-q", "-p", "no:randomly"])


if __name__ == "__main__":
    sys.exit(main())
