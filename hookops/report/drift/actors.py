"""Who changed what drifted, in words; for text, Markdown and notifications."""

from collections.abc import Iterator

from hookops.model.drift import Drift, Drifted
from hookops.model.text import plural, show
from hookops.model.usage import LoggedEdit

_AGENT = 60
"""Characters of a `User-Agent`: the browser and its system are in the first of them."""
_WHY = {
    "not-granted": "hookops may not read the System Log: okta.logs.read is not granted",
    "not-read": "hookops could not read the System Log",
}


def edit_lines(item: Drifted, drift: Drift) -> Iterator[str]:
    """A sentence for each write of it, or that the log has none."""
    if drift.system_log != "read" or not item.id:
        return
    if item.more_edits:
        yield f"{plural(item.more_edits, 'older write')} of it in the System Log"
    yield from map(describe_edit, item.edits)
    # An event may come later than the write, and some writes have none.
    if not item.edits:
        yield "the System Log has no write of it by anybody else"


def describe_edit(edit: LoggedEdit) -> str:
    """`updated by Jane Doe (jane@acme.com) at 2026-11-26T21:03:11.000Z from 203.0.113.9, ...`."""
    # Both are what the client said or the log kept: they may be missing.
    address = f" from {show(edit.address)}" if edit.address else ""
    agent = f", {show(edit.agent, _AGENT)}" if edit.agent else ""
    return f"{verb_of(edit)} by {name_of(edit)} at {show(edit.published)}{address}{agent}"


def verb_of(edit: LoggedEdit) -> str:
    """What the write did: `updated`, for `policy.rule.update` as for `inline_hook.updated`."""
    # Hooks are `updated`, apps and rules have an `update`: one word for both.
    verb = show(edit.event.rpartition(".")[2], 20) or "written"
    return verb if verb.endswith("d") else f"{verb}d"


def name_of(edit: LoggedEdit) -> str:
    """Name and login, or whatever there is of them."""
    # Accounts of services often have one name for both.
    names = [show(name) for name in (edit.actor, edit.login or edit.actor_id) if name]
    if len(names) == 2 and names[0] != names[1]:
        return f"{names[0]} ({names[1]})"
    return names[0] if names else "somebody without a name"


def why_unknown(drift: Drift) -> str:
    """Why nobody knows who did it; empty where it is known, or there is nothing to know."""
    reason = _WHY.get(drift.system_log)
    return f"who changed it is not known: {reason}" if reason else ""
