"""Maatwerk as the demo has it, in a test's database; not part of `demo_world`, which every other test loads."""

import pytest
from django.utils import timezone

from loket.demo.maatwerk import load_maatwerk


@pytest.fixture
def maatwerk_world(demo_world: None) -> None:
    """Two years of De Wissel and Noorderwind: computed once per process, copied into each test's database."""
    load_maatwerk(timezone.localdate())
