"""Label selectors, in kubectl's words."""

import pytest

from hookops.kinds.labels import read_selector

LABELS = {"team": "identity", "tier": "1", "empty": ""}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("team=identity", True),
        ("team==identity", True),
        ("team = identity , tier=1", True),
        ("team=other", False),
        ("team=identity,tier=2", False),
        ("team!=other", True),
        ("team!=identity", False),
        ("stage!=prod", True),
        ("team", True),
        ("stage", False),
        ("!stage", True),
        ("!team", False),
        ("team in (identity, sso)", True),
        ("team in (sso),tier=1", False),
        ("team notin (sso)", True),
        ("stage notin (sso)", True),
        ("empty=", True),
        ("empty", True),
        ("team=", False),
    ],
)
def test_selectors(text, holds):
    """Every requirement has to hold; a label that is not there fulfils a negated one."""
    assert holds is all(one.holds(LABELS) for one in read_selector(text))


@pytest.mark.parametrize(
    "text", ["", ",", "=a", "a=b=c", "a in b", "a in ()x", "a>1", "a(b)", "-a"]
)
def test_what_is_no_selector(text):
    """A typing error must not select everything, or nothing."""
    with pytest.raises(ValueError, match="a selector is NAME=VALUE"):
        read_selector(text)
