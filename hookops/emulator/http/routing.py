"""Routes that requests are matched with: Flask without URLs made from them, which nothing uses."""

from collections.abc import Callable
from typing import Any, NoReturn

from flask import Flask
from werkzeug.routing import Rule


class Route(Rule):
    """A rule without what `url_for` needs.

    Werkzeug compiles a function for each rule, which is nine tenths of making an application,
    for a hundred rules: 30 of 33 ms. Where it no longer asks for it so, we are slower and right.
    """

    def _compile_builder(self, *_: bool, **__: bool) -> Callable[..., Any]:
        return _no_url


class Application(Flask):
    """Flask with such routes."""

    url_rule_class = Route


def _no_url(*_: object, **__: object) -> NoReturn:
    raise NotImplementedError("the emulator makes no URLs from its routes")
