"""The area of apps.

In this room: `/api/v1/apps`: SAML apps, their lifecycle, keys, metadata and policies.
Follows bindings, SAML inline hooks.
"""

from typing import Any

from hookops.emulator.world import SeedError, World


def register(world: World) -> None:
    """Nothing of it is emulated: its routes answer 501."""


def fresh(world: World) -> None:
    """A fresh org has nothing of it."""


def seed(world: World, items: list[Any]) -> None:
    """Nothing of it can be seeded. Raises: SeedError."""
    raise SeedError("apps cannot be seeded")
