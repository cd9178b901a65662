"""The state that an org starts with: what a fresh one has, and what a seed file adds.

The objects of an area are made by its `seed` and `fresh`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from hookops.emulator.control import switchboard
from hookops.emulator.control.seed_members import check_members
from hookops.emulator.control.switches import Switches
from hookops.emulator.store.contract import Store
from hookops.emulator.world import FilledArea, SeededArea, SeedError, World

# Members of a seed that set switches and make no objects.
SETTINGS = ("switches", "features", "engine")

_ORGANIZATION = "organization"
# Recorded by terraform-provider-okta: 00o and 17 letters and digits.
_ORG_ID = re.compile(r"00o[A-Za-z0-9]{17}", re.ASCII)

# Stored with the objects: a file that was used before must not get its seed a second time.
_STATE = ("emulator", "state")


@dataclass(frozen=True, slots=True)
class Plan:
    """The areas that a start fills, and what a seed gives to them."""

    areas: tuple[FilledArea, ...]
    keys: Mapping[str, SeededArea]
    """Members of a seed file, in the order in which they are made."""
    seed: Mapping[str, Any]


def widened(seed: Mapping[str, Any]) -> list[str]:
    """The switches of the seed that a file must not set: they decide what may be reached or seen.

    Whoever reads a file of others asks; a seed that a test gives is the test's own.
    """
    given = _of_type(seed, "switches", dict)
    return [
        name for name, safe in switchboard.WIDENING.items() if name in given and given[name] != safe
    ]


def settings(seed: Mapping[str, Any], switches: Switches) -> Switches:
    """The switches with those of the seed set. Raises: SeedError."""
    # In this order: features and engine are other spellings of switches, and the later one wins.
    given = dict(_of_type(seed, "switches", dict))
    try:
        if "features" in seed:
            given.update(switchboard.read_features(_of_type(seed, "features", (list, dict))))
        if "engine" in seed:
            given["engine"] = seed["engine"]
        return switchboard.changed(switches, given)
    except switchboard.UnknownSwitch as problem:
        raise SeedError(str(problem)) from None


def check(seed: Mapping[str, Any], keys: Mapping[str, SeededArea]) -> None:
    """The members of the seed are known, and are lists. Raises: SeedError."""
    known = (*SETTINGS, _ORGANIZATION, *keys)
    for name in seed:
        if name not in known:
            raise SeedError(f"a seed has no {name!r}; it has: {', '.join(known)}")
    for name in keys:
        _of_type(seed, name, list)
    organization = _of_type(seed, _ORGANIZATION, dict)
    check_members(_ORGANIZATION, organization, {"": ("id",)})
    if organization and not _ORG_ID.fullmatch(str(organization.get("id"))):
        raise SeedError("organization of a seed needs an id: 00o and 17 letters and digits")


def identify(store: Store, seed: Mapping[str, Any]) -> None:
    """A store that was never used belongs to the organization of the seed, if that names one."""
    organization = _of_type(seed, _ORGANIZATION, dict)
    if organization and store.record(*_STATE) is None:
        store.identify(str(organization["id"]))


def start(world: World) -> None:
    """A store that was never used holds what its org starts with; another is left as it is."""
    with world.transaction() as records:
        # In one transaction: of two processes on a new file, one fills it.
        if records.get(*_STATE) is None:
            records.save(*_STATE, {"started": True})
            _fill(world)


def reset(world: World) -> None:
    """Everything is as it was at the start: objects, switches, clock, faults, edits, history."""
    world.control.reset()
    world.clock.restart()
    # Before the store is filled: with a seed of ids, the org has the ids it began with.
    world.ids.restart()
    world.rates.reset()
    world.store.reset()
    identify(world.store, get_plan(world).seed)
    start(world)


def renew(world: World, seed: Mapping[str, Any]) -> None:
    """The org begins anew with another seed, also at later resets. Raises: SeedError."""
    plan = get_plan(world)
    check(seed, plan.keys)
    # Both are checked before anything is thrown away.
    switches = settings(seed, world.control.unseeded)
    world.app.extensions["hookops.seed"] = replace(plan, seed=seed)
    world.control.initial = switches
    reset(world)


def get_plan(world: World) -> Plan:
    """The plan that the application was made with."""
    plan: Plan = world.app.extensions["hookops.seed"]
    return plan


def _fill(world: World) -> None:
    plan = get_plan(world)
    # Everything fresh comes before any seed: a policy of a seed may add to the Default Policy.
    for area in plan.areas:
        area.fresh(world)
    for name, seeded in plan.keys.items():
        if plan.seed.get(name):
            seeded.seed(world, plan.seed[name])


def _of_type(seed: Mapping[str, Any], name: str, kind: type | tuple[type, ...]) -> Any:
    value = seed.get(name)
    if value is None:
        return {} if kind is dict else []
    if not isinstance(value, kind):
        raise SeedError(f"{name} of a seed is of the wrong kind")
    return value
