"""Who has a lease: user, host, process and CI run, as other runs are shown them."""

import json
import os
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from urllib.parse import urlsplit

from hookops.files.seal import Seals
from hookops.model.diagnostic import Reporter, report_nothing
from hookops.model.errors import Conflict
from hookops.model.text import show

with suppress(ImportError):
    import pwd

CI_RUNS = (
    "CI_JOB_URL",
    "BUILDKITE_BUILD_URL",
    "CIRCLE_BUILD_URL",
    "BUILD_URL",
)
"""Variables with the address of a CI run.

Source: GitLab CI predefined variables; Buildkite and CircleCI environment variables; Jenkins.
"""


@dataclass(frozen=True, slots=True)
class Owner:
    """The run that has a lease, as it describes itself."""

    pid: int
    host: str
    since: int
    """Seconds since 1970, by the owner's clock."""
    user: str = ""
    run: str = ""
    """The address or the number of its CI run; empty outside of CI."""

    def dumps(self) -> str:
        """As JSON, for the place that the lease is kept in."""
        return json.dumps(asdict(self))

    def describe(self) -> str:
        """`process 7 of alice on build-7 since ..., in https://ci.example.com/1`."""
        since = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(self.since))
        user = f" of {show(self.user)}" if self.user else ""
        run = f", in {show(self.run, 200)}" if self.run else ""
        return f"process {self.pid}{user} on {show(self.host)} since {since}{run}"


class LeaseHeld(Conflict):
    """Another run has the lease, and may be at work."""

    def __init__(self, owner: Owner | None, place: str, hint: str = "") -> None:
        who = owner.describe() if owner is not None else "another run"
        super().__init__(f"{who} has the lock {place}", hint or WAIT)
        self.owner = owner
        """None where it is not known."""


WAIT = (
    "wait for it to end, with --lock-timeout if you like; if it is dead, hookops unlock proves that"
)


@dataclass(frozen=True, slots=True)
class LeaseTimes:
    """Of leases that are objects, in seconds."""

    renew_s: float = 20
    expires_s: float = 60
    """A lease that was not renewed for so long may be that of a dead run."""
    watch_s: float = 40
    """And it is, when it is not renewed while it is watched for so long."""


@dataclass(frozen=True, slots=True)
class Access:
    """What a run brings to a ledger store: who it is, and where credentials come from."""

    env: Mapping[str, str] = field(repr=False)
    now: Callable[[], float] = time.time
    sleep: Callable[[float], object] = time.sleep
    report: Reporter = report_nothing
    times: LeaseTimes = LeaseTimes()
    check: Callable[[str], str] = str
    """Gives what may be stored in the place of an entry of a ledger, as JSON."""
    seals: Seals = field(default_factory=Seals)

    def owner(self) -> Owner:
        """This process, from now on."""
        return Owner(
            os.getpid(), socket.gethostname(), int(self.now()), _user(self.env), _ci_run(self.env)
        )


def read_owner(text: str | bytes) -> Owner | None:
    """The owner that a place names; None where its text is no owner's."""
    # Anybody who can write the place may have written it, and a later version may add members.
    try:
        data = json.loads(text)
        known = {member.name: data[member.name] for member in fields(Owner) if member.name in data}
        owner = Owner(**known)
        owner.describe()
    except (ValueError, KeyError, TypeError, OverflowError, OSError, RecursionError):
        return None
    return owner if all(map(_is_plain, known.items())) else None


def is_cut_short(text: bytes) -> bool:
    """Whether it is the start of an owner, as a run leaves it that was killed while it wrote."""
    start = b'{"pid": '
    if text[: len(start)] != start[: len(text)]:
        return False
    try:
        json.loads(text)
    except ValueError:
        return True
    return False


def _is_plain(member: tuple[str, object]) -> bool:
    name, value = member
    return type(value) is (int if name in ("pid", "since") else str)


def _user(env: Mapping[str, str]) -> str:
    # Source: Python, getpass.getuser: the same variables, before the password database.
    for name in ("LOGNAME", "USER"):
        if env.get(name):
            return env[name]
    # Windows has no such database, and no numbers of users.
    if not hasattr(os, "getuid"):
        return env.get("USERNAME", "")
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    # A container's user often has no entry.
    except KeyError:
        return str(os.getuid())


def _ci_run(env: Mapping[str, str]) -> str:
    """Source: GitHub Actions, default environment variables."""
    number = env.get("GITHUB_RUN_ID", "")
    server, repository = env.get("GITHUB_SERVER_URL", ""), env.get("GITHUB_REPOSITORY", "")
    if number and server and repository:
        return _bare(f"{server}/{repository}/actions/runs/{number}")
    return number or next((_bare(env[name]) for name in CI_RUNS if env.get(name)), "")


def _bare(url: str) -> str:
    """The address without user, password and query: it is written where others read it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()
