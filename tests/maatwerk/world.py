"""Maatwerk as the demo has it, in a test's database; not part of `demo_world`, which most tests load."""

import pytest
from django.utils import timezone

from loket.demo.loading import load_world
from loket.demo.maatwerk import load_maatwerk
from tests.world import copied_world


@pytest.fixture
def maatwerk_world(db: None) -> None:
    """The demo world, and two years of De Wissel and Noorderwind."""
    copied_world("maatwerk", _load)


def _load() -> None:
    load_world()
    load_maatwerk(timezone.localdate())
