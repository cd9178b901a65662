"""Passwords and codes in requests, wherever the contract of any type has one."""

from collections.abc import Iterator

from hookops.contracts.reading import at
from hookops.contracts.requests.samples import Event, Sample
from hookops.contracts.types import contracts
from hookops.contracts.types.base import Confidential
from hookops.model.resource import Json


def hidden(request: Json) -> tuple[str, ...]:
    """What of the request must be in no report: a password, a code, a text with the code."""
    return tuple(item.read(request) for item in _confidential())


def invent(request: Json) -> None:
    """Where a password or a code is, whatever the type, an invented one is now."""
    sample = Sample(Event("", 0.0))
    for item in _confidential():
        parent = at(request, *item.path[:-1])
        # Only where one is: a saved case keeps the shape of its request.
        if isinstance(parent, dict) and item.path[-1] in parent:
            parent[item.path[-1]] = item.invented(sample)


def _confidential() -> Iterator[Confidential]:
    # Of all types, not of the hook's own: a saved request may be of another type than it says.
    for contract in contracts().values():
        yield from contract.confidential
