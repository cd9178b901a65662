"""What must hold at each request of a story, beside what the matrix of faults looks at."""

import checkers
from campaigns.story.declared import SMS
from faults import state
from faults.watcher import Sent, Watcher
from faults.worlds import QuickWorld

_LISTED = ("/api/v1/inlineHooks", "/api/v1/hook-keys")


class StoryWatcher(Watcher):
    """One for a whole story: each run begins with the org as it is by then."""

    def __init__(self, world: QuickWorld) -> None:
        super().__init__(world)
        self._org = world.store
        self._takes: str = ""
        """The first request of this run that took something away."""
        self._sms = False
        self.doubtful: set[str] = set()
        """Hooks whose secret hookops cannot know: somebody typed one, or the ledger is another."""

    def restart(self) -> None:
        super().restart()
        self._takes = ""
        self._sms = self._calls_sms()

    def accept(self) -> None:
        there = {hook.id for hook in self._org.hooks()}
        self.unmanaged = {id_: hook for id_, hook in self.unmanaged.items() if id_ in there}
        super().accept()
        self._sms = self._sms and self._calls_sms()
        # What somebody has made meanwhile takes place where it will.
        self._takes = ""

    def forget(self, *, all_creates: bool) -> None:
        """Creates whose outcome was determined, and whose hook is deleted since, may come again.

        `all_creates` when the ledger is another one: nobody can know of any create then.
        """
        there = {hook.name for hook in self._org.hooks()}
        intents = self._world.kept.stored.intents
        there |= {str(intent.compared.get("name")) for intent in intents}
        for name in list(self._creates):
            if all_creates or name[1] not in there:
                del self._creates[name]

    def forget_name(self, name: str) -> None:
        """Somebody has deleted that hook: it may be created again at once."""
        self._creates.pop((_LISTED[0], name), None)

    def _check_write(self, sent: Sent) -> None:
        super()._check_write(sent)
        self._check_order(sent)

    def _check_order(self, sent: Sent) -> None:
        """Nothing is made or bound after something was taken away."""
        hook_id = sent.path.split("/")[4] if sent.path.startswith("/api/v1/inlineHooks/") else ""
        takes = sent.method == "DELETE" or sent.path.endswith("/deactivate")
        makes = sent.path in _LISTED or sent.path.endswith("/activate")
        if sent.method == "PUT" and not hook_id:
            before = self._named_in(sent.path)
            after = checkers.bindings(sent.data)
            makes, takes = bool(set(after) - before), bool(before) and not after
        # What this run has made itself may be deactivated at once.
        if takes and (not hook_id or hook_id in self.first_ids):
            self._takes = self._last
        if makes and self._takes:
            self.note(f"{self._last} comes after {self._takes}")

    def _named_in(self, path: str) -> set[str]:
        named = state.named(self._org.snapshot())
        return set(named.get(path.removeprefix("/api/v1/"), ()))

    def _check_commit(self, sent: Sent) -> None:
        super()._check_commit(sent)
        if sent.method == "PUT":
            self.doubtful.discard(sent.path.rpartition("/")[2])
        if self._sms and not self._calls_sms():
            self.note(f"{self._last} leaves no ACTIVE telephony hook")
            self._sms = False

    def _calls_sms(self) -> bool:
        return any(hook.status == "ACTIVE" for hook in self._org.hooks(SMS))

    def ends_sms(self) -> None:
        """The plan is that no telephony hook is left."""
        self._sms = False
