"""Words that every report shares, and `clean`, through which all text from outside goes."""

import json
from collections.abc import Mapping, Sequence
from shlex import quote

from hookops.kinds import KINDS
from hookops.model.resource import Json
from hookops.model.text import not_at_start, plural, show

LIMIT = 300
"""Characters of a name, a message or a sentence."""
VALUE_LIMIT = 1000
"""Characters of a field's value."""

SIDES = {
    "git": "edited in Git",
    "okta": "edited in Okta",
    "both": "edited in both",
    "unknown": "",
}


def clean(text: str, limit: int = LIMIT) -> str:
    """`text` that can neither move a cursor nor command the CI system that prints it."""
    return not_at_start(show(text, limit))


def worded(value: Json, *, secret: bool = False, limit: int = VALUE_LIMIT) -> str:
    """A value as JSON, `(none)` for none; words about a secret stay words."""
    # `null` and "" would look like values that somebody wrote.
    if value is None:
        return "(none)"
    if secret:
        return clean(str(value), limit)
    return clean(json.dumps(value, ensure_ascii=False), limit)


def worded_pair(before: Json, after: Json, *, secret: bool = False) -> tuple[str, str]:
    """Both values; uncut when cutting them would hide what differs."""
    pair = worded(before, secret=secret), worded(after, secret=secret)
    if pair[0] != pair[1]:
        return pair
    size = 4 * VALUE_LIMIT + len(str(before)) + len(str(after))
    return worded(before, secret=secret, limit=size), worded(after, secret=secret, limit=size)


def things(counts: Mapping[str, int]) -> str:
    """`6 hooks, 2 keys and 4 bindings`, of how many there are of each kind; `0 hooks` of none."""
    # What Okta calls comes first: it is what people use hookops for.
    order = sorted(counts, key=lambda kind: not KINDS[kind].is_called)
    none = next(plural(0, kind.title) for kind in KINDS.values() if kind.is_called)
    parts = [plural(counts[kind], KINDS[kind].title) for kind in order] or [none]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if parts[1:] else parts)


def org_option(title: str) -> str:
    """` --org prod`, for commands that people copy; empty where there is no name.

    Shape: a title of an organization begins with its name in the project.
    """
    # Given always: with several organizations a command without it is refused.
    name = title.partition(" (")[0]
    return f" --org {quote(name)}" if name else ""


def in_words(parts: Sequence[tuple[int, str]]) -> str:
    """`2 to create, 1 to update`: the counts that are not zero."""
    return ", ".join(f"{count} {word}" for count, word in parts if count)


def line_of(origin: str | None) -> str:
    """`file:line` of `file:line:col`; empty when there is none."""
    return clean(origin.rpartition(":")[0]) if origin else ""
