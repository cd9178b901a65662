"""`-l team=identity`: which declared resources labels select, in kubectl's words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hookops.model.resource import Desired

_NAME = r"[A-Za-z0-9](?:[-A-Za-z0-9_./]*[A-Za-z0-9])?"
_VALUE = r"[^,()=!]*"
_EQUALS = re.compile(rf"({_NAME})\s*(==|=|!=)\s*({_VALUE})")
_AMONG = re.compile(rf"({_NAME})\s+(in|notin)\s*\(([^()]*)\)")
_EXISTS = re.compile(rf"(!?)\s*({_NAME})")
# A comma within parentheses separates values, any other one requirements.
_COMMA = re.compile(r",(?![^(]*\))")


@dataclass(frozen=True, slots=True)
class Requirement:
    """What one label of a resource has to be."""

    name: str
    values: tuple[str, ...] | None
    """One of these; None for any."""
    negated: bool = False
    """Whether it must not be so. A label that is not there fulfils that."""

    def holds(self, labels: Mapping[str, str]) -> bool:
        """Whether these labels fulfil it."""
        value = labels.get(self.name)
        found = value is not None and (self.values is None or value in self.values)
        return found is not self.negated


def read_selector(text: str) -> tuple[Requirement, ...]:
    """Every requirement of `team=identity,tier!=test,!legacy,stage in (a, b)`.

    Source: Kubernetes, Labels and Selectors. Raises: ValueError.
    """
    return tuple(_read(part.strip()) for part in _COMMA.split(text))


def _read(text: str) -> Requirement:
    if found := _EQUALS.fullmatch(text):
        name, operator, value = found.groups()
        return Requirement(name, (value.strip(),), negated=operator == "!=")
    if found := _AMONG.fullmatch(text):
        name, operator, values = found.groups()
        listed = tuple(value.strip() for value in values.split(","))
        return Requirement(name, listed, negated=operator == "notin")
    if found := _EXISTS.fullmatch(text):
        return Requirement(found[2], None, negated=bool(found[1]))
    raise ValueError("a selector is NAME=VALUE, NAME!=VALUE, NAME, !NAME or NAME in (VALUE, ...)")


def select(desired: Desired, requirements: Sequence[Requirement]) -> tuple[str, ...]:
    """Keys of everything declared that fulfils all of them, as text."""
    return tuple(
        str(key)
        for key, resource in desired.items()
        if all(requirement.holds(resource.labels) for requirement in requirements)
    )
