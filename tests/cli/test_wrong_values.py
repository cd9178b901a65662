"""A wrong value of an option is never printed: a secret may have been typed there."""

import pytest
from cli.conftest import Shell


def test_a_saved_plan_takes_no_other_number(shell: Shell) -> None:
    """Also not 0, which lets nothing pass: it takes what it was made with."""
    shell.run("plan", "--out", "p.json")

    done = shell.run("apply", "p.json", "--yes", "--max-update", "0")

    assert (5, True) == (done.returncode, "the plan was made without that" in done.stderr)


@pytest.mark.promise("P14")
@pytest.mark.parametrize(
    ("args", "takes"),
    [
        (("plan", "--format", "CANARY"), "--format takes one of text, json, markdown"),
        (("apply", "--max-delete", "CANARY"), "--max-delete takes a whole number from 0 to 10000"),
        (("apply", "--max-update", "20000"), "--max-update takes a whole number from 0 to 10000"),
        (("apply", "--parallelism", "0"), "--parallelism takes a whole number from 1 to 10"),
        (("plan", "--send-secret-to", "https://CANARY@x"), "--send-secret-to takes a host"),
    ],
)
def test_it_says_what_it_takes(shell: Shell, args: tuple[str, ...], takes: str) -> None:
    """The option and its values are in the message, and what was given is not."""
    done = shell.run(*args)

    assert (3, True) == (done.returncode, takes in done.stderr)
    assert "CANARY" not in done.stderr
