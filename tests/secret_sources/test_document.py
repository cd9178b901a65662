"""docs/secrets.md: every command prints what it says, with the sources of `run.sh`."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from docs.worlds import reader
from secret_sources.contexts import context
from secret_sources.peers import AWS, PEERS, ROOT_TOKEN, awssm

from hookops.model.references.syntax import SYNTAX
from hookops.secrets.source import SourceError
from hookops.secrets.sources import vals

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "secrets.md").read_text()
STARTED = all(variable in os.environ for variable, _ in PEERS.values() if variable)


@pytest.mark.skipif(not STARTED, reason="run.sh starts what the document needs")
@pytest.mark.xdist_group("keyring")
def test_the_document(tmp_path: Path) -> None:
    """In one folder, one command after the other, as a reader follows it."""
    awssm("claims", tmp_path).put("another-value-of-the-hook")
    # What the reader's shell would fill in.
    here = TEXT.replace("the-token-of-the-job", ROOT_TOKEN).replace("$PWD", str(tmp_path))
    with reader(tmp_path, "docs/secrets.md", here) as follower:
        follower.places["https://vault.example.com"] = os.environ["HOOKOPS_TEST_VAULT"]
        follower.env |= {
            "AWS_ENDPOINT_URL": os.environ["HOOKOPS_TEST_AWS"],
            "PYTHON_KEYRING_BACKEND": os.environ["HOOKOPS_TEST_KEYRING"],
            "XDG_DATA_HOME": os.environ["XDG_DATA_HOME"],
            **AWS,
        }
        wrong = follower.follow(here)

    assert [] == wrong, "\n".join(map(str, wrong))


def test_every_source_is_in_the_document() -> None:
    """In its table; and each back end of vals."""
    table = TEXT.partition("| reference |")[2].partition("\n\n")[0]
    listed = re.findall(r"^\| `([a-z]+)[:+]", table, re.MULTILINE)
    named = re.search(r"takes the back ends (.*?), each where", TEXT)

    assert sorted([*SYNTAX, "ref"]) == sorted(listed)
    assert named is not None
    assert [*vals.BACK_ENDS] == re.findall(r"`(\w+)`", named[1])


def test_the_source_of_somebody_else(tmp_path: Path) -> None:
    """The document's function keeps the contract."""
    (code,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    made: dict[str, Any] = {}
    exec(code, made)

    with pytest.raises(SourceError, match="ACME_URL is not set"):
        made["resolve"]("a", "", context(tmp_path))
    env = {"ACME_URL": "http://127.0.0.1:1", "ACME_TOKEN": "t"}
    with pytest.raises(SourceError, match="Acme does not answer"):
        made["resolve"]("a", "", context(tmp_path, env))
