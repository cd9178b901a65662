"""Edits of a manifest, as values: what its document is to say at one place."""

from collections.abc import Mapping
from dataclasses import dataclass

from hookops.model.resource import Json
from hookops.model.source import FieldPath


@dataclass(frozen=True, slots=True)
class SetValue:
    """The value at `path` is this one; members on the way there come to be."""

    path: FieldPath
    """From the document's root."""
    value: Json


@dataclass(frozen=True, slots=True)
class Remove:
    """Nothing is at `path`: a member, or an item of a list."""

    path: FieldPath


@dataclass(frozen=True, slots=True)
class Append:
    """The list at `path`, which comes to be, has one more item."""

    path: FieldPath
    item: Mapping[str, Json]


Edit = SetValue | Remove | Append
