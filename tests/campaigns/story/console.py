"""What an administrator does in the console of a story's org."""

from contextlib import suppress
from typing import TYPE_CHECKING

from campaigns.story.declared import ROLES
from properties.administrator import Refused, Thing, things

if TYPE_CHECKING:
    from campaigns.story.story import Story


def delete(story: "Story", id_: str) -> None:
    """The hook is gone, and whatever called it calls nothing."""
    unbind(story, id_)
    hook = story.world.store.get(id_)
    with suppress(Refused):
        story.admin.edit(Thing("hook", f"inlineHooks/{id_}"), "delete")
    story.others.discard(id_)
    if hook is not None:
        story.watcher.forget_name(hook.name)


def unbind(story: "Story", id_: str) -> None:
    """Nothing calls the hook."""
    for thing in things(story.world.made):
        if thing.sort in ("rule", "app", "policy"):
            _unbind(story, thing, id_)


def _unbind(story: "Story", thing: Thing, id_: str) -> None:
    raw = story.admin.ask("GET", thing.path)
    if id_ not in str(raw):
        return
    if thing.sort == "rule":
        raw["actions"]["token"].pop("inlineHook", None)
    elif thing.sort == "app":
        raw["settings"]["signOn"]["inlineHooks"] = []
    else:
        raw["actions"]["profileEnrollment"].pop("preRegistrationInlineHooks", None)
    with suppress(Refused):
        story.admin.ask("PUT", thing.path, raw)


def make(story: "Story", role: str) -> None:
    """A hook with the type and name of a role, and another address."""
    entry = story.declared.entries.get(role)
    facts = ROLES[role]
    scheme = {"type": "HEADER", "key": "Authorization", "value": "typed"}
    config = {"uri": "https://console.example.com/hook", "authScheme": scheme}
    body = {
        "name": entry.okta_name if entry else role,
        "type": facts.type,
        "version": facts.version,
        "channel": {"type": "HTTP", "version": "1.0.0", "config": config},
    }
    with suppress(Refused):
        story.others.add(story.admin.ask("POST", "inlineHooks", body)["id"])
        story.may_double = True
