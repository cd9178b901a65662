"""The area of executing a hook.

In this room: `/api/v1/inlineHooks/{id}/execute`, which calls the service.
Follows api, 2, Execute; contracts, 2.5 and 9.
"""

from typing import Any

from hookops.emulator.world import SeedError, World


def register(world: World) -> None:
    """Nothing of it is emulated: its routes answer 501."""


def fresh(world: World) -> None:
    """A fresh org has nothing of it."""


def seed(world: World, items: list[Any]) -> None:
    """Nothing of it can be seeded. Raises: SeedError."""
    raise SeedError("executing a hook cannot be seeded")
