"""Names in Git for things of an org: the same for the same org, in whatever order it lists."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

LONGEST = 63
"""Characters of `metadata.name`."""
_TAIL = 8
_APART = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Named:
    """What a name in Git is made of."""

    id: str
    name: str
    """In Okta."""
    type: str
    """In one word: `token`."""


def slugs(things: Iterable[Named], taken: Collection[str] = ()) -> Mapping[str, str]:
    """A name for each thing, by its id: no two are the same, and none is one of `taken`."""
    # By id, so that nothing depends on the order of a list.
    left = sorted(things, key=lambda thing: thing.id)
    levels = {thing.id: 0 for thing in left}
    while True:
        made = {thing.id: _candidate(thing, levels[thing.id]) for thing in left}
        counts = Counter([*made.values(), *taken])
        doubled = [id_ for id_, slug in made.items() if counts[slug] > 1]
        if not doubled:
            return made
        # All of them say more: which one is the first is nobody's choice.
        for id_ in doubled:
            levels[id_] += 1


def variable(slug: str) -> str:
    """The name of the environment variable with its secret."""
    # Slugs have no underscore, so that no two of them have one variable.
    return f"HOOKOPS_SECRET_{slug.upper().replace('-', '_')}"


def _candidate(thing: Named, level: int) -> str:
    """The name; with the type; with the end of the id; with what no other thing has."""
    base = _slug(thing.name)
    # A name of digits, or of letters of another script, says less than the type.
    if not any(char.isalpha() for char in base):
        base = "-".join(filter(None, (thing.type, base)))
    # Okta's ids differ in case as well, which names in Git do not.
    digest = hashlib.sha256(f"{thing.id} {level}".encode()).hexdigest()[:12]
    ends = ("", "" if base.startswith(thing.type) else thing.type, thing.id[-_TAIL:].lower())
    end = f"-{ends[level] if level < len(ends) else digest}".rstrip("-")
    return base[: LONGEST - len(end)].rstrip("-") + end


def _slug(name: str) -> str:
    # Without its accents a letter is one of ASCII; what has no such form is left out.
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return _APART.sub("-", plain.lower()).strip("-")
