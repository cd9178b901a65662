"""Secrets from environment variables."""

import pytest

from hookops.model.secret import SecretRef
from hookops.secrets.environment import from_environment

A = SecretRef("env", "A")


@pytest.mark.parametrize(
    ("value", "found"),
    [("s", "s"), ("s\n", "s"), ("s\r\n", "s"), ("s\n\n", "s\n"), ("\n", ""), ("", "")],
)
def test_e06_one_final_line_break_is_dropped(value, found):
    """E06: of a value as files leave it one line break is dropped, and no more."""
    assert found == from_environment({"A": value})(A).reveal()


def test_a_variable_that_is_not_set():
    """Without the variable there is no secret."""
    assert from_environment({"B": "s"})(A) is None
