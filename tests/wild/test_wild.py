"""Some hundred cases of each way in; 10,000 of each by ``python -m tests.faults fuzz``."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.wild import importers
from tests.wild.ways import Way, meet
from tests.wild.world import World

CASES = 60


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(tmp_path_factory.mktemp("world") / "of")
    yield made
    made.close()


@pytest.mark.parametrize("way", importers.WAYS, ids=lambda way: way.name)
def test_an_importer_answers_or_refuses(world: World, way: Way) -> None:
    meet(way, world, CASES)
