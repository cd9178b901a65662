"""An emulated org for the tests of any project that asks for it: fixtures for pytest.

    pytest -p hookops.emulator.pytest_plugin

Not an entry point: pytest would load it in each environment that hookops is installed in.
Importing it loads pytest alone; the emulator is loaded when a fixture is used.

    def test_hook(okta_emulator):
        with okta_emulator.client() as okta:
            assert okta.get("/api/v1/inlineHooks").json() == []
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import httpx
    from flask import Flask

    from hookops.emulator.control.history import Entry
    from hookops.emulator.control.snapshots import OrgSnapshot
    from hookops.emulator.world import World

# The API token that the fixtures' orgs accept.
TOKEN = "emulator"


@dataclass(frozen=True, slots=True)
class EmulatedOrg:
    """An org in this process, and everything that a test may do with it."""

    app: "Flask"
    world: "World"
    base_url: str = "https://okta-emulator.example"
    token: str = TOKEN

    @property
    def history(self) -> "list[Entry]":
        """Everything asked and answered so far."""
        return self.world.control.history.entries()

    def transport(self) -> "httpx.WSGITransport":
        """A transport for httpx that opens no socket."""
        import httpx

        return httpx.WSGITransport(app=self.app)

    def client(self, **options: Any) -> "httpx.Client":
        """A client of the org that shows its token; the caller closes it."""
        import httpx

        headers = {"Authorization": f"SSWS {self.token}"}
        return httpx.Client(
            transport=self.transport(), base_url=self.base_url, headers=headers, **options
        )

    def seed(self, **seed: Any) -> None:
        """The org begins anew with that seed, its members as in a seed file. Raises: SeedError."""
        from hookops.emulator.control import seed as seeds

        seeds.renew(self.world, seed)

    def snapshot(self) -> "OrgSnapshot":
        """The org as it is now, for `restore`."""
        from hookops.emulator.control import snapshots

        return snapshots.snapshot(self.world)

    def restore(self, taken: "OrgSnapshot") -> None:
        """The org is as it was; faults, edits and history are empty."""
        from hookops.emulator.control import snapshots

        snapshots.restore(self.world, taken)


def emulated_org(**options: Any) -> EmulatedOrg:
    """A new org in memory; options as for `create_app`.

    A connection that a rule drops is an `httpx.ReadError` here.
    """
    import httpx

    from hookops.emulator.app import create_app
    from hookops.emulator.store.memory import MemoryStore
    from hookops.emulator.world import get_world

    # WSGITransport has no socket to break: it raises what httpx would raise for one.
    def lost() -> Exception:
        return httpx.ReadError("the connection was lost")

    given: Mapping[str, Any] = {"token": TOKEN, "lost": lost, **options}
    app = create_app(MemoryStore(given.get("id_seed")), **given)
    return EmulatedOrg(app, get_world(app), token=given["token"])


@pytest.fixture
def okta_emulator_factory() -> Callable[..., EmulatedOrg]:
    """A function that makes orgs; options as for `hookops.emulator.app.create_app`."""
    return emulated_org


@pytest.fixture
def okta_emulator() -> EmulatedOrg:
    """A fresh org in this process."""
    return emulated_org()


@pytest.fixture
def okta_emulator_url() -> Iterator[str]:
    """The base URL of a fresh org on a port of this computer; its token is `emulator`."""
    from hookops.emulator.http.server import running

    # On a port waitress closes the connection on any exception of the application.
    org = emulated_org(lost=ConnectionResetError)
    with running(org.app) as url:
        yield url
