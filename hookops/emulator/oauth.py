"""The area of OAuth 2.0 for service apps.

In this room: `/oauth2/v1/token`, and the tokens that the API accepts besides SSWS.
Follows api, 8.
"""

from typing import Any

from hookops.emulator.world import SeedError, World


def register(world: World) -> None:
    """Nothing of it is emulated: its routes answer 501."""


def fresh(world: World) -> None:
    """A fresh org has nothing of it."""


def seed(world: World, items: list[Any]) -> None:
    """Nothing of it can be seeded. Raises: SeedError."""
    raise SeedError("OAuth 2.0 for service apps cannot be seeded")
