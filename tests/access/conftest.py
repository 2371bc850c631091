"""Objects for the tables of who gets what."""

import pytest

from loket.demo.loading import load_world
from tests.access.personas import one_of_each
from tests.world import copied_world

# The world of these tables is copied: what was made stands in it with the keys that it had the first time.
_made: dict[str, object] = {}


@pytest.fixture(scope="session")
def files_of_each(tmp_path_factory):
    """Where their files stand, which are made with them."""
    return tmp_path_factory.mktemp("one-of-each")


@pytest.fixture
def objects(db, settings, files_of_each) -> dict[str, object]:
    """What stands for {x} in the tables."""
    settings.MEDIA_ROOT = files_of_each
    copied_world("one of each", _make)
    return dict(_made)


def _make() -> None:
    load_world()
    _made.update(one_of_each())
