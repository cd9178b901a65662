"""A ledger whose ids are those of other things is damaged, and nothing is planned with it."""

import json

import pytest
from conftest import key_manifest, manifest

from hookops.model.errors import InvalidInput


def test_the_id_of_something_of_another_kind(world):
    """A hook's entry with the id of a key, as after a bad merge."""
    world.declare(manifest("a"), key_manifest("first"))
    world.apply()
    path = world.folder / "ledger.json"
    document = json.loads(path.read_text())
    hook, key = (
        next(e for e in document["managed"] if e["key"].startswith(kind))
        for kind in ("InlineHook", "HookKey")
    )
    hook["id"], key["id"] = key["id"], hook["id"]
    path.write_text(json.dumps(document))

    for look in (world.plan, world.apply, world.drift):
        with pytest.raises(InvalidInput, match="in Okta it is a (HookKey|InlineHook)"):
            look()
