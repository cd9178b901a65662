"""Not collected: it fails as long as hookops is wrong. `pytest tests/faults/known/FILE`."""

import pytest
from faults.cells import parse
from faults.matrix import play


@pytest.mark.parametrize("cell", ["unbind-rule:error-404:1", "unbind-policy:nothing-there:3"])
def test_a_binding_is_not_forgotten_for_one_list(cell):
    """A list that lacks a rule once does not hide a binding that the ledger has.

    With exit code 0 the flow goes on calling the hook, and the ledger has forgotten the binding.
    """
    played = play(parse(cell))

    assert () == played.problems
