"""Which members the objects of a seed may have.

A misspelt member would else be ignored: the org would lack what its seed seems to say.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, TypeAlias

from hookops.emulator.world import SeedError

Known: TypeAlias = Mapping[str, Collection[str]]
"""Names of the members that there are, by the place of the object that has them.

Shape: `""` is the object itself, `channel.config.headers` one in it, or each of a list there. An
object at another place may have any member, as the emulator keeps it like it is."""


def name_item(kind: str, number: int, item: Mapping[str, Any]) -> str:
    """What an item is called in messages; its number, from 1, where it has no name."""
    name = item.get("name") or item.get("label")
    return f"{kind} {name!r}" if name else f"{kind} (number {number})"


def check_members(where: str, item: Mapping[str, Any], known: Known) -> None:
    """The item has no other members than those that are known. Raises: SeedError."""
    for place, names in known.items():
        prefix = f"{place}." if place else ""
        for holder in _holders(item, place):
            for name in holder:
                if name not in names:
                    there = f"{place} has" if place else "it has"
                    raise SeedError(
                        f"{where} of the seed has no {prefix}{name}; {there}: {', '.join(names)}"
                    )


def _holders(value: Any, place: str) -> Iterator[Mapping[Any, Any]]:
    """The objects at that place of a value, which may have none."""
    name, _, rest = place.partition(".")
    for one in value if isinstance(value, list) else [value]:
        # What is of the wrong kind is reported when the object is made.
        if isinstance(one, dict) and not name:
            yield one
        elif isinstance(one, dict) and name in one:
            yield from _holders(one[name], rest)
