"""The services and their requests, by the short name of a type."""

import functools
import importlib
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from hookops.kinds.inline_hook.types import HOOK_TYPES

SERVICES = Path(__file__).resolve().parents[2] / "examples" / "services"
SECRET = "s3cret-of-the-tests"
TYPES = {row.short: row.name for row in HOOK_TYPES.values()}


def module(short: str) -> ModuleType:
    """The service's module; pytest has the folder in its path."""
    return importlib.import_module(f"{short.replace('-', '_')}_hook")


def ready(short: str) -> Any:
    """The service as it is served; slow digests of passwords are computed once for all tests."""
    return module(short).create_app(SECRET, **quick(short))


def quick(short: str) -> dict[str, Any]:
    """The options of such a service."""
    return {"check": _remembered()} if short == "password-import" else {}


@functools.cache
def _remembered() -> Callable[[str, str], bool]:
    hook = module("password-import")
    check: Callable[[str, str], bool] = functools.cache(hook.in_directory(hook.OLD_DIRECTORY))
    return check


def event(short: str) -> dict[str, Any]:
    """A request of that type as Okta sends it, to be changed at will."""
    text = (SERVICES / "cases" / f"{short}.json").read_text(encoding="utf-8")
    request: dict[str, Any] = json.loads(text)["request"]
    return request


class Service:
    """One service, called as Okta calls it."""

    def __init__(self, short: str, **options: Any) -> None:
        self.short = short
        self.app = module(short).create_app(SECRET, **options)
        self.event = event(short)
        self.data = self.event["data"]

    def post(self, body: bytes | None = None, path: str = "", **headers: str) -> Any:
        """The answer, to the event if there is no other body."""
        sent = json.dumps(self.event).encode() if body is None else body
        whole = {"Authorization": SECRET, "Content-Type": "application/json", **headers}
        return self.app.test_client().post(path or f"/{self.short}", data=sent, headers=whole)

    def commands(self) -> Any:
        """The commands of the answer to the event."""
        answer = self.post()
        assert (200, "application/json") == (answer.status_code, answer.content_type)
        return answer.get_json()["commands"]
