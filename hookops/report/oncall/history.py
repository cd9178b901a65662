"""History in lines of text, and as JSON."""

from collections import Counter
from collections.abc import Iterator, Mapping

from hookops.model.history.night import History
from hookops.model.history.records import ApplyRecord, ChangeRecord, Disabled, Tombstone
from hookops.model.resource import Json
from hookops.model.text import plural
from hookops.report.json_kit import FORMAT_VERSION, address, dumps, plain
from hookops.report.text_kit import Line, draw
from hookops.report.words import clean

_FEW = 5
"""Changes of the ledger alone that are listed; more are counted, and JSON has all of them."""


def history_text(history: History, *, styled: bool = False, width: int = 0) -> str:
    """Each apply with what it changed; then hooks that were deleted, and those that are off."""
    return draw(list(history_lines(history)), None, styled=styled, width=width)


def history_lines(history: History) -> Iterator[Line]:
    """The newest apply first, with the number by which a rollback names it."""
    # What is over first, then what is gone, and last what is so until somebody ends it.
    for number, record in history.applies:
        yield Line(f"{number}  {headline(record)}", "bold")
        if record.because:
            yield Line(f"    because: {clean(record.because)}")
        # The first apply of an org that has everything adopts a screen full of hooks.
        if record.is_quiet and len(record.changes) > _FEW:
            yield from _counted(record)
            continue
        for change in record.changes:
            yield Line(f"    {clean(change.action)} {clean(str(change.key))}  {change.result}")
    for stone in history.deleted:
        flows = ", ".join(map(_flow, stone.bindings))
        called = f", called by {flows}" if flows else ""
        yield Line(
            f"{clean(stone.at)}  deleted {clean(str(stone.key))} ({clean(stone.id)}{called})"
        )
    for entry in history.disabled:
        who = ", ".join(filter(None, (entry.by, entry.run)))
        why = f"{f'{who}: ' if who else ''}{entry.because}"
        yield Line(clean(f"{entry.at}  {entry.key} is off since then, by {why}"), "bold yellow")
    if not (history.applies or history.deleted or history.disabled):
        what = clean(str(history.about)) if history.about else "any change"
        yield Line(f"nothing of {what} is in the ledger's last 20 applies")


def _counted(record: ApplyRecord) -> Iterator[Line]:
    counts = Counter((change.action, change.result) for change in record.changes)
    for (action, result), count in counts.items():
        yield Line(f"    {clean(action)} {plural(count, 'resource')}  {clean(result)}")


def headline(record: ApplyRecord) -> str:
    """`TIME  COMMAND  COUNTS  WHO  COMMIT  RUN  PLAN`, where there is such a thing."""
    # What is not there is not said: whoever reads it at night looks for the word failed.
    found = ((record.done, "done"), (record.failed, "failed"), (record.unknown, "unknown"))
    counts = ", ".join(f"{count} {word}" for count, word in found if count) or "nothing done"
    counts = f"{counts}, nothing in Okta" if record.is_quiet else counts
    # Time first: whoever looks for a cause knows when it began.
    words = (
        record.at,
        record.command,
        counts,
        f"saved plan {record.plan[:12]}" if record.plan else "",
        record.by,
        f"commit {record.commit[:12]}" if record.commit else "",
        record.run,
    )
    return "  ".join(clean(word) for word in words if word)


def history_data(history: History) -> dict[str, Json]:
    """Everything that a ledger remembers of applies; no secret is in it."""
    return {
        "format_version": FORMAT_VERSION,
        "organization": history.organization,
        "applies": [apply_data(number, record) for number, record in history.applies],
        "deleted": [_stone(stone) for stone in history.deleted],
        "disabled": [disabled_data(entry) for entry in history.disabled],
    }


def history_json(history: History) -> str:
    """`history_data` as text."""
    return dumps(history_data(history))


def apply_data(number: int, record: ApplyRecord) -> dict[str, Json]:
    """One apply."""
    # `before` has references of secrets at most; old values are nowhere.
    return {
        "number": number,
        "at": record.at,
        "command": record.command or "apply",
        "because": record.because,
        "by": record.by,
        "run": record.run,
        "commit": record.commit,
        "plan": record.plan,
        "summary": {"done": record.done, "failed": record.failed, "unknown": record.unknown},
        "changes": [_change(change) for change in record.changes],
    }


def disabled_data(entry: Disabled) -> dict[str, Json]:
    """One hook that is off."""
    return {
        "address": address(entry.key),
        "at": entry.at,
        "by": entry.by,
        "run": entry.run,
        "because": entry.because,
        "deactivated": entry.deactivated,
        "bindings": plain(entry.bindings),
    }


def _change(change: ChangeRecord) -> dict[str, Json]:
    return {
        "address": address(change.key),
        "action": change.action,
        "result": change.result,
        "id": change.id,
        "before": plain(change.before),
    }


def _stone(stone: Tombstone) -> dict[str, Json]:
    # Not what it was like: the change that deleted it has that.
    found = {"address": address(stone.key), "id": stone.id, "at": stone.at}
    return {**found, "bindings": plain(stone.bindings)}


def _flow(binding: Mapping[str, Json]) -> str:
    return clean(" > ".join(str(name) for word, name in binding.items() if word != "runOn"))
