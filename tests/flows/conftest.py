"""The org of the tests of flows."""

from pathlib import Path

import pytest
from conftest import World
from flows.org import SEED


@pytest.fixture
def org(tmp_path: Path) -> World:
    """A world whose org has flows; every history is checked at the end."""
    return World(tmp_path, seed=SEED)
