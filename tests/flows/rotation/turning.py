"""Rotations on a world: a service that takes some secrets, and whoever runs them."""

import json
from contextlib import suppress
from typing import Any

from conftest import World
from service.local import FINE, Listener, certificate, read_request, trusting

from hookops.kinds import HOOKS
from hookops.kinds.inline_hook.spec import declared_hook
from hookops.manifest.edits import files as edited_files
from hookops.model.errors import GuardError
from hookops.model.limits import Limits
from hookops.model.resource import Key
from hookops.workflow.oncall.carry_out import Means
from hookops.workflow.rotation.rotate import Rotated
from hookops.workflow.rotation.rotate import rotate as rotating
from hookops.workflow.rotation.secret import Wanted, read_reference
from hookops.workflow.rotation.steps import Attended, Step

OLD, NEW = "env:HOOKOPS_SECRET_A", "env:HOOKOPS_SECRET_NEW"
VALUES = {OLD: "value-of-hookops_secret_a", NEW: "another-value-7c1"}
REFUSED = b"HTTP/1.1 401 Who\r\nContent-Length: 0\r\n\r\n"
BROKEN = b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"
SERVER_TOKEN = "t0ken-of-the-server"


def _token() -> bytes:
    body = json.dumps({"access_token": SERVER_TOKEN, "token_type": "Bearer"}).encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    return head % len(body) + body


class Service(Listener):
    """At hooks.example.com; answers whoever shows one of the secrets that it takes."""

    def __init__(self, folder: Any, *taken: str) -> None:
        context, path = certificate(folder)
        self.taken = {VALUES[ref] for ref in taken}
        self.answer, self.to_others = FINE, REFUSED
        super().__init__(FINE, context=context)
        self.trusted = trusting(path)

    def take(self, *refs: str) -> None:
        """From now on these are the secrets that it takes."""
        self.taken = {VALUES[ref] for ref in refs}

    def _serve(self, taken: Any) -> None:
        with suppress(OSError), taken:
            secure = self.context.wrap_socket(taken, server_side=True)
            head, body = read_request(secure)
            self.requests.append((head, body))
            # A token server has the secret in the body, and the service what that gave for it.
            asks_token = head.startswith("POST /token-server ")
            shown = body.decode() if asks_token else head
            known = any(value in shown for value in (*self.taken, SERVER_TOKEN))
            answer = _token() if asks_token else self.answer
            secure.sendall(answer if known else self.to_others)
            secure.close()

    def shown(self) -> list[str]:
        """Which secret each call had, in their order."""
        names = {value: ref for ref, value in VALUES.items()}
        return [
            next((ref for value, ref in names.items() if value in head + body.decode()), "another")
            for head, body in self.requests
        ]


class Killed(BaseException):
    """The process is gone."""


class Turn:
    """A person who rotates secrets of a world."""

    def __init__(self, world: World, service: Service) -> None:
        self.world, self.service = world, service
        self.steps: list[Step] = []
        self.asked: list[str] = []
        self.agrees = True
        self.dies_at = 0

    @property
    def states(self) -> list[str]:
        """What was reported, in a few words."""
        return [f"{step.number} {step.state}" for step in self.steps]

    def ask(self, what: str) -> None:
        """Somebody agrees, or does not."""
        self.asked.append(what)
        if not self.agrees:
            raise GuardError("the answer was not yes", "hookops sent nothing to Okta")

    def report(self, step: Step) -> None:
        """Keeps it, or dies as it is to be reported."""
        if step.number == self.dies_at:
            raise Killed
        self.steps.append(step)

    def write(self, files: Any) -> None:
        """As the command does, but for the diff."""
        edited_files.check_unchanged(files)
        for file in files:
            edited_files.write(file, file.after)

    def rotate(
        self, ref: str = NEW, version: str = "", *, name: str = "a", field: str = "", **more: Any
    ) -> Rotated:
        """`hookops rotate`."""
        self.steps, self.asked = [], []
        world = self.world
        world.now += 10
        found = read_reference(ref, version)
        assert found is not None
        consent, limits = more.pop("consent", lambda _: True), more.pop("limits", Limits())
        attended = Attended(self.report, self.ask, self.write, network=world.network, **more)
        return rotating(
            world.run(),
            world.folder,
            Wanted(Key("InlineHook", name), found, field),
            Means(limits, consent, world.progress.append, world.stop),
            attended,
            (),
            dict,
        )

    def sent(self, name: str = "a") -> str:
        """The reference of the header secret that Okta has."""
        (record,) = [one for one in self.world.store.hooks() if one.name == name]
        value = record.channel["config"]["authScheme"]["value"]
        return next((ref for ref, known in VALUES.items() if known == value), value)

    def named(self, name: str = "a") -> Any:
        """What the manifest names."""
        hook = declared_hook(self.world.desired[Key("InlineHook", name)])
        return str(next(iter(HOOKS.secrets(hook).values())))


def refuses_after_put(turn, service, *left):
    """The service takes only these once Okta has the new secret."""

    def app(environ, start):
        if environ["REQUEST_METHOD"] == "PUT":
            service.take(*left)
        return turn.world.made(environ, start)

    turn.world.app = app
