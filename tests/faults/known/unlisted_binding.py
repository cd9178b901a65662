"""Not collected: it fails as long as hookops is wrong. `pytest tests/faults/known/FILE`."""

import pytest
from faults.matrix import play_family


@pytest.mark.parametrize(
    ("scenario", "family"), [("unbind-rule", "error-404"), ("unbind-policy", "nothing-there")]
)
def test_a_binding_is_not_forgotten_for_one_list(scenario, family):
    """A list that lacks a rule once does not hide a binding that the ledger has.

    With exit code 0 the flow goes on calling the hook, and the ledger has forgotten the binding.
    """
    assert [] == play_family(scenario, family)
