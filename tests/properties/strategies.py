"""Random sets of declared hooks that an org can have: every draw is valid."""

from typing import Any

from hypothesis import strategies as st

from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.model.resource import (
    ApplyRecord,
    ChangeRecord,
    Fingerprint,
    Intent,
    Key,
    Ledger,
    Managed,
    Tombstone,
)

MANY = sorted(name for name, row in HOOK_TYPES.items() if not row.one_per_org)
SINGLE = sorted(name for name, row in HOOK_TYPES.items() if row.one_per_org)
HEADER_NAMES = ["X-One", "X-Two", "x-three", "__trace", "X-Fo'ur", "X.Five"]
NAMES = ["a", "b", "c", "d", "e"]

_values = st.text("abc 123-_=;\"'", min_size=1, max_size=8).map(lambda t: f"v{t}v")
_headers = st.lists(st.sampled_from(HEADER_NAMES), unique=True, max_size=3).flatmap(
    lambda names: st.tuples(*(_values for _ in names)).map(
        lambda values: [{"key": n, "value": v} for n, v in zip(names, values, strict=True)]
    )
)


def _ref(name: str) -> str:
    return f"env:HOOKOPS_SECRET_{name.upper()}"


def _scheme(name: str) -> dict[str, Any]:
    return {"type": "HEADER", "key": "Authorization", "valueFrom": _ref(name)}


@st.composite
def _http(draw: st.DrawFn, name: str, *, auth: bool) -> dict[str, Any]:
    config: dict[str, Any] = {"uri": f"https://h.example.com/{draw(st.sampled_from('xyz'))}"}
    if draw(st.booleans()):
        config["headers"] = draw(_headers)
    if auth or draw(st.booleans()):
        config["authScheme"] = _scheme(name)
    return {"type": "HTTP", "version": "1.0.0", "config": config}


@st.composite
def _oauth(draw: st.DrawFn, name: str) -> dict[str, Any]:
    config: dict[str, Any] = {
        "uri": f"https://h.example.com/{draw(st.sampled_from('xyz'))}",
        "method": "POST",
        "clientId": draw(st.sampled_from(["one", "two"])),
        "tokenUrl": "https://login.example.com/token",
    }
    if draw(st.booleans()):
        config |= {"authType": "client_secret_post", "clientSecretFrom": _ref(name)}
    else:
        config |= {"authType": "private_key_jwt", "hookKeyId": "HKY0123456789"}
    if draw(st.booleans()):
        config["scope"] = "call"
    if draw(st.booleans()):
        config["headers"] = draw(_headers)
    return {"type": "OAUTH", "version": "1.0.0", "config": config}


@st.composite
def _manifest(draw: st.DrawFn, name: str, type_: str) -> dict[str, Any]:
    needs = HOOK_TYPES[type_].needs_auth_scheme
    channel = _http(name, auth=needs)
    spec = {
        "type": type_,
        "status": draw(st.sampled_from(["ACTIVE", "INACTIVE"])),
        "channel": draw(channel if needs else st.one_of(channel, _oauth(name))),
    }
    return {
        "apiVersion": "hookops.dev/v1",
        "kind": "InlineHook",
        "metadata": {"name": name},
        "spec": spec,
    }


@st.composite
def declared(draw: st.DrawFn, *, fixed_types: bool = False) -> list[dict[str, Any]]:
    """Up to five manifests with names of their own; a type of which an org may have one is once.

    With `fixed_types` a name always has the same type, so that nothing is a replacement.
    """
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1))
    if fixed_types:
        types = {"a": MANY[0], "b": MANY[1], "c": MANY[2], "d": SINGLE[0], "e": SINGLE[1]}
    else:
        singles = draw(st.permutations([*SINGLE, *MANY, *MANY]))
        types = dict(zip(NAMES, singles, strict=False))
    return [draw(_manifest(name, types[name])) for name in sorted(names)]


_text = st.text(max_size=8)
_name = st.text("abcdefghij-0123456789", min_size=1, max_size=8)
_keys = st.builds(Key, st.just("InlineHook"), _name)
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | _text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_text, inner, max_size=3),
    max_leaves=6,
)
_compared = st.dictionaries(_text, st.dictionaries(_text, _json, max_size=3), max_size=3)
_ids = st.integers(0, 9999).map(lambda number: f"calold{number:04}")
_hex = st.text("0123456789abcdef", max_size=8)
_prints = st.builds(Fingerprint, _text, _hex, _hex, _text, st.booleans(), prefix=_text)


@st.composite
def _managed(draw: st.DrawFn, key: Key, number: int) -> Managed:
    return Managed(
        key=key,
        id=f"calabc{number:04}",
        compared=draw(_compared),
        last_updated=draw(_text),
        fingerprints=draw(st.dictionaries(_text, _prints, max_size=2)),
        protected=draw(st.booleans()),
    )


def _applies(counts: st.SearchStrategy[int]) -> st.SearchStrategy[ApplyRecord]:
    secrets = st.dictionaries(_text, _text, max_size=2)
    before = st.none() | _compared
    change = st.builds(ChangeRecord, _keys, _text, _text, _text, before, secrets)
    changes = st.lists(change, max_size=2).map(tuple)
    return st.builds(
        ApplyRecord, _text, _text, counts, counts, counts, _text, _text, _text, changes
    )


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    """Any ledger that hookops could write."""
    keys = draw(st.lists(_keys, unique=True, max_size=3))
    counts = st.integers(0, 1000)
    return Ledger(
        organization=draw(_text),
        serial=draw(counts),
        managed={key: draw(_managed(key, n)) for n, key in enumerate(keys)},
        intents=tuple(
            draw(
                st.lists(
                    st.builds(
                        Intent,
                        _text,
                        _keys,
                        _text,
                        _text,
                        _compared,
                        st.lists(_text, max_size=3).map(tuple),
                        st.dictionaries(_text, _prints, max_size=2),
                    ),
                    max_size=2,
                )
            )
        ),
        tombstones=tuple(
            draw(st.lists(st.builds(Tombstone, _keys, _ids, _compared, _text), max_size=2))
        ),
        applies=tuple(draw(st.lists(_applies(counts), max_size=3))),
    )
