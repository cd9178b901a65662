"""A ledger store in object storage (`s3://`, `gs://`, `az://`).

One object is the ledger, and another one, whose name ends with `.lock`, its lease.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from hookops.ledger.objects.bucket import Bucket, Found, Taken, open_bucket
from hookops.ledger.objects.lease import ObjectLease
from hookops.ledger.owner import Access, Owner
from hookops.ledger.sealed import Documents
from hookops.model.errors import Conflict, GuardError
from hookops.model.resource import Ledger
from hookops.model.text import show


class ObjectLedger:
    """One organization's ledger in one object; a `LedgerStore`."""

    def __init__(self, bucket: Bucket, key: str, organization: str, access: Access) -> None:
        self._bucket = bucket
        self._key = key
        self._organization = organization
        self._lease = ObjectLease(bucket, f"{key}.lock", access)
        self._documents = Documents(access)
        self._stored: tuple[Found, Ledger] | None = None
        """What was read or written last, so that it is sent and parsed once."""
        self._unknown = b""
        """What a swap without an answer wrote, if it did."""

    def read(self) -> Ledger:
        """See `LedgerStore.read`."""
        known = self._stored[0] if self._stored else None
        found = self._bucket.get(self._key, known)
        if found is None:
            self._stored = None
            return Ledger(self._organization, exists=False)
        if self._stored is None or found is not known:
            ledger = self._documents.loads(found.data.decode(errors="replace"), self._bucket.place)
            if ledger.organization != self._organization:
                raise GuardError(
                    f"{self._bucket.place} is the ledger of {show(ledger.organization)}, not of "
                    f"{self._organization}",
                    "each organization has a ledger of its own; set `ledger:` in hookops.yaml",
                )
            self._stored = (found, ledger)
        return self._stored[1]

    def swap(self, before: Ledger, after: Ledger) -> Ledger:
        """See `LedgerStore.swap`."""
        self._lease.check()
        # Usually `before` is what this run wrote last, and its version is known without a request.
        if self._stored is None or self._stored[1].serial != before.serial:
            self.read()
        base = self._stored[0] if self._stored else None
        now = self._stored[1] if self._stored else Ledger(self._organization, exists=False)
        # What this run wrote without an answer it did not go on from, so it may be replaced.
        is_own = base is not None and self._is_unknown(base)
        if (now.serial, now.exists) != (before.serial, before.exists) and not is_own:
            raise self._conflict()
        text, stored = self._documents.dumps(before, after)
        data = text.encode()
        self._stored = (self._write(data, base), stored)
        return stored

    def remove(self, before: Ledger) -> None:
        """See `LedgerStore.remove`.

        Storage deletes without a condition: only the lease keeps another run from between.
        """
        self._lease.check()
        now = self.read()
        if (now.serial, now.exists) != (before.serial, before.exists):
            raise self._conflict()
        self._bucket.delete(self._key)
        self._stored = None

    @contextmanager
    def lease(self) -> Iterator[None]:
        """See `LedgerStore.lease`."""
        dead = self._lease.take()
        try:
            if dead:
                self._fence()
            yield
        finally:
            self._lease.release()

    def check_lease(self) -> None:
        """See `CheckableStore.check_lease`."""
        self._lease.try_out()

    def unlock(self, *, force: bool = False) -> Owner | None:
        """See `LedgerStore.unlock`: a lease that nobody renews proves that its owner is dead."""
        owner = self._lease.unlock(force=force)
        if owner is not None:
            self._fence()
        return owner

    def _fence(self) -> None:
        """A run that had the lease and is alive after all meets a conflict at its next swap."""
        ledger = self.read()
        if ledger.exists:
            self.swap(ledger, ledger)

    def _write(self, data: bytes, base: Found | None) -> Found:
        earlier, self._unknown = self._unknown, data
        try:
            found = self._put(data, base)
        except Taken:
            there = self._bucket.get(self._key)
            # The first of two attempts of the library, whose answer was lost, stored it.
            mine = there is not None and there.writer == self._bucket.writer
            if there is not None and mine and there.data == data:
                found = there
            elif there is not None and mine and there.data == earlier:
                found = self._put_again(data, there)
            else:
                raise self._conflict() from None
        self._unknown = b""
        return found

    def _put(self, data: bytes, base: Found | None) -> Found:
        version = self._bucket.put(self._key, data, base.version if base else None)
        return Found(data, version, self._bucket.writer)

    def _put_again(self, data: bytes, base: Found) -> Found:
        try:
            return self._put(data, base)
        except Taken:
            raise self._conflict() from None

    def _is_unknown(self, found: Found) -> bool:
        return found.writer == self._bucket.writer and found.data == self._unknown

    def _conflict(self) -> Conflict:
        self._unknown = b""
        return Conflict(
            f"another run wrote the ledger at {self._bucket.place}", "run hookops plan again"
        )


def open_object(location: str, organization: str, access: Access) -> ObjectLedger:
    """The store at a location. Raises: InvalidInput."""
    bucket, key = open_bucket(location, access.env)
    return ObjectLedger(bucket, key, organization, access)
