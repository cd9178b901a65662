"""An org as it was: a test goes back to it as often as it wants, which costs a millisecond."""

from dataclasses import dataclass, field
from typing import Any

from hookops.emulator.control.switches import Switches
from hookops.emulator.oauth import state as oauth
from hookops.emulator.store import memory
from hookops.emulator.world import World


@dataclass(frozen=True, slots=True)
class OrgSnapshot:
    """Everything that decides what an org answers; it can be used again and again."""

    objects: memory.Snapshot = field(repr=False)
    ids: Any = field(repr=False)
    """Which ids come next, where they come from a seed."""
    switches: Switches
    clock: tuple[float, float | None]


def snapshot(world: World) -> OrgSnapshot:
    """The org as it is now. Raises: TypeError for one that is kept in a file."""
    clock = (world.clock.offset_s, world.clock.frozen_s)
    return OrgSnapshot(_store(world).snapshot(), world.ids.state(), world.switches, clock)


def restore(world: World, taken: OrgSnapshot) -> None:
    """The org is as it was; faults, edits and history are empty, as after a reset.

    Rates are counted from 0, and no proof or assertion of OAuth was used.
    """
    _store(world).restore(taken.objects)
    world.control.reset()
    # After the reset, which has set those of the start.
    world.control.switches = taken.switches
    world.ids.restart(taken.ids)
    world.rates.reset()
    world.clock.offset_s, world.clock.frozen_s = taken.clock
    oauth.renew(world)


def _store(world: World) -> memory.MemoryStore:
    # A file may be another process's as well, whose requests a restore would undo.
    if not isinstance(world.store, memory.MemoryStore):
        raise TypeError("only an org in memory has snapshots")
    return world.store
