"""Ledgers in object storage: lost answers, what errors print, and what a location may be."""

import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from obstore.store import MemoryStore

from hookops.ledger.objects.bucket import Bucket, open_bucket
from hookops.ledger.objects.store import ObjectLedger
from hookops.ledger.owner import Access
from hookops.ledger.stores import open_store
from hookops.model.errors import Conflict, GuardError, InvalidInput, Unavailable
from hookops.model.resource import Ledger

URL = "https://acme.okta.com"
REPO = Path(__file__).resolve().parents[3]
CANARY = "CANARY-31417"


@dataclass(frozen=True)
class Flaky(Bucket):
    """A bucket whose writes can be lost, or their answers."""

    faults: list[str] = field(default_factory=list)

    def put(self, key, data, before):
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "lost":
            raise Unavailable("no answer")
        version = Bucket.put(self, key, data, before)
        if fault == "answer lost":
            raise Unavailable("no answer")
        # What the library does by itself: the second attempt meets the first one.
        return Bucket.put(self, key, data, before) if fault == "sent twice" else version


@pytest.fixture
def bucket():
    return Flaky("memory://acme", MemoryStore())


@pytest.fixture
def store(bucket):
    return ObjectLedger(bucket, "prod.json", URL, Access({}))


@pytest.mark.parametrize("fault", ["lost", "answer lost"])
@pytest.mark.parametrize("begun", [True, False])
def test_a_swap_without_an_answer(store, bucket, fault, begun):
    """Whether it was stored or not, the run goes on from what it knows."""
    before = store.swap(store.read(), Ledger(URL)) if begun else store.read()
    bucket.faults.append(fault)
    with pytest.raises(Unavailable):
        store.swap(before, Ledger(URL, organization_id="00o1"))

    stored = store.swap(before, Ledger(URL, organization_id="00o2"))

    assert "00o2" == stored.organization_id == store.read().organization_id
    assert stored == ObjectLedger(bucket, "prod.json", URL, Access({})).read()


def test_a_swap_that_is_sent_twice(store, bucket):
    """A library that repeats a write whose answer was lost meets its own first attempt."""
    bucket.faults.append("sent twice")

    assert 1 == store.swap(store.read(), Ledger(URL)).serial


def test_two_runs_that_write_the_same(store, bucket):
    """Only one of them has stored it."""
    before = store.read()
    other = ObjectLedger(Bucket("memory://acme", bucket.store), "prod.json", URL, Access({}))
    other.swap(other.read(), Ledger(URL))

    with pytest.raises(Conflict):
        store.swap(before, Ledger(URL))


def test_a_swap_without_an_answer_and_another_run(store, bucket):
    """What another run stored since is not replaced."""
    before = store.read()
    bucket.faults.append("lost")
    with pytest.raises(Unavailable):
        store.swap(before, Ledger(URL))
    other = ObjectLedger(bucket, "prod.json", URL, Access({}))
    other.swap(other.read(), Ledger(URL, organization_id="00o1"))

    with pytest.raises(Conflict):
        store.swap(before, Ledger(URL))


def test_an_unchanged_ledger_is_parsed_once(store):
    """An apply reads it before each of its writes."""
    stored = store.swap(store.read(), Ledger(URL))

    assert store.read() is stored


def test_another_org_s_ledger(store, bucket):
    """It is a guard's error."""
    store.swap(store.read(), Ledger(URL))

    with pytest.raises(GuardError, match="is the ledger of https://acme.okta.com, not of other"):
        ObjectLedger(bucket, "prod.json", "other", Access({})).read()


S3 = {"AWS_ACCESS_KEY_ID": CANARY, "AWS_SECRET_ACCESS_KEY": CANARY, "AWS_REGION": "us-east-1"}


@pytest.mark.parametrize(
    "location",
    [
        "s3://acme-state",
        "s3://acme-state/",
        "s3://ab@evil/x.json",
        "s3://evil.example.com#/x.json",
        "s3://acme-state/a?b=c",
        "s3://acme-state/../x",
        "s3://acme-state//x",
        "s3://ACME/x.json",
        f"s3://u:{CANARY}@acme-state/x.json",
    ],
)
def test_no_location_of_an_object(location):
    """A bucket and a path; what else there is could lead to another host."""
    with pytest.raises(InvalidInput) as problem:
        open_bucket(location, S3)

    assert "is no location of an object" in problem.value.message
    assert CANARY not in str(problem.value)


def test_nobody_answers():
    """The message has the place, and nothing of the credentials or of the library's text."""
    env = {**S3, "AWS_ENDPOINT_URL": "http://127.0.0.1:1"}
    with pytest.raises(Unavailable) as problem:
        open_store("s3://acme-state/prod.json", URL, Access(env)).read()

    assert "the ledger at s3://acme-state/prod.json cannot be used: no answer" == (
        problem.value.message
    )
    assert CANARY not in str(problem.value)


def test_plain_http_elsewhere():
    """Without TLS a token is everybody's, so the environment has to say that it may be so."""
    env = {**S3, "AWS_ENDPOINT_URL": "http://storage.invalid"}

    with pytest.raises(Unavailable):
        open_store("s3://acme-state/prod.json", URL, Access(env)).read()


def test_variables_that_cannot_be_used():
    """Their names are printed, and none of their values."""
    env = {**S3, "AWS_VIRTUAL_HOSTED_STYLE_REQUEST": CANARY}
    with pytest.raises(InvalidInput) as problem:
        open_bucket("s3://acme-state/prod.json", env)

    assert "AWS_VIRTUAL_HOSTED_STYLE_REQUEST" in problem.value.hint
    assert CANARY not in str(problem.value)


WITHOUT = """
import sys
sys.modules["obstore"] = None
from hookops.ledger.stores import open_store
open_store("s3://acme-state/prod.json", "https://acme.okta.com")
"""


def test_a_missing_extra():
    """Without obstore the message says what to install."""
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT], cwd=REPO, capture_output=True, text=True, check=False
    )

    assert done.stderr.splitlines()[-2:] == [
        "hookops.model.errors.InvalidInput: the ledger at s3://acme-state/prod.json needs obstore, "
        "which is not installed",
        "  hint: pip install 'hookops[state]'",
    ]
