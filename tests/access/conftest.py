"""Objects for the tables of who gets what."""

import pytest

from tests.access.personas import one_of_each


@pytest.fixture
def objects(demo_world, settings, tmp_path) -> dict[str, object]:
    """What stands for {x} in the tables."""
    settings.MEDIA_ROOT = tmp_path
    return one_of_each()
