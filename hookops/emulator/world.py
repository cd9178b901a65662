"""What every area of the emulator works with: store, clock, ids, switches, routes, the log.

One organization's `World`, and the contract of an area. What tests script is in
`control/control.py`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from flask import Flask, Response, g, has_request_context, request

from hookops.emulator import facts, rsa_keys
from hookops.emulator.control.clock import Clock
from hookops.emulator.control.control import Control
from hookops.emulator.control.switches import Switches
from hookops.emulator.facts import Facts
from hookops.emulator.http.rates import RateLimits
from hookops.emulator.http.routing import Application
from hookops.emulator.okta import events
from hookops.emulator.store.contract import Record, Records, Store
from hookops.emulator.store.ids import Ids

# The collection of System Log events.
EVENTS = "events"


@dataclass(frozen=True, slots=True)
class World:
    """One organization as its areas see it. Safe to use from several threads."""

    app: Application = field(repr=False)
    store: Store = field(repr=False)
    clock: Clock
    ids: Ids
    rates: RateLimits = field(repr=False)
    control: Control = field(repr=False)
    token: str = field(repr=False)
    """The one API token that is accepted."""
    hook_limit: int = 100
    service_budget_s: float = 3.0
    """For one attempt to call a hook's service. Source: Okta, Inline hooks concept, timeout."""
    new_pem: Callable[[], str] = rsa_keys.new_pem
    """Makes a private RSA key; tests give keys that are made already."""

    @property
    def switches(self) -> Switches:
        """As they are set now; they may change between two requests."""
        return self.control.switches

    @property
    def features(self) -> frozenset[str]:
        """What the org has, by name, such as `api-access-management`."""
        return self.switches.features()

    @property
    def facts(self) -> Facts:
        """What is known about the API."""
        return facts.load()

    @property
    def base_url(self) -> str:
        """The URL that the request being served came to, without a slash at the end."""
        return request.host_url.rstrip("/")

    def route(
        self, method: str, path: str, view: Callable[..., Response], operation: str = ""
    ) -> None:
        """Requests for `path` are answered by `view`, and known as `operation`.

        Shape: `path` as Flask writes it, `/api/v1/hook-keys/<key_id>`; `operation` is the
        operationId of Okta's description of the API, such as `listHookKeys`. A slash at the end
        of a request's path is ignored: Okta's own Python SDK 2.9 lists `/api/v1/apps/?q=...`.
        """
        self.app.add_route(method, path, operation or f"{method} {path}", view)

    def get(self, collection: str, id: str) -> Record | None:
        """A copy of the record of that id; within a transaction, as it is there."""
        return self.store.record(collection, id)

    def all(self, collection: str) -> list[Record]:
        """Copies of the records of the collection, oldest first."""
        return self.store.records(collection)

    @contextmanager
    def transaction(self) -> Iterator[Records]:
        """Reads and writes that no other write comes between; an exception undoes them.

        Within another one of the same thread, it is a part of that one: what `log_event` writes
        is there exactly if the change is.
        """
        with self.store.transaction() as transaction:
            yield transaction.records

    def log_event(
        self,
        event_type: str,
        target_type: str,
        target_id: str,
        display_name: str,
        debug: dict[str, Any] | None = None,
        outcome: str = "SUCCESS",
        reason: str | None = None,
    ) -> None:
        """The System Log has this event, by whoever sent the request being served."""
        in_request = has_request_context()
        # A seed is made outside of a request, and a token request has no actor yet.
        actor = g.get("actor") if in_request else None
        agent = request.headers.get("User-Agent") if in_request else None
        event = events.event(
            event_type,
            uuid=self.ids.uuid(),
            published_s=self.clock(),
            actor=actor or events.SYSTEM,
            agent=agent,
            target=events.target(target_type, target_id, display_name),
            debug=debug or {},
            outcome=outcome,
            reason=reason,
        )
        # A part of the transaction of the change, where there is one.
        with self.transaction() as records:
            records.save(EVENTS, event["uuid"], event)


class Area(Protocol):
    """One part of the API: a module with this function."""

    def register(self, world: World) -> None:
        """Its routes are added, with `World.route`."""


class FilledArea(Area, Protocol):
    """An area of which every org has something."""

    def fresh(self, world: World) -> None:
        """The store has what a fresh org has of it."""


class SeededArea(Area, Protocol):
    """An area that a seed file can add to."""

    def seed(self, world: World, items: list[Any]) -> None:
        """The store has the objects that a seed file describes. Raises: SeedError."""


class SeedError(ValueError):
    """A seed describes what the emulator cannot make."""


def get_world(app: Flask) -> World:
    """The world of an application that `create_app` made."""
    world: World = app.extensions["hookops.emulator"]
    return world
