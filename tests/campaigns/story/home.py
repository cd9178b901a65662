"""The org of a story, made once in each process; the wire and the ledger in front of it."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from campaigns.story.declared import POINTS
from faults import state
from faults.families import Edit, Family
from faults.watcher import Watcher
from faults.wire import Planned, Wire
from faults.worlds import KeptLedger, QuickWorld
from properties.administrator import Administrator, things
from properties.scenarios import SEED

from hookops.emulator.control import snapshots
from hookops.emulator.control.switches import Switches
from hookops.emulator.world import get_world
from hookops.ledger.owner import LeaseHeld, Owner
from hookops.model.resource import Ledger

MEANWHILE = Family("meanwhile", "any", Edit(managed=True))
"""Something else happens just before a request."""


class LeasedLedger(KeptLedger):
    """One run at a time has its lease; that of a process which is killed is free at once."""

    def __init__(self) -> None:
        super().__init__()
        self.held = False

    @contextmanager
    def lease(self) -> Iterator[None]:
        if self.held:
            raise LeaseHeld(Owner(1, "build-1", 1_700_000_000), "ledger.json.lock")
        self.held = True
        try:
            yield
        finally:
            self.held = False


class StoryWire(Wire):
    """A wire at which anything may happen before a request, and not only an edit of a hook."""

    def __init__(
        self,
        world: QuickWorld,
        planned: Sequence[Planned],
        watcher: Watcher,
        meanwhile: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(world, planned, watcher)
        self._meanwhile = meanwhile

    def _edit(self, managed: bool) -> None:
        self.edited = True
        self._meanwhile()
        self._watcher.accept()


@dataclass(slots=True)
class Home:
    """An org with what can name hooks, and nothing of hookops yet."""

    world: QuickWorld
    kept: LeasedLedger
    admin: Administrator
    taken: snapshots.OrgSnapshot
    begun_s: float
    paths: Mapping[str, str]
    """Of each point, as `state.named` has it."""

    def points(self) -> dict[str, tuple[str, ...]]:
        """Ids of the hooks that each point calls."""
        named = state.named(self.world.store.snapshot())
        return {point: named.get(path, ()) for point, path in self.paths.items()}

    def reset(self) -> None:
        """Everything is as it was in the beginning."""
        world = self.world
        snapshots.restore(get_world(world.made), self.taken)
        self.kept.before = self.kept.after = lambda: None
        self.kept.stored = Ledger(self.kept.stored.organization, exists=False)
        self.kept.held = False
        world.app, world.now = world.made, self.begun_s
        world.env.clear()
        world.notices.clear()
        world.stop.clear()


@lru_cache(maxsize=8)
def home(switches: Switches = Switches()) -> Home:
    """The org, in its state of now: whoever begins a story resets it."""
    folder = Path(tempfile.mkdtemp(prefix="story-"))
    world = QuickWorld(folder, SEED, switches)
    # Which hosts may have a secret has tests of its own.
    # Digests of secrets are kept, so that a secret that changes is a change without a version too.
    world.key = b"k" * 32
    kept = LeasedLedger()
    world.kept = world.given_ledger_store = kept
    taken = snapshots.snapshot(get_world(world.made))
    return Home(world, kept, Administrator(world.made), taken, world.now, _paths(world))


def _paths(world: QuickWorld) -> dict[str, str]:
    apps = {f"apps/{app['id']}": app["label"] for app in world.api("GET", "apps")}
    names = {POINTS[point]["app"]: point for point in ("portal", "wiki")}
    points = [thing for thing in things(world.made) if thing.sort in ("rule", "policy", "app")]
    return {names[apps[t.path]] if t.sort == "app" else t.sort: t.path for t in points}
