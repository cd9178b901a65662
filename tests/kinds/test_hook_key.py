"""Hook keys: what is read of one, and when it cannot be deleted."""

from hookops.kinds import LISTED
from hookops.kinds.values import Uses
from hookops.model.resource import Actual, Key


def test_hook_keys():
    """Name and kid are read; a key in use says so in two ways; keys have no types to replace."""
    kind = LISTED["HookKey"]
    raw = {"id": "HKY1234567", "name": "k", "keyId": "kid", "isUsed": False}
    actual = kind.read(raw)

    assert ("k", "kid") == (actual.spec.name, actual.spec.key_id)
    assert None is kind.read({"id": "HKY1234567", "name": "k"})
    assert ["", "", True, True, True] == [
        kind.why_not_deleted(raw),
        kind.why_not_deleted({"isUsed": "false"}),
        "in use" in kind.why_not_deleted({"isUsed": "true"}),
        "in use" in kind.why_not_deleted({"isUsed": True}),
        "in use" in kind.why_not_deleted([]),
    ]
    assert actual is not None
    assert () == kind.replace(Key("HookKey", "k"), actual, actual.spec)
    assert {} == kind.secrets(actual.spec)
    assert "same" in kind.impact(actual, actual.spec, (), Uses())[1]
    assert isinstance(actual, Actual)
