"""Switching a hook in use to another key waits until the token server knows the key's public half.

Only a person can tell that it does: with the `hookops.dev/published` annotation of the key, whose
value is the key's own `kid`, so that it cannot be there before the key is.
"""

from collections.abc import Sequence

from hookops.kinds.channel import OAuthChannel
from hookops.kinds.hook_key import PUBLISHED, HookKey
from hookops.kinds.inline_hook import Hook
from hookops.model.change import Action, Change
from hookops.model.diagnostic import Diagnostic
from hookops.model.resource import IdOf, Key, Live
from hookops.model.text import show
from hookops.reconcile.ground import Ground, signs_with

_FIELD = ("channel", "config", "hookKeyId")


def waiting(changes: Sequence[Change], ground: Ground) -> dict[Key, Diagnostic]:
    """The changes that have to wait, each with what a person does first."""
    found = {}
    for change in changes:
        key = _switches_to(change, ground)
        if key is not None and not _is_published(key, ground):
            found[change.key] = _what_to_do(change, key, ground)
    return found


def fresh_keys(changes: Sequence[Change], ground: Ground) -> list[Diagnostic]:
    """A warning for each new hook that signs with a key which nobody said is published."""
    found = []
    for change in changes:
        spec = change.after.spec if change.after else None
        key = _key_of(spec) if isinstance(spec, Hook) else None
        if change.action is not Action.CREATE or key is None or _is_published(key, ground):
            continue
        assert change.after is not None
        text = f"{change.key} signs with {key}: until its token server knows the public half, "
        found.append(
            Diagnostic(
                "publish",
                f"{text}every call of the hook fails",
                change.after.origin.at(("channel", "config", "hookKey")),
                f"after apply: hookops keys show {key.name} --jwk, and publish what it prints",
                "warning",
            )
        )
    return found


def _switches_to(change: Change, ground: Ground) -> Key | None:
    """The declared key that a hook in use is switched to by this change."""
    before, after = change.before, change.after.spec if change.after else None
    if before is None or not isinstance(after, Hook) or change.action is Action.REPLACE:
        return None
    if not any(field.path == _FIELD for field in change.fields):
        return None
    return _key_of(after) if _in_use(before, change, ground) else None


def _in_use(live: Live, change: Change, ground: Ground) -> bool:
    """ACTIVE, called by a flow as far as is known, and not broken for want of its old key."""
    if live.spec.compared()["status"] != "ACTIVE":
        return False
    flows = ground.flows(live.spec.type, live, change.key)
    old = signs_with(live)
    return (flows is None or bool(flows)) and (not old or old in ground.lives)


def _key_of(spec: Hook) -> Key | None:
    channel = spec.channel
    found = channel.hook_key if isinstance(channel, OAuthChannel) else None
    return found.key if isinstance(found, IdOf) else None


def _is_published(key: Key, ground: Ground) -> bool:
    live = ground.lives.get(ground.ids.get(key, ""))
    declared = ground.desired[key].spec
    if live is None or not isinstance(live.spec, HookKey) or not isinstance(declared, HookKey):
        return False
    return live.spec.key_id == declared.key_id


def _what_to_do(change: Change, key: Key, ground: Ground) -> Diagnostic:
    assert change.after is not None
    spec = change.after.spec
    assert isinstance(spec, Hook)
    assert isinstance(spec.channel, OAuthChannel)
    server = show(spec.channel.token_url)
    live = ground.lives.get(ground.ids.get(key, ""))
    known = isinstance(live.spec, HookKey) if live is not None else False
    kid = show(live.spec.key_id) if known and live is not None else ""  # type: ignore[attr-defined]
    told = kid or "the kid that it prints"
    return Diagnostic(
        "publish",
        f"{change.key} waits with its switch to {key}: nobody said yet that the token server "
        f"{server} knows the key's public half, and without it every call of the hook would fail",
        change.after.origin.at(("channel", "config", "hookKey")),
        f"{'' if live else 'apply, which makes the key; '}publish what hookops keys show "
        f"{key.name} --jwk prints; write the annotation {PUBLISHED}: {told} at "
        f"{ground.desired[key].origin.start}; apply again",
        "warning",
    )
