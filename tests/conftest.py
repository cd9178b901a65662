"""What every test may use: a whole world of one organization, without network or clock."""

import gc
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

import checkers
import httpx
import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from made_keys import made_pems
from served import serve as serve

from hookops.emulator.app import create_app
from hookops.emulator.store.memory import MemoryStore
from hookops.emulator.world import get_world
from hookops.ledger.file import FileLedger
from hookops.ledger.store import LedgerStore
from hookops.manifest.load import load
from hookops.model.change import Outcome, Plan
from hookops.model.diagnostic import errors
from hookops.model.drift import Drift
from hookops.model.limits import Limits, SecretTrust
from hookops.model.resource import Desired, Ledger
from hookops.model.secret import Secret
from hookops.network.outside import Network
from hookops.okta.auth.credential import Credential
from hookops.okta.auth.scopes import expected_scopes
from hookops.okta.session import Patience, Session, open_session
from hookops.secrets.environment import from_environment
from hookops.workflow import apply as workflow
from hookops.workflow import drift as drifting
from hookops.workflow import plan as planning
from hookops.workflow.run import Applied, Run
from hookops.workflow.services.verification import verifier_of

URL = "https://acme.okta.com"
TOKEN = "t0ken"
HASTY = Patience(attempts=2, first_wait_s=0.001, longest_wait_s=0.002, total_s=5)


def pytest_collection_finish() -> None:
    """Thousands of collected tests are not looked through again with each full collection.

    That was a quarter of the suite's time; what a test leaves behind is collected as before.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


# Laws: a few examples, the same each time, where everybody waits; many others every night.
settings.register_profile("common", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "gate", settings.get_profile("common"), max_examples=10, derandomize=True, database=None
)
settings.register_profile(
    "nightly", settings.get_profile("common"), max_examples=200, print_blob=True
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gate"))


def manifest(name: str, /, **spec: Any) -> dict[str, Any]:
    """A token hook with header authentication; members of spec replace those of it."""
    config = {
        "uri": f"https://hooks.example.com/{name}",
        "authScheme": {
            "type": "HEADER",
            "key": "Authorization",
            "valueFrom": f"env:HOOKOPS_SECRET_{name.upper().replace('-', '_')}",
        },
    }
    whole = {
        "name": name,
        "type": "com.okta.oauth2.tokens.transform",
        "version": "1.0.1",
        "status": "ACTIVE",
        "channel": {"type": "HTTP", "version": "1.0.0", "config": config},
    }
    metadata = spec.pop("metadata", {})
    config.update(spec.pop("config", {}))
    return {
        "apiVersion": "hookops.dev/v1",
        "kind": "InlineHook",
        "metadata": {"name": name, **metadata},
        "spec": {**whole, **spec},
    }


SERVICES = ("hooks.example.com",)
WORLDS: list["World"] = []
"""Those of the test that runs."""


class World:
    """An emulated org, a folder of manifests, a ledger, an environment."""

    def __init__(self, folder: Path, app: Callable[..., Any] | None = None, **org: Any) -> None:
        self.folder = folder
        self.store = MemoryStore()
        self.now = 1_700_000_000.0
        self.made = create_app(
            self.store, token=TOKEN, clock=lambda: self.now, new_pem=made_pems(), **org
        )
        self.app = app or self.made
        self.env: dict[str, str] = {}
        self.credential: Credential = Secret(TOKEN)
        self.key_pair: Any = None
        """Of the service app that it signs in as."""
        self.skew_s = 0.0
        """How far the local clock is ahead of the org's."""
        self.patience = HASTY
        self.key = b""
        self.notices: list[str] = []
        self.progress: list[Outcome] = []
        self.stop = Event()
        self.given_ledger_store: LedgerStore | None = None
        self.network: Network | None = None
        """What hooks' services are reached by."""
        # As for any org on this computer; tests of real ones set another. Services of tests have
        # these names, and a person lets them have any secret.
        self.trust = SecretTrust(SERVICES, emulated=True)
        (folder / "manifests").mkdir()
        WORLDS.append(self)

    def declare(self, *documents: dict[str, Any]) -> None:
        """The manifests are these now; each secret they name is set."""
        for old in (self.folder / "manifests").iterdir():
            old.unlink()
        for document in documents:
            text = json.dumps(document, indent=1)
            (self.folder / "manifests" / f"{document['metadata']['name']}.json").write_text(text)
            for word in text.split('"'):
                if word.startswith("env:"):
                    self.env.setdefault(word[4:], f"value-of-{word[4:].lower()}")

    @property
    def desired(self) -> Desired:
        loaded = load([self.folder / "manifests"], self.folder)
        assert errors(loaded.certain) == ()
        return loaded.desired

    @property
    def ledger_store(self) -> LedgerStore:
        return self.given_ledger_store or FileLedger(self.folder / "ledger.json", URL)

    @property
    def ledger(self) -> Ledger:
        return self.ledger_store.read()

    def session(self, *, read_only: bool = False) -> Session:
        return open_session(
            URL,
            self.credential,
            read_only=read_only,
            app=self.app,
            patience=self.patience,
            report=self.notices.append,
            clock=lambda: self.now + self.skew_s,
            # Many tests of API tokens have no manifests at all.
            expected=expected_scopes(self.desired if self.key_pair else ()),
        )

    def run(self, *, read_only: bool = False) -> Run:
        made = Run(
            self.desired,
            self.session(read_only=read_only),
            self.ledger_store,
            from_environment(self.env),
            "acme",
            self.key,
            lambda: datetime.fromtimestamp(self.now, UTC),
            self.sleep,
            report=self.notices.append,
            trust=self.trust,
        )
        return replace(made, verifier=verifier_of(made, self.folder, self.network))

    def sleep(self, seconds: float) -> None:
        """Nobody waits; the clock moves."""
        self.now += seconds

    def plan(self, *, targets: Sequence[str] = (), **limits: Any) -> Plan:
        return planning.plan(self.run(read_only=True), Limits(**limits), targets)

    def apply(
        self,
        *,
        targets: Sequence[str] = (),
        consent: Callable[[Plan], bool] = lambda _: True,
        asks: bool = False,
        **limits: Any,
    ) -> Applied:
        self.now += 10
        return workflow.apply(
            self.run(),
            Limits(**limits),
            targets,
            consent=consent,
            progress=self.progress.append,
            stop=self.stop,
            parallelism=4,
            asks=asks,
        )

    def drift(self) -> Drift:
        return drifting.drift(self.run(read_only=True))

    def okta(self, method: str, path: str = "", body: Any = None) -> Any:
        """What an administrator or another tool does, some time later."""
        return self.api(method, f"inlineHooks/{path}", body)

    def api(self, method: str, path: str, body: Any = None) -> Any:
        """The same, anywhere in the API."""
        self.now += 60
        client = httpx.Client(transport=httpx.WSGITransport(app=self.app))
        url = f"{URL}/_emulator/admin/api/v1/{path}".rstrip("/")
        answer = client.request(method, url, json=body) if body else client.request(method, url)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    @property
    def history(self) -> list[Any]:
        """Everything that this world's own org was asked and answered."""
        app = self.app if isinstance(self.app, Flask) else self.made
        return get_world(app).control.history.entries()

    @property
    def ours(self) -> set[int]:
        """Positions in the history of what hookops sent."""
        return {number for number, entry in enumerate(self.history) if entry.by == "client"}

    def hook(self, name: str) -> dict[str, Any]:
        """The one hook of this name, as the API shows it."""
        found: dict[str, Any]
        (found,) = [hook for hook in self.okta("GET") if hook["name"] == name]
        return found

    def edit(self, name: str, **config: Any) -> None:
        """Somebody changes a hook in the console, and types a secret as they must."""
        hook = self.hook(name)
        hook["channel"]["config"].update(config)
        scheme = hook["channel"]["config"].get("authScheme")
        if scheme:
            scheme["value"] = "typed"
        self.okta("PUT", hook["id"], hook)

    def requests(self) -> list[tuple[str, str, int]]:
        """Everything served so far."""
        return [(entry.method, entry.path, entry.status) for entry in self.history]

    def writes(self) -> list[tuple[str, str, int]]:
        """Those that can change something."""
        return [request for request in self.requests() if request[0] != "GET"]


class Faulty:
    """The org behind a bad line: a rule decides, per request, what goes wrong."""

    def __init__(self, app: Any, rule: Callable[[str, str], str]) -> None:
        self.app = app
        self.rule = rule

    def __call__(self, environ: dict[str, Any], start: Any) -> Any:
        fault = self.rule(environ["REQUEST_METHOD"], environ["PATH_INFO"])
        if fault == "refuse":
            raise httpx.ConnectError("connection refused")
        if fault == "busy":
            start("429 Too Many Requests", [("x-rate-limit-limit", "0")])
            return [b""]
        if fault in ("lost", "broken"):
            answer = b"".join(self.app(environ, lambda *_: None))
            if fault == "lost":
                raise httpx.ReadTimeout("no answer")
            start("503 Service Unavailable", [("content-type", "text/html")])
            return [b"<html>" + answer[:0]]
        if fault == "html":
            start("200 OK", [("content-type", "text/html")])
            return [b"<html>log in</html>"]
        return self.app(environ, start)


def key_manifest(name: str, /, **metadata: Any) -> dict[str, Any]:
    """A hook key."""
    return {
        "apiVersion": "hookops.dev/v1",
        "kind": "HookKey",
        "metadata": {"name": name, **metadata},
        "spec": {},
    }


@pytest.fixture
def world(tmp_path: Path) -> World:
    """An empty org and an empty folder."""
    return World(tmp_path)


@pytest.fixture(autouse=True)
def sound() -> Iterator[None]:
    """After each test, what holds of every org's history is checked on those that it made."""
    WORLDS.clear()
    yield
    for made in WORLDS:
        assert_sound(made)
    WORLDS.clear()


def assert_sound(world: World) -> None:
    """No write of hookops left a binding on a hook that is missing or INACTIVE, and none changed
    more than one pointer of somebody else's object."""
    assert [] == list(checkers.broken_bindings(world.history, world.ours))
    assert [] == [edit for edit in checkers.edits(world.history, world.ours) if len(edit[1]) > 1]
