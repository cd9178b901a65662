"""A lease as an object that its owner renews, and that others take over when it does not.

Clocks of two computers may differ by minutes. So a lease counts as expired only when it is old by
the clock of the storage, and has stayed as it is while this run watched it by its own.
"""

import json
import os
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass

from hookops.ledger.objects.bucket import Bucket, Found, Taken
from hookops.ledger.owner import Access, LeaseHeld, Owner, read_owner
from hookops.model.errors import Conflict, HookopsError, Unavailable


@dataclass(slots=True)
class _Held:
    """This run's own lease."""

    owner: Owner
    token: str
    version: Mapping[str, str]
    renewed: float
    """When it was renewed last, by the clock of this process."""
    renewals: int = 0
    lost: bool = False

    def dumps(self) -> bytes:
        """As it is stored; never the same text twice, since S3 makes e-tags of the content."""
        members = {"token": self.token, "renewals": self.renewals, **asdict(self.owner)}
        return json.dumps(members).encode()


class ObjectLease:
    """The lease beside a ledger."""

    def __init__(self, bucket: Bucket, key: str, access: Access) -> None:
        self._bucket = bucket
        self._key = key
        self._access = access
        self._times = access.times
        self._held: _Held | None = None
        self._turn = threading.Lock()
        self._end = threading.Event()
        self._thread: threading.Thread | None = None

    def take(self) -> bool:
        """This run has the lease, and renews it. Returns: whether a dead run had it.

        Raises: LeaseHeld, Unavailable.
        """
        held = _Held(self._access.owner(), os.urandom(16).hex(), {}, time.monotonic())
        left_behind = None
        if not self._put(held, None):
            left_behind = self._await_expiry()
            # Of several that have waited, the first one gets it.
            if not self._put(held, left_behind.version if left_behind else None):
                raise self._problem(self._bucket.get(self._key))
        self._held = held
        try:
            self._check_conditions()
        except Unavailable:
            self.release()
            raise
        self._end.clear()
        self._thread = threading.Thread(target=self._keep, daemon=True, name="hookops-lease")
        self._thread.start()
        return left_behind is not None

    def try_out(self) -> None:
        """A run would get the lease: it is taken and released. Raises: LeaseHeld, Unavailable."""
        # Whoever has it, or had it, is not to be disturbed, and a dead run's is waited for long.
        if found := self._bucket.get(self._key):
            raise self._problem(found)
        self.take()
        self.release()

    def check(self) -> None:
        """This run still has the lease it took, if it took one. Raises: Conflict, Unavailable."""
        held = self._held
        if held is None:
            return
        with self._turn:
            # A process that was stopped for a while finds out here that it has missed its time.
            if not held.lost and time.monotonic() - held.renewed > self._times.expires_s:
                self._renew(held)
        if held.lost:
            raise Conflict(
                f"another run took the lock {self._bucket.place}", "run hookops plan again"
            )

    def release(self) -> None:
        """The lease is over; that of another run stays."""
        held, self._held = self._held, None
        self._end.set()
        if self._thread is not None:
            self._thread.join()
        if held is None or held.lost:
            return
        # The lease expires anyway, so that what the apply has done is not put into question.
        with suppress(HookopsError):
            found = self._bucket.get(self._key)
            if found is not None and found.version == held.version:
                self._bucket.delete(self._key)

    def unlock(self, *, force: bool) -> Owner | None:
        """The lease is free; whose it was. Raises: LeaseHeld, Unavailable."""
        found = self._bucket.get(self._key)
        if found is None:
            return None
        # The time that a dead run's lease is watched is the proof that it is dead.
        if not force:
            self._await_expiry()
        self._bucket.delete(self._key)
        return read_owner(found.data)

    def _await_expiry(self) -> Found | None:
        """The lease of a dead run; None when there is none any more. Raises: LeaseHeld."""
        found = self._bucket.get(self._key)
        if found is None:
            return None
        age_s = self._access.now() - found.modified
        if age_s < self._times.expires_s:
            raise self._problem(found)
        problem = self._problem(found)
        self._access.report(
            f"{problem.message}, and has not renewed it for {age_s:.0f} s: waiting "
            f"{self._times.watch_s:.0f} s to see whether it does"
        )
        self._access.sleep(self._times.watch_s)
        again = self._bucket.get(self._key)
        if again is not None and again.version != found.version:
            raise self._problem(again)
        return again

    def _check_conditions(self) -> None:
        """Raises: Unavailable where the storage ignores conditions: it would lock nobody out."""
        with suppress(Taken):
            self._bucket.put(self._key, b"{}", None)
            self._bucket.delete(self._key)
            raise Unavailable(
                f"the storage of {self._bucket.place} ignores If-None-Match",
                "a ledger needs storage with conditional writes",
            )

    def _keep(self) -> None:
        while not self._end.wait(self._times.renew_s):
            held = self._held
            if held is None or held.lost:
                return
            # What cannot be renewed now may be the next time; `check` looks at the clock.
            with self._turn, suppress(HookopsError):
                self._renew(held)

    def _renew(self, held: _Held) -> None:
        """The lease is renewed, or known to be lost. Raises: Unavailable."""
        held.renewals += 1
        now = time.monotonic()
        held.lost = not self._put(held, held.version)
        held.renewed = now

    def _put(self, held: _Held, before: Mapping[str, str] | None) -> bool:
        """Whether the lease is stored as this run's own."""
        try:
            held.version = self._bucket.put(self._key, held.dumps(), before)
        except Taken:
            found = self._bucket.get(self._key)
            # Not another run's: a write of this one whose answer was lost, and that was repeated.
            if found is None or held.token.encode() not in found.data:
                return False
            held.version = found.version
        return True

    def _problem(self, found: Found | None) -> LeaseHeld:
        return LeaseHeld(read_owner(found.data) if found else None, self._bucket.place)
