"""What documents tell a reader to type prints what they say."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from docs.console import blocks, fits, reader

from hookops.emulator.app import create_app
from hookops.emulator.http.server import running
from hookops.emulator.store.memory import MemoryStore

DOCS = Path(__file__).resolve().parents[2] / "docs"
# Each with the orgs of Okta's domain that it names.
FOLLOWED = {"environments": ("acme", "acme-dev"), "rotate-a-secret": ()}


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as found:
        yield found


@pytest.mark.parametrize("name", FOLLOWED)
def test_every_command_of_a_document(name: str, stack: ExitStack, tmp_path: Path) -> None:
    """In one folder, one after the other, as a reader follows it."""
    orgs = {
        org: stack.enter_context(running(create_app(MemoryStore(), token="t0ken")))
        for org in FOLLOWED[name]
    }
    follower = reader(tmp_path, **orgs)
    follower.env["HOOKOPS_API_TOKEN"] = "t0ken"
    follower.service = stack.enter_context(running(follower.answer, threads=2))

    wrong = follower.follow((DOCS / f"{name}.md").read_text())

    assert [] == wrong, "\n".join(wrong)


def test_what_cannot_run_here_is_rare() -> None:
    """Fewer and fewer blocks: each says why."""
    every = [block for path in DOCS.glob("*.md") for block in blocks(path.read_text())]
    skipped = [block.why_not for block in every if "no-run" in block.info]

    assert all(skipped)
    assert len(skipped) <= 0


@pytest.mark.parametrize(
    ("expected", "printed", "same"),
    [
        ("a\n...\nb\n", "a\nx\ny\nb\n", True),
        ("a\n...\nb\n", "a\nb\n", True),
        ("a\n...\n", "b\n", False),
        ("a\n", "a\nb\n", False),
        ("id calAAAAAAAAAAAAAAAAA\n", "id calBBBBBBBBBBBBBBBBB\n", True),
        ("a.c\n", "abc\n", False),
    ],
)
def test_what_fits(expected: str, printed: str, same: bool) -> None:
    """Only what is left out, and what differs from run to run, may differ."""
    assert same is fits(expected, printed)
