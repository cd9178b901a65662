"""Everything is put in order: by a person first, and then by hookops."""

from campaigns.story.console import delete, unbind
from campaigns.story.declared import ADOPT, SMS
from campaigns.story.story import LATE_S, Asked, Story

from hookops.model.resource import Key

RUNS = 3
"""So many applies without a fault lead to what is declared."""


def put_in_order(story: Story) -> None:
    """A person looks after what no program may decide; then at most three applies do it."""
    story.wait(LATE_S)
    _tidy_console(story)
    codes = []
    for _ in range(RUNS):
        _publish_key(story)
        ended = story.apply(Asked(prune=True, bold=True))
        codes.append(ended.code)
        if ended.code == 0:
            break
    else:
        story.note(f"not done after {RUNS} applies: exit codes {codes}: {ended.text[:600]}")
    story.declared.key = {}
    for role in list(story.declared.entries):
        story.declared.change(role, adopt=False)


def _tidy_console(story: Story) -> None:
    """Of each name there is one hook, and it is managed or to be adopted."""
    ids = story.key_ids()
    hooks = {hook.id: hook for hook in story.world.store.hooks()}
    for role, entry in list(story.declared.entries.items()):
        names = (entry.key, *entry.previous)
        own = [ids[key] for name in names if (key := Key("InlineHook", name)) in ids]
        own = [id_ for id_ in own if id_ in hooks]
        name = (entry.facts.type, entry.okta_name)
        same = [id_ for id_, hook in hooks.items() if (hook.type, hook.name) == name]
        free = [id_ for id_ in same if id_ not in ids.values()]
        for id_ in free if own else free[1:]:
            delete(story, id_)
        story.declared.change(role, adopt=not own and bool(free))
    for id_, hook in hooks.items():
        managed = id_ in ids.values()
        named = (hook.type, hook.name) in story.declared.names()
        # An org has one ACTIVE telephony hook, and Okta deletes no key that is in use.
        if not managed and not named and (hook.type == SMS or "hookKeyId" in str(hook.channel)):
            delete(story, id_)
    declared = {entry.key for entry in story.declared.entries.values()}
    for key, id_ in ids.items():
        # hookops takes a hook out of no flow in which somebody else has put it.
        if key.kind == "InlineHook" and key.name not in declared:
            unbind(story, id_)


def _publish_key(story: Story) -> None:
    """The token server knows the hook key, and a key of before comes under management."""
    keys, own = story.admin.ask("GET", "hook-keys"), set(story.key_ids().values())
    # There is at most one.
    notes = {"hookops.dev/published": keys[0]["keyId"]} if keys else {}
    notes |= ADOPT if not own.issuperset(key["id"] for key in keys) else {}
    story.declared.key = {"annotations": notes} if notes else {}
