"""A team whose repository has the generated workflows."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ci.repository import Repository

from hookops.emulator.app import create_app
from hookops.emulator.store.memory import MemoryStore


@pytest.fixture
def repository(tmp_path: Path, serve: Callable[..., str]) -> Iterator[Repository]:
    if shutil.which("jq") is None:
        pytest.skip("jq is missing, which plays the one inside of gh")
    made = Repository(tmp_path, serve(create_app(MemoryStore(), token="t0ken")))
    yield made
    made.ci.programs.close()


@pytest.fixture
def team(repository: Repository) -> Repository:
    """With its workflows in Git."""
    repository.init("github", "--ledger", f"{repository.folder}/ledger/{{org}}.json")
    (repository.folder / "ledger").mkdir()
    repository.commit()
    return repository
