"""In which order the members of a mapping are written: as the schema of its kind has them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from hookops.kinds import LISTED
from hookops.manifest.edits.nodes import Node, is_mapping
from hookops.manifest.project import SCHEMA
from hookops.manifest.schema.files import schema
from hookops.model.resource import Json

_ENVELOPE = ("apiVersion", "kind", "metadata")
_PROJECT = "Project"


@dataclass(frozen=True, slots=True)
class Order:
    """What the schema says of one place; nothing of places that it does not describe."""

    parts: tuple[Json, ...] = ()
    """Objects of the schema, each of which may describe the place."""
    root: Json = None
    _below: dict[str | None, "Order"] = field(default_factory=dict, repr=False, compare=False)
    """What was asked for: a file has hundreds of documents of one kind."""

    def names(self) -> list[str]:
        """The members that there may be, in their order."""
        return list(dict.fromkeys(name for part in self.parts for name in part["properties"]))

    def below(self, step: str | None) -> "Order":
        """The same of a member, or without a step of an item."""
        if step not in self._below:
            found: list[Json] = []
            for part in self.parts:
                named = part["properties"].get(step, part["others"])
                found += _described(part["items"] if step is None else named, self.root)
            self._below[step] = Order(tuple(found), self.root)
        return self._below[step]

    def sorted(self, names: Sequence[str]) -> list[int]:
        """The indexes of these members in the order of the schema; as they are, where one of them
        is somebody's own, such as a label."""
        known = {name: rank for rank, name in enumerate(self.names())}
        indexes = range(len(names))
        if not known.keys() >= {*names}:
            return [*indexes]
        return sorted(indexes, key=lambda index: known[names[index]])


def order_of(root: Node) -> Order:
    """That of a document, by its kind; a list of manifests has that of each in its items."""
    kind = _kind(root)
    return _order(LISTED[kind].schema if kind in LISTED else SCHEMA if kind == _PROJECT else "")


@cache
def _order(name: str) -> Order:
    if name:
        whole = schema(name)
        return Order(tuple(_described(whole, whole)), whole)
    # Of a List, and of what is no manifest: only the envelope is known.
    envelope = dict.fromkeys((*_ENVELOPE, "spec", "items"))
    return Order(tuple(_described({"properties": envelope}, None)), None)


def _kind(node: Node) -> str:
    members = node.value if is_mapping(node) else ()
    return next((str(value.value) for key, value in members if key.value == "kind"), "")


def is_envelope(node: Node) -> bool:
    """Whether it is a manifest, wherever it stands."""
    return _kind(node) in LISTED


def _described(part: Json, root: Json) -> Iterator[Json]:
    """The objects that a schema is put together from, each with what may be missing filled in.

    Which of several holds does not matter: all of a place have their members in one order.
    """
    if not isinstance(part, Mapping):
        return
    if "$ref" in part:
        yield from _described(root["$defs"][part["$ref"].removeprefix("#/$defs/")], root)
    others = part.get("additionalProperties")
    yield {
        "properties": part.get("properties", {}),
        "items": part.get("items"),
        "others": others if isinstance(others, Mapping) else None,
    }
    for word in ("allOf", "anyOf", "oneOf"):
        for each in part.get(word, ()):
            yield from _described(each, root)
    for word in ("then", "else"):
        yield from _described(part.get(word), root)
