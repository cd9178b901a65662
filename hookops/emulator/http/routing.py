"""Routes that requests are matched with: Flask without URLs made from them, which nothing uses."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NoReturn

from flask import Flask, Response
from werkzeug.routing import Map, Rule


class Route(Rule):
    """A rule without what `url_for` needs.

    Werkzeug compiles a function for each rule, which is nine tenths of making an application,
    for a hundred rules: 30 of 33 ms. Where it no longer asks for it so, we are slower and right.
    """

    def _compile_builder(self, *_: bool, **__: bool) -> Callable[..., Any]:
        return _no_url


class Application(Flask):
    """Flask whose routes are matched by one map for all organizations of a process.

    Applications differ in what answers, not in what is matched, and the map is most of what
    is left of making one: 7 of 10 ms.
    """

    def __init__(self, name: str, template_folder: str) -> None:
        super().__init__(name, static_folder=None, template_folder=template_folder)
        self._routes: list[tuple[str, str, str]] = []

    def add_route(
        self, method: str, path: str, operation: str, view: Callable[..., Response]
    ) -> None:
        """Requests for `path` are answered by `view`, once `match_routes` was called."""
        known = self.view_functions.setdefault(operation, view)
        assert known is view, f"{operation} has two views"
        self._routes.append((method, path, operation))

    def match_routes(self) -> None:
        """All routes are there."""
        self.url_map = _map(tuple(self._routes))


# Of one version of the emulator there is one list of routes; tests may register more.
@lru_cache(maxsize=4)
def _map(routes: tuple[tuple[str, str, str], ...]) -> Map:
    """A map is safe to match with from several threads: it locks only where it is changed."""
    # Werkzeug would redirect //; the API has no such redirect.
    return Map([_rule(*route) for route in routes], merge_slashes=False)


def _rule(method: str, path: str, operation: str) -> Rule:
    # A slash too many is ignored. Flask would answer it with a redirect, which Okta's Python SDK
    # does not follow.
    rule = Route(path, endpoint=operation, methods=[method], strict_slashes=False)
    # Okta documents no OPTIONS here; it is a 405 like any other method. Flask reads this of a rule.
    rule.provide_automatic_options = False  # type: ignore[attr-defined]
    return rule


def _no_url(*_: object, **__: object) -> NoReturn:
    raise NotImplementedError("the emulator makes no URLs from its routes")
