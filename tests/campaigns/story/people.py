"""What people do in a story: authors of manifests, and administrators in the console."""

from contextlib import suppress

from campaigns.story.console import delete, make
from campaigns.story.story import Story
from properties.administrator import EDITS, Refused, things


def add(story: Story, role: str) -> None:
    """A hook more is declared."""
    story.declared.add(role)


def remove(story: Story, role: str) -> None:
    """A hook is declared no more."""
    story.declared.remove(role)


def edit(story: Story, role: str, member: str, number: int) -> None:
    """A manifest says something else."""
    story.declared.change(role, **{member: number})


def toggle(story: Story, role: str) -> None:
    """A hook is to have the other status."""
    story.declared.add(role)
    status = story.declared.entries[role].status
    story.declared.change(role, status="INACTIVE" if status == "ACTIVE" else "ACTIVE")


def rotate(story: Story, role: str) -> None:
    """A hook has another secret."""
    story.declared.add(role)
    story.declared.change(role, secret=story.declared.entries[role].secret + 1)
    key = story.declared.entries[role].key
    own = {id_ for managed, id_ in story.key_ids().items() if managed.name == key}
    story.watcher.doubtful -= own


def rename(story: Story, role: str) -> None:
    """A hook has another name in Git, and says which one it had."""
    story.declared.rename(role)


def bind(story: Story, role: str, point: str) -> None:
    """A flow is to call a hook."""
    story.declared.bind(role, point)


def unbind(story: Story, role: str) -> None:
    """No flow is to call a hook."""
    story.declared.change(role, bound=frozenset())


def adopt(story: Story, role: str) -> None:
    """A hook of the console may be taken over; it is no matter whether there is one."""
    story.declared.add(role)
    story.declared.change(role, adopt=not story.declared.entries[role].adopt)


def edit_in_console(story: Story, which: int, kind: int) -> None:
    """An object is edited, in one of the ways that there are."""
    objects = [thing for thing in things(story.world.made) if thing.sort != "key"]
    thing = objects[which % len(objects)]
    # A point with another name is no longer the one that manifests name.
    kinds = [k for k in EDITS[thing.sort] if thing.sort == "hook" or k not in ("name", "label")]
    name = kinds[kind % len(kinds)]
    if thing.sort == "hook" and name == "delete":
        delete(story, thing.id)
        return
    with suppress(Refused, KeyError):
        story.admin.edit(thing, name)
        if thing.sort == "hook":
            story.watcher.doubtful.add(thing.id)


def delete_in_console(story: Story, which: int) -> None:
    """A hook is deleted."""
    hooks = story.world.store.hooks()
    if hooks:
        delete(story, hooks[which % len(hooks)].id)


def make_in_console(story: Story, role: str) -> None:
    """A hook gets the type and name of one that may be declared."""
    make(story, role)
