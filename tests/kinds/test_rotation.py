"""Another reference in the place of one secret: in the spec, and in the manifest."""

import pytest
from kinds.values import declared

from hookops.kinds import HOOKS
from hookops.kinds.inline_hook.rotation import edit_reference, with_secret, written_path
from hookops.kinds.inline_hook.spec import Hook
from hookops.model.management.edits import SetValue
from hookops.model.secret import SecretRef

URI = "https://h.example.com"
SCHEME = "channel.config.authScheme.value"
CLIENT = "channel.config.clientSecret"
HEADER = "channel.config.headers.x-api"
OLD, NEW = SecretRef("env", "HOOKOPS_SECRET_A"), SecretRef("env", "HOOKOPS_SECRET_B")
PLACE = ("spec", "x")


def http() -> Hook:
    scheme = {"type": "HEADER", "key": "Authorization", "valueFrom": str(OLD)}
    headers = [{"key": "X-Env", "value": "prod"}, {"key": "X-Api", "valueFrom": str(OLD)}]
    config = {"uri": URI, "headers": headers, "authScheme": scheme}
    return declared(channel={"type": "HTTP", "config": config})


def oauth() -> Hook:
    config = {
        "uri": URI,
        "authType": "client_secret_post",
        "clientId": "okta",
        "tokenUrl": f"{URI}/token",
        "clientSecretFrom": str(OLD),
    }
    return declared(channel={"type": "OAUTH", "config": config})


@pytest.mark.parametrize(
    ("hook", "path", "written"),
    [
        (http(), SCHEME, "channel.config.authScheme.valueFrom"),
        (http(), HEADER, "channel.config.headers.1.valueFrom"),
        (oauth(), CLIENT, "channel.config.clientSecretFrom"),
    ],
)
def test_one_secret_is_exchanged(hook: Hook, path: str, written: str) -> None:
    """All others stay, nothing visible differs, and the manifest's place is known."""
    changed = with_secret(hook, path, NEW)

    assert with_secret(hook, path, OLD) == hook
    assert HOOKS.secrets(changed) == {**HOOKS.secrets(hook), path: NEW}
    assert changed.compared() == hook.compared()
    assert f"spec.{written}" == ".".join(map(str, written_path(hook, path)))


def test_a_hook_without_secrets_stays_as_it_is() -> None:
    """Nothing gets a secret that had none."""
    plain = declared(channel={"type": "HTTP", "config": {"uri": URI}})

    assert plain == with_secret(plain, SCHEME, NEW) == with_secret(plain, HEADER, NEW)


def labelled(ref: SecretRef, version: str) -> SecretRef:
    return SecretRef(ref.scheme, ref.name, version)


@pytest.mark.parametrize(
    ("old", "new", "is_object", "edits"),
    [
        (OLD, NEW, False, [SetValue(PLACE, "env:HOOKOPS_SECRET_B")]),
        (OLD, OLD, False, []),
        (
            OLD,
            labelled(OLD, "2"),
            False,
            [SetValue(PLACE, {"ref": "env:HOOKOPS_SECRET_A", "version": "2"})],
        ),
        (
            labelled(OLD, "1"),
            labelled(NEW, "1"),
            True,
            [SetValue((*PLACE, "ref"), "env:HOOKOPS_SECRET_B")],
        ),
        (labelled(OLD, "1"), labelled(OLD, "2"), True, [SetValue((*PLACE, "version"), "2")]),
        (labelled(OLD, "1"), labelled(OLD, "1"), True, []),
    ],
)
def test_as_few_edits_as_can_be(
    old: SecretRef, new: SecretRef, is_object: bool, edits: list[SetValue]
) -> None:
    """The short form stays short unless a label comes; of the long form only what differs."""
    assert edits == list(edit_reference(PLACE, old, new, is_object=is_object))
