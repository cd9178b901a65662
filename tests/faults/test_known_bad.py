"""The checks of the matrix can fail: executors with one mistake each are noticed."""

import pytest
from faults.known_bad import KNOWN_BAD
from faults.matrix import catch

NOTICED_AS = {
    "repeats-creates": "once more without evidence",
    "ignores-unknown": "exit code 0, and not as declared",
    "believes-404": "exit code 0, and not as declared",
    "forgets-secrets": "not done after 3 runs",
    "leaks-secrets": "has a secret outside of its body",
    "forgets-intents": "without its intent in the ledger",
    "stores-last": "without its intent in the ledger",
    "deletes-first": "leaves calls of no ACTIVE hook",
    "succeeds-always": "exit code 0, and not as declared",
    "changes-nothing": "exit code 9 although something was changed",
    "crashes": "KeyError",
    "tidies-up": "writes a hook that nobody manages",
}


@pytest.mark.parametrize("name", KNOWN_BAD)
def test_a_mistake_is_noticed(name: str) -> None:
    """Its cell shows what is wrong with the executor, and nothing with hookops."""
    _, problems = catch(name)

    assert any(NOTICED_AS[name] in problem for problem in problems), problems
