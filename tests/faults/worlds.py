"""A world without disk, network and time: the same seeds give the same requests and ids."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from threading import Event
from typing import Any

import httpx
from conftest import URL, World
from signing_in import CLIENT, EVERY, new_key, pem_of

from hookops.emulator.control.switches import Switches
from hookops.ledger.file import FileLedger
from hookops.model.errors import Conflict
from hookops.model.resource import Desired, Ledger
from hookops.model.secret import Secret
from hookops.okta.auth.credential import ServiceApp
from hookops.okta.auth.keys import read_key
from hookops.okta.auth.scopes import expected_scopes
from hookops.okta.session import Patience, Session, open_session

PATIENCE = Patience(attempts=3)
SKEW_S = 420
"""How far the clock of a service app's client is ahead of the org's."""
ORGANIZATION = {"id": "00oAcmeAcmeAcmeAcme1"}


@cache
def _key() -> Any:
    return new_key()


def _client() -> dict[str, Any]:
    """A service app with every scope, whose tokens are bound to a key."""
    jwks = {"keys": [_key().as_dict(private=False)]}
    return {"clientId": CLIENT, "jwks": jwks, "scopes": list(EVERY), "role": "SUPER_ADMIN"}


class Killed(BaseException):
    """The process is gone: nothing of it runs any more."""


class VirtualEvent(Event):
    """Nobody waits for it; the clock moves."""

    def __init__(self, sleep: Callable[[float], None]) -> None:
        super().__init__()
        self._sleep = sleep

    def wait(self, timeout: float | None = None) -> bool:
        if not self.is_set():
            self._sleep(timeout or 0)
        return self.is_set()


class KeptLedger(FileLedger):
    """A ledger in memory; what looks on sees every write of it."""

    def __init__(self) -> None:
        super().__init__(Path("ledger.json"), URL)
        self.stored = Ledger(URL, exists=False)
        self.before: Callable[[], None] = lambda: None
        self.after: Callable[[], None] = lambda: None

    def read(self) -> Ledger:
        return self.stored

    def swap(self, before: Ledger, after: Ledger) -> Ledger:
        if before.serial != self.stored.serial:
            raise Conflict("the ledger was written by another run")
        self.before()
        self.stored = replace(after, serial=before.serial + 1, exists=True)
        self.after()
        return self.stored

    @contextmanager
    def lease(self) -> Iterator[None]:
        yield


class QuickWorld(World):
    """See the module; `wire` is what its sessions speak to, in place of the org."""

    def __init__(
        self, folder: Path, seed: Mapping[str, Any], switches: Switches, *, app: bool = False
    ) -> None:
        clients = {"clients": [_client()]} if app else {}
        super().__init__(
            folder,
            seed={**seed, "organization": ORGANIZATION, **clients},
            switches=switches,
            id_seed=1,
            sleep=self.sleep,
            lost=lambda: httpx.ReadError("the connection was lost"),
        )
        self.kept = KeptLedger()
        self.given_ledger_store = self.kept
        self.stop = VirtualEvent(self.sleep)
        self._loaded: Desired | None = None
        if app:
            signer = read_key(Secret(pem_of(_key())), "HOOKOPS_PRIVATE_KEY", "k1")
            self.credential, self.skew_s = ServiceApp(CLIENT, signer), SKEW_S
            self.key_pair = _key()

    def declare(self, *documents: dict[str, Any]) -> None:
        self._loaded = None
        super().declare(*documents)

    @property
    def desired(self) -> Desired:
        if self._loaded is None:
            self._loaded = super().desired
        return self._loaded

    def session(self, *, read_only: bool = False) -> Session:
        return open_session(
            URL,
            self.credential,
            read_only=read_only,
            app=self.app,
            patience=PATIENCE,
            report=self.notices.append,
            clock=lambda: self.now + self.skew_s,
            monotonic=lambda: self.now,
            stop=self.stop,
            expected=expected_scopes(self.desired if self.key_pair else ()),
        )
