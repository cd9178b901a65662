"""What is done with hookops in a story, and to its ledger."""

from collections.abc import Callable
from contextlib import suppress

from campaigns.story.home import MEANWHILE
from campaigns.story.order import put_in_order as tidy_up
from campaigns.story.people import edit_in_console
from campaigns.story.story import Asked, Story
from faults.families import FAMILIES

from hookops.model.errors import HookopsError
from hookops.model.resource import Ledger
from hookops.workflow.drift import drift
from hookops.workflow.plan import plan, rebuild_ledger

WRONG = ("twice", "other-id")
"""After which a hook may be there a second time, which no client can know."""


def plan_only(story: Story, prune: bool) -> None:
    """A plan writes nothing."""
    _reads(
        story, lambda: plan(story.world.run(read_only=True), Asked(prune).limits(story.declared))
    )


def look_for_drift(story: Story) -> None:
    """A drift report writes nothing."""
    _reads(story, lambda: drift(story.world.run(read_only=True)))


def _reads(story: Story, act: Callable[[], object]) -> None:
    story.declared.write(story.world)
    commits, stored = story.world.store.commits, story.kept.stored
    late = story.is_late()
    with suppress(HookopsError):
        act()
    if story.kept.stored is not stored or (story.world.store.commits != commits and not late):
        story.note("a read has written something")


def save(story: Story, prune: bool) -> None:
    """A plan is saved."""
    story.save(Asked(prune))


def apply_saved(story: Story, which: int) -> None:
    """A saved plan is applied, perhaps not for the first time."""
    if not story.saved:
        return
    saved = story.saved[which % len(story.saved)]
    ended = story.apply(Asked(saved=saved))
    if saved.applied and ended.code != 6:
        story.note(f"a saved plan was applied twice: exit code {ended.code}")
    saved.applied = saved.applied or ended.code == 0


def apply(story: Story, prune: bool, bold: bool) -> None:
    """An apply, undisturbed."""
    story.apply(Asked(prune, bold))


def apply_with_fault(story: Story, family: str, at: int, prune: bool, bold: bool) -> None:
    """One thing goes wrong in an apply."""
    story.may_double = story.may_double or family in WRONG
    story.apply(Asked(prune, bold), FAMILIES[family], at)


def apply_saved_with_fault(story: Story, family: str, at: int, prune: bool) -> None:
    """One thing goes wrong in the apply of a plan that was saved just now."""
    story.save(Asked(prune))
    if story.saved:
        story.may_double = story.may_double or family in WRONG
        story.apply(Asked(saved=story.saved[-1]), FAMILIES[family], at)


def kill(story: Story, family: str, at: int, prune: bool) -> None:
    """An apply is killed."""
    story.apply(Asked(prune), FAMILIES[family], at)


def stop(story: Story, family: str, at: int, prune: bool) -> None:
    """An apply gets a signal."""
    story.apply(Asked(prune), FAMILIES[family], at)


def deliver_twice(story: Story, at: int) -> None:
    """A gateway sends a request of an apply a second time."""
    story.may_double = True
    story.apply(Asked(), FAMILIES["twice"], at)


def remove_duplicates(story: Story) -> None:
    """What a create made a second time goes."""
    story.apply(Asked(duplicates=True))


def replace_one(story: Story, role: str) -> None:
    """A new hook takes the place of one."""
    if role in story.declared.entries:
        story.apply(Asked(prune=True, replaced=story.declared.entries[role].key))


def two_at_once(story: Story, at: int) -> None:
    """Another apply begins while one is at work: it ends with 6 and writes nothing."""

    def begin() -> None:
        commits = story.world.store.commits
        ended = story.beside()
        if ended.code != 6 or story.world.store.commits != commits:
            story.note(f"two applies had the lease: the second one ended with {ended.code}")

    story.apply(Asked(), MEANWHILE, at, begin)


def copy_ledger(story: Story) -> None:
    """Somebody keeps a copy of the ledger."""
    if story.kept.stored.exists:
        story.ledgers.append(story.kept.stored)


def lose_ledger(story: Story) -> None:
    """The ledger is gone."""
    _replace_ledger(story, Ledger(story.kept.stored.organization, exists=False))


def restore_ledger(story: Story, which: int) -> None:
    """The ledger is an old one."""
    if story.ledgers:
        _replace_ledger(story, story.ledgers[which % len(story.ledgers)])


def _replace_ledger(story: Story, ledger: Ledger) -> None:
    story.wait(60)
    story.kept.stored = ledger
    story.watcher.forget(all_creates=True)
    story.watcher.doubtful |= {hook.id for hook in story.world.store.hooks()}
    for saved in story.saved:
        saved.applied = False
    story.may_double = True


def rebuild(story: Story) -> None:
    """A ledger is made of what is there; the person who asks for it has seen that it is theirs."""
    if story.kept.stored.exists:
        return
    story.declared.write(story.world)
    with suppress(HookopsError):
        rebuild_ledger(story.world.run(), lambda _: None)
        story.others -= set(story.key_ids().values())


def move_clock(story: Story, seconds: int) -> None:
    """Time goes by."""
    story.wait(seconds)


def edit_meanwhile(story: Story, at: int, which: int, kind: int) -> None:
    """An administrator edits something during an apply."""
    story.apply(Asked(), MEANWHILE, at, lambda: edit_in_console(story, which, kind))


def put_in_order(story: Story) -> None:
    """A person looks after the rest, and everything is as declared."""
    tidy_up(story)
