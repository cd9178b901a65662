"""The list of hooks as it was: for a while, it does not show what was just written.

It keeps what the list showed before each write, only while `Switches.list_lag` says so.
"""

from dataclasses import asdict, replace
from typing import Any

from hookops.emulator.okta.hooks import views
from hookops.emulator.store.contract import HookRecord, Records
from hookops.emulator.world import World

_EARLIER = "earlier-hooks"
# Emulator choice: longer than any run of a test, so that a client sees the lag or waits for it.
_LAG_S = 10.0


def remember(world: World, records: Records, hook_id: str, before: HookRecord | None) -> None:
    """The hook is about to be written; `before` is None when it is new."""
    if world.switches.list_lag == "none":
        return
    now = world.clock()
    known = records.get(_EARLIER, hook_id) or {"states": []}
    # Those that nobody will be shown any more.
    states = [state for state in known["states"] if _listed(state, now)]
    # Each write adds what was listed before it, so that two writes lag one after the other.
    states.append({"until": now + _LAG_S, "hook": None if before is None else _kept(before)})
    records.save(_EARLIER, hook_id, {"states": states})


def forget(records: Records, hook_id: str) -> None:
    """The list shows the hook as it is, or that it is gone."""
    records.remove(_EARLIER, hook_id)


def listed(world: World, hooks: list[HookRecord]) -> list[HookRecord]:
    """What a list shows of these hooks now, in their order."""
    if world.switches.list_lag == "none":
        return hooks
    shown = [_as_listed(world, hook) for hook in hooks]
    return [hook for hook in shown if hook is not None]


def _as_listed(world: World, hook: HookRecord) -> HookRecord | None:
    now = world.clock()
    known = world.get(_EARLIER, hook.id) or {"states": []}
    for state in known["states"]:
        # The oldest state that still holds is what the list shows.
        if _listed(state, now):
            return None if state["hook"] is None else replace(hook, **state["hook"])
    return hook


def _listed(state: dict[str, Any], now: float) -> bool:
    until: float = state["until"]
    return now < until


def _kept(hook: HookRecord) -> dict[str, Any]:
    """What a list shows, and so no secrets."""
    return {**asdict(hook), "channel": views.public_channel(hook.channel)}
