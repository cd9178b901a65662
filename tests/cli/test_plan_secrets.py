"""What plan says of secrets that apply will not take."""

import pytest


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ('"kV8-4711-pQx"', "has quotes around it"),
        ("short", "has fewer than 8 characters"),
        ("changeme", "is a placeholder"),
    ],
)
def test_a_secret_that_apply_will_refuse(shell, value, words):
    """The plan is made, and a note names the variable and the reason, never the value."""
    shell.env["HOOKOPS_SECRET_TOKEN_HOOK"] = value

    found = shell.run("plan")

    refused = "apply will refuse secrets that are set here: env:HOOKOPS_SECRET_TOKEN_HOOK"
    assert 0 == found.returncode
    assert f"{refused} {words}" in found.stderr
    assert value not in found.stderr + found.stdout
