"""Notifications as texts: short enough for a phone, and nothing in them that a service acts upon.

Values stay out: what a field has now is somebody else's text, and the report has it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hookops.model.drift import Drift, Drifted
from hookops.model.errors import HookopsError
from hookops.model.text import plural, show
from hookops.notify.plain import plain
from hookops.notify.state import Event
from hookops.report.drift.actors import name_of, why_unknown
from hookops.report.drift.text import LOOKS, by_danger, drift_closing

_ITEMS = 6
_PATHS = 4
_MOST = 300


@dataclass(frozen=True, slots=True)
class Message:
    """One notification."""

    event: Event
    title: str
    body: str

    @property
    def text(self) -> str:
        """All of it, to be looked through."""
        return f"{self.title}\n{self.body}"


def drift_message(name: str, drift: Drift, since: str, run: str) -> Message:
    """What drifted, the worst first.

    Shape: `name` is the organization's in the project; `run` is the CI run, or empty.
    """
    # What people must not miss is in the first lines, which a phone shows without a touch.
    items = by_danger(replace(drift, drifted=drift.counted))
    more = len(items) - _ITEMS
    lines = [
        plain(drift_closing(drift), _MOST),
        *map(_item, items[:_ITEMS]),
        *([f"... and {more} more"] if more > 0 else []),
        *(plain(f"warning: {each.message}", _MOST) for each in drift.warnings[:2]),
        *([plain(why_unknown(drift), _MOST)] if drift.system_log == "not-granted" else []),
        *_closing(since, run),
    ]
    return Message("drift", f"Drift in {plain(name)}", "\n".join(lines))


def unread_message(name: str, drift: Drift, since: str, run: str) -> Message:
    """What could not be read, so that nobody knows whether it drifted."""
    count = len(drift.unread)
    lines = [
        f"hookops could not read {plural(count, 'thing')}, so nobody knows whether it drifted:",
        *(plain(each.message, _MOST) for each in drift.unread[:3]),
        *_closing(since, run),
    ]
    return Message("error", f"Drift check of {plain(name)} is incomplete", "\n".join(lines))


def error_message(name: str, problem: HookopsError, since: str, run: str) -> Message:
    """Why the run has found out nothing."""
    found = [d.message for d in problem.diagnostics[:2]]
    lines = [
        *(plain(text, _MOST) for text in (*found, problem.message) if text),
        f"exit code {problem.exit_code}; nobody knows whether something drifted",
        *_closing(since, run),
    ]
    return Message("error", f"Drift check of {plain(name)} failed", "\n".join(lines))


def recovered_message(name: str, drift: Drift, since: str, run: str) -> Message:
    """It is over; or hookops can read the org again, and finds the drift that is known."""
    # Nothing new drifted, or it would be a message of its own.
    head = "The check works again; the drift that was reported is still there. "
    title = "works again" if drift.counted or drift.warnings else "is over"
    lines = [
        plain((head if drift.counted else "") + drift_closing(drift), _MOST),
        *_closing(since, run, "it began"),
    ]
    what = "Drift check of" if title == "works again" else "Drift in"
    return Message("recovered", f"{what} {plain(name)} {title}", "\n".join(lines))


def _item(item: Drifted) -> str:
    paths = [".".join(map(str, field.path)) for field in item.fields]
    named = ", ".join(plain(path, 50) for path in paths[:_PATHS])
    left = f" and {len(paths) - _PATHS} more" if len(paths) > _PATHS else ""
    fields = f": {named}{left}" if named else ""
    return f"- {LOOKS[item.what].title} {plain(str(item.key))}{fields}{_who(item)}"


def _who(item: Drifted) -> str:
    if not item.edits:
        return ""
    last = item.edits[-1]
    # The second is enough, and a phone is narrow.
    return f", by {plain(name_of(last))} at {plain(last.published[:19])}Z"


def _closing(since: str, run: str, began: str = "since") -> Iterator[str]:
    yield f"{began} {plain(since)}"
    # The one link, and the job's own environment names it.
    if run:
        yield f"CI run: {show(run, 200)}"
