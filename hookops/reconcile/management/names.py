"""Which keys a command line means."""

import re
from collections.abc import Collection, Sequence

from hookops.kinds import KINDS, LISTED
from hookops.model.errors import InvalidInput
from hookops.model.resource import Key
from hookops.model.text import looks_like_token, show


def find_keys(names: Sequence[str], known: Collection[Key], what: str) -> tuple[Key, ...]:
    """The keys that are named, each once and in the order of the names.

    Shape: a name is a key as reports write it, or the name in Git where one kind alone has it;
    `what` are the words for what is known, as `declared`.
    Raises: InvalidInput.
    """
    return tuple(dict.fromkeys(_find(name, known, what) for name in names))


def _find(name: str, known: Collection[Key], what: str) -> Key:
    whole = [key for key in known if str(key) == name]
    # What is written inside another manifest has no name of its own: its key is always whole.
    found = whole or sorted(key for key in known if key.kind in LISTED and key.name == name)
    if not found:
        # What cannot be a key may be a secret in the wrong place.
        shown = f"{show(name, 200)}: nothing" if _may_be_key(name) else "nothing"
        raise InvalidInput(
            f"{shown} of that name is {what}",
            "a key is a kind and a name, as in InlineHook/enrich-access-tokens",
        )
    if len(found) > 1:
        keys = " or ".join(str(key) for key in found)
        raise InvalidInput(f"{show(name, 200)} is the name of several: say {keys}")
    return found[0]


def _may_be_key(name: str) -> bool:
    kind, slash, _ = name.partition("/")
    plain = re.fullmatch("[a-z0-9][-a-z0-9]{0,62}", name) is not None
    return (plain or (bool(slash) and kind in KINDS)) and not looks_like_token(name)
