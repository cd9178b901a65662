"""Every kind of place that a ledger can be in. Servers are those that `run.sh` has started."""

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from obstore.store import MemoryStore
from stores.buckets import ACCOUNT, KEY

from hookops.ledger.objects.bucket import Bucket
from hookops.ledger.objects.store import ObjectLedger
from hookops.ledger.owner import Access, LeaseHeld, LeaseTimes, Owner
from hookops.ledger.store import CheckableStore, LedgerStore
from hookops.ledger.stores import open_store
from hookops.ledger.waiting import WaitingStore

REPO = Path(__file__).resolve().parents[2]

HOLD = """
import sys
from hookops.ledger.owner import Access, LeaseTimes
from hookops.ledger.stores import open_store
env = dict(pair.split("=", 1) for pair in sys.argv[3:])
with open_store(sys.argv[1], sys.argv[2], Access(env, times=LeaseTimes(0.2, 2, 0.6))).lease():
    print("locked", flush=True)
    sys.stdin.read()
"""


@dataclass(frozen=True)
class Place:
    """A location that nothing was ever stored at, and what its store is opened with."""

    kind: str
    location: str
    env: Mapping[str, str] = field(default_factory=dict)
    organization: str = field(default_factory=lambda: f"https://{uuid.uuid4().hex}.okta.com")
    patience_s: float = 5
    memory: MemoryStore | None = None
    """Objects that this process alone has."""

    def open(self, organization: str = "") -> CheckableStore:
        access = Access({**self.env, "LOGNAME": "alice"}, times=SHORT)
        if self.memory is not None:
            bucket = Bucket(self.location, self.memory)
            return ObjectLedger(bucket, "a.json", organization or self.organization, access)
        return open_store(self.location, organization or self.organization, access)

    def fresh(self) -> "Place":
        """Another one of its kind, that nothing was ever stored at."""
        return replace(
            self,
            location=f"{self.location}.{uuid.uuid4().hex}" if self.one_each else self.location,
            organization=f"https://{uuid.uuid4().hex}.okta.com",
            memory=MemoryStore() if self.memory is not None else None,
        )

    @property
    def one_each(self) -> bool:
        """Whether a location has the ledger of one organization alone."""
        return self.kind != "postgres"

    @contextmanager
    def taken_over(self) -> Iterator[LedgerStore]:
        """A store that has the lease once the dead run's has expired."""
        store = self.open()
        with WaitingStore(store, self.patience_s).lease():
            yield store

    def unlocked(self) -> Owner | None:
        """What unlocking says, once the dead run's lease has expired."""
        end = time.monotonic() + self.patience_s
        while True:
            try:
                return self.open().unlock()
            except LeaseHeld:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)

    def other_process(self) -> "subprocess.Popen[str]":
        """A process that has the lease until its input ends, or it is killed."""
        if self.memory is not None:
            pytest.skip("no other process sees this one's memory")
        pairs = [f"{name}={value}" for name, value in self.env.items()]
        process = subprocess.Popen(
            [sys.executable, "-c", HOLD, self.location, self.organization, *pairs],
            cwd=REPO,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout.readline() == "locked\n"
        return process


def server(variable: str) -> str:
    """Where the server is; the test is skipped where none was started."""
    if variable not in os.environ:
        pytest.skip(f"{variable} is not set: tests/stores/run.sh starts the servers of stores")
    return os.environ[variable]


SHORT = LeaseTimes(renew_s=0.2, expires_s=2, watch_s=0.6)
"""Of leases that are objects. Azure's and S3's times are whole seconds, so they expire late."""


def s3(kind: str, variable: str) -> Place:
    env = {
        "AWS_ENDPOINT_URL": server(variable),
        "AWS_ACCESS_KEY_ID": "hookops",
        "AWS_SECRET_ACCESS_KEY": "hookops",
        "AWS_REGION": "us-east-1",
    }
    return Place(kind, f"s3://acme-state/{uuid.uuid4().hex}/prod.json", env)


def azure() -> Place:
    env = {
        "AZURE_STORAGE_ENDPOINT": server("HOOKOPS_TEST_AZURE"),
        "AZURE_STORAGE_ACCOUNT_NAME": ACCOUNT,
        "AZURE_STORAGE_ACCOUNT_KEY": KEY,
    }
    return Place("azure", f"az://acme-state/{uuid.uuid4().hex}/prod.json", env)


PLACES = {
    "file": lambda folder: Place("file", str(folder / "state" / "acme.json")),
    "memory": lambda _: Place("memory", "memory://a.json", memory=MemoryStore()),
    "postgres": lambda _: Place("postgres", server("HOOKOPS_TEST_POSTGRES")),
    "s3": lambda _: s3("s3", "HOOKOPS_TEST_S3"),
    "seaweedfs": lambda _: s3("seaweedfs", "HOOKOPS_TEST_SEAWEEDFS"),
    "azure": lambda _: azure(),
}


@pytest.fixture(params=PLACES)
def place(request, tmp_path):
    """One of each store."""
    return PLACES[request.param](tmp_path)
