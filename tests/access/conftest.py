"""Objects for the tables of who gets what."""

from collections.abc import Callable

import pytest

from loket.demo.loading import load_world
from tests.access.personas import one_of_each
from tests.world import copied_world

# What stands for {x} in the tables, by the name of the table: a copied world has the keys that it had the first time.
_made: dict[str, dict[str, object]] = {}


@pytest.fixture(scope="session")
def files_of_each(tmp_path_factory):
    """Where the files of these objects stand, which are made with them."""
    return tmp_path_factory.mktemp("one-of-each")


@pytest.fixture
def objects_of(db, settings, files_of_each) -> Callable[..., dict[str, object]]:
    """`objects_of("dimona", make)`: the demo world with what `make` adds to it, and the names that it gives back."""

    def found(name: str, make: Callable[[], dict[str, object]]) -> dict[str, object]:
        def load() -> None:
            load_world()
            _made[name] = make()

        settings.MEDIA_ROOT = files_of_each
        copied_world(name, load)
        return dict(_made[name])

    return found


@pytest.fixture
def objects(objects_of) -> dict[str, object]:
    return objects_of("everybody", one_of_each)
