"""After a drift run: notify people, remember that, and hand metrics over."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hookops.cli import host, output
from hookops.cli.notify_options import Notify
from hookops.model.errors import HookopsError, InvalidInput, Unavailable
from hookops.model.text import show

if TYPE_CHECKING:
    from hookops.model.drift import Drift
    from hookops.notify.http import Address
    from hookops.notify.message import Message
    from hookops.notify.send import Target
    from hookops.notify.state import Decision, Remembered, Seen
    from hookops.okta.session import Session

_MOST = 64 * 1024


@dataclass(slots=True)
class News:
    """What a run has found, for those who are notified."""

    exit_code: int = 0
    """9 where somebody could not be notified, or metrics are lost."""
    found: "Drift | None" = None
    session: "Session | None" = None

    def report(self, found: "Drift", session: "Session") -> None:
        """This is what the run has found."""
        self.found, self.session = found, session


@contextmanager
def announced(config: str | None, org: str | None, how: Notify) -> Iterator[News]:
    """Around a run: what it reports, or the error that it ends with, reaches who is to know it.

    Raises: InvalidInput before the run, for URLs and paths that cannot be used.
    """
    news = News()
    # By hand, as most run it: nothing of this is imported then.
    if not how.is_wanted:
        yield news
        return
    desk = _open(config, org, how)
    try:
        yield news
    except HookopsError as problem:
        desk.fail(problem)
        raise
    if news.found is not None and news.session is not None:
        delivered = (desk.tell(news.found), desk.measure(news.found, news.session))
        news.exit_code = 0 if all(delivered) else Unavailable.exit_code


@dataclass(frozen=True, slots=True)
class _Desk:
    """Of one organization."""

    name: str
    identity: str
    how: Notify
    targets: list["Target"] = field(repr=False)
    state: Path
    metrics: Path | None
    gateway: "Address | None" = field(repr=False)
    run: str
    at: datetime

    def tell(self, found: "Drift") -> bool:
        """Whether everybody knows what they are to know."""
        from hookops.notify import message
        from hookops.notify.state import seen_drift

        seen = seen_drift(found)
        writers = {
            "drift": message.drift_message,
            "error": message.unread_message,
            "recovered": message.recovered_message,
        }

        def write(decision: "Decision") -> "Message":
            assert decision.event is not None
            return writers[decision.event](self.name, found, decision.since, self.run)

        return self._notify(seen, write)

    def fail(self, problem: HookopsError) -> None:
        """Those who are to know it know that the run has failed."""
        from hookops.notify.message import error_message
        from hookops.notify.state import seen_error

        self._notify(
            seen_error(problem),
            lambda decision: error_message(self.name, problem, decision.since, self.run),
        )

    def measure(self, found: "Drift", session: "Session") -> bool:
        """Whether the metrics are where they are to be."""
        # Where something could not be read, this run is no success, and its counts are too small.
        if found.unread or (self.metrics is None and self.gateway is None):
            return True
        from hookops.notify.metrics import exposition, push, read_figures

        # Both are tried: one that fails takes nothing from the other.
        figures = read_figures(self.name, found, session.traffic, self.at.timestamp())
        problems = []
        if self.metrics is not None:
            problem = _write(self.metrics, exposition(figures), public=True)
            problems.append(f"--metrics-file: {problem}" if problem else "")
        if self.gateway is not None:
            problem = push(self.gateway, figures)
            problems.append(f"--push: {problem}" if problem else "")
        output.err(*(f"warning: {problem}" for problem in filter(None, problems)))
        return not any(problems)

    def _notify(self, seen: "Seen", write: Callable[["Decision"], "Message"]) -> bool:
        """Whether nobody is left without the notification."""
        if not self.targets:
            return True
        from hookops.notify.send import deliver
        from hookops.notify.state import EVENTS, decide

        wanted = [event for event in EVENTS if event in self.how.events]
        before = self._remembered()
        decision = decide(before, seen, wanted, f"{self.at:%Y-%m-%dT%H:%M:%SZ}")
        problem = ""
        if decision.event is not None:
            message = write(decision)
            # It leaves the process as everything else does: looked through for secrets.
            output.checked(message.text)
            problem = deliver(self.targets, message)
            if problem:
                output.err(f"warning: {problem}")
        after = decision.undelivered if problem else decision.after
        # A quiet night leaves no trace.
        if after != before:
            self._remember(after)
        return not problem

    def _remembered(self) -> "Remembered":
        from hookops.files.reading import Unreadable, read_bytes
        from hookops.notify.state import Remembered, load_state

        # A pull request must not be able to silence a notification.
        if self._is_tracked():
            output.notice(
                f"Git tracks {self.state.name}, so hookops does not believe it: every run notifies"
            )
            return Remembered()
        try:
            text = read_bytes(self.state, _MOST).decode(errors="replace")
        except Unreadable:
            return Remembered()
        found = load_state(text, self.identity)
        if found is None:
            output.notice(f"{self.state.name} is not what hookops has written: it begins anew")
        return found or Remembered()

    def _remember(self, state: "Remembered") -> None:
        from hookops.notify.state import dump_state

        if self._is_tracked():
            return
        # Without it the next run notifies once more, which is no reason to fail.
        if problem := _write(self.state, dump_state(self.identity, state)):
            output.err(f"warning: what was reported is not remembered: {problem}")

    def _is_tracked(self) -> bool:
        from hookops.cli.tracked import is_tracked

        return is_tracked(Path(os.path.realpath(self.state)))


def _open(config: str | None, org: str | None, how: Notify) -> _Desk:
    """Raises: InvalidInput, UsageError."""
    from hookops.cli.context import organization, project
    from hookops.ledger.owner import Access
    from hookops.model.install.extras import check_extra
    from hookops.notify.http import read_address
    from hookops.notify.send import open_targets

    here = host.current()
    # Whatever is wrong with the options is found before anything is read.
    found = project(config)
    chosen = organization(found, org)
    for option, value in (("--metrics-file", how.metrics_file), ("--push", how.push)):
        if value:
            check_extra("metrics", option)
    folder = here.path(how.state) if how.state else found.root / ".hookops"
    return _Desk(
        name=chosen.name,
        identity=chosen.url or f"emulator {chosen.name}",
        how=how,
        targets=open_targets(how.urls) if how.urls else [],
        state=folder / f"{chosen.name}.notified.json",
        metrics=_metrics_file(how.metrics_file, chosen.name),
        gateway=read_address(how.push, "--push") if how.push else None,
        run=Access(here.env).owner().run,
        at=here.clock(),
    )


def _metrics_file(text: str, name: str) -> Path | None:
    if not text:
        return None
    # node_exporter reads no other files.
    if not text.endswith(".prom"):
        raise InvalidInput("--metrics-file takes a file that ends with .prom")
    return host.current().path(text.replace("{org}", name))


def _write(path: Path, text: str, *, public: bool = False) -> str:
    """What went wrong; empty when the file has the text."""
    from hookops.files.writing import PRIVATE, PUBLIC, make_folder, replace_file

    checked = output.checked(text)
    try:
        make_folder(path.parent)
        # node_exporter is another user, and reads a file whole or not at all.
        replace_file(path, checked, PUBLIC if public else PRIVATE)
    except OSError as problem:
        return f"{show(path.name)} cannot be written: {problem.strerror}"
    return ""
