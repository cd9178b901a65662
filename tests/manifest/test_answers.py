"""What Okta's API answers, or takes, as manifests."""

import json
from typing import Any

import pytest
from existing_org import TOKEN, hook, pairs

from hookops.manifest.export.answers import Imported, import_answers
from hookops.manifest.export.text import exported_text
from hookops.model.errors import InvalidInput

ID = "calabcdef0123456789A"
KEY = {"id": "HKYabcdef0123456789A", "keyId": "1-2", "name": "Signing", "isUsed": "true"}


def answer(name: str = "A", **members: Any) -> dict[str, Any]:
    """A hook as GET shows it: without its secret."""
    body = hook(name, TOKEN, headers=pairs(("X-A", "no")))
    body["channel"]["config"]["authScheme"].pop("value")
    return {"id": ID, "status": "ACTIVE", **body, "created": "c", "_links": {}, **members}


def imported(data: Any) -> Imported:
    return import_answers(json.dumps(data), "FILE")


@pytest.mark.parametrize("data", [answer(), [answer()]], ids=["one", "a list"])
def test_a_hook(data):
    """As export would write it, but that what calls it is not known."""
    (manifest,) = imported(data).made.manifests
    text = exported_text(imported(data).made)

    assert {"hookops.dev/adopt": "true"} == manifest.data["metadata"]["annotations"]
    assert "bindings" not in manifest.data["spec"]
    assert f'# "A" ({ID}) as FILE has it.' in text
    assert "# Which flows call it is not known here: hookops export reads that" in text


def test_hooks_and_keys():
    """What signs with a key of the file names it."""
    oauth = {
        "uri": "https://h.example.com/",
        "authType": "private_key_jwt",
        "clientId": "c",
        "tokenUrl": "https://l.example.com/",
        "hookKeyId": KEY["id"],
    }
    found = answer(channel={"type": "OAUTH", "version": "1.0.0", "config": oauth})
    made = imported([found, KEY]).made

    assert ["HookKey/signing", "InlineHook/a"] == [str(m.key) for m in made.manifests]
    assert "hookKey: signing" in exported_text(made)


def test_a_body_for_a_create():
    """Its secret is written nowhere, and where it is, a warning says; nothing adopts it."""
    found = imported(hook("A", TOKEN))
    (manifest,) = found.made.manifests

    assert ("channel.config.authScheme.value of A",) == found.secrets
    assert "s3cr3t" not in exported_text(found.made)
    assert {"name": "a"} == manifest.data["metadata"]
    assert "env:HOOKOPS_SECRET_A" in exported_text(found.made)


def test_what_no_new_hook_may_have():
    """A hook that Okta has may have it, and a body for a new one may not."""
    config = {**answer()["channel"]["config"], "headers": pairs(("Field 1", "x"))}
    existing = answer(channel={**answer()["channel"], "config": config})
    new = {name: existing[name] for name in ("name", "type", "version", "channel")}

    assert (1, 0) == (len(imported(existing).made.manifests), len(imported(existing).made.left_out))
    assert (0, 1) == (len(imported(new).made.manifests), len(imported(new).made.left_out))


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "null", "3", "[3]", "{}", '[{"name": "x"}]', "NaN", "[" * 100_000),
        '{"name": "\\ud800", "type": "x", "channel": {}}',
        json.dumps([answer(), answer()]),
    ],
    ids=lambda text: text[:20],
)
def test_what_is_nothing_of_oktas(text):
    """It is refused, and nothing of it is repeated."""
    with pytest.raises(InvalidInput) as error:
        import_answers(text, "FILE")

    assert "s3cr3t" not in str(error.value)


@pytest.mark.parametrize("member", ["type", "name", "version", "channel"])
@pytest.mark.parametrize("value", [None, 3, [], {"a": []}, "x\x00"])
def test_members_of_other_shapes(member, value):
    """Whatever a file has in a member: a manifest, or a comment."""
    made = imported(answer(**{member: value})).made

    assert 1 == len(made.manifests) + len(made.left_out)
    assert exported_text(made)
