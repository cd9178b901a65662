"""The area of the page for people.

In this room: `/` and the forms it sends.
Follows the product documents, "Add an inline hook".
"""

from typing import Any

from hookops.emulator.world import SeedError, World


def register(world: World) -> None:
    """Nothing of it is emulated: its routes answer 501."""


def fresh(world: World) -> None:
    """A fresh org has nothing of it."""


def seed(world: World, items: list[Any]) -> None:
    """Nothing of it can be seeded. Raises: SeedError."""
    raise SeedError("the page for people cannot be seeded")
