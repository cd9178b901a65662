"""The extras of hookops: what each is for, and what to say where one is missing."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec

from hookops.model.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Extra:
    """An optional part of an installation."""

    purpose: str
    modules: tuple[str, ...]
    """What hookops imports of it; the packages have the same names, with dashes."""


EXTRAS: Mapping[str, Extra] = {
    "emulator": Extra(
        "the emulator of Okta, embedded or on a port",
        ("flask", "werkzeug", "waitress", "joserfc", "cryptography"),
    ),
    "metrics": Extra("figures of drift for Prometheus", ("prometheus_client",)),
    "notify": Extra("notifications of drift", ("apprise",)),
    "postgres": Extra("a ledger in PostgreSQL", ("psycopg",)),
    "report": Extra("reports as HTML", ("jinja2",)),
    "state": Extra("a ledger in object storage", ("obstore",)),
}
"""Each extra of pyproject.toml that users install."""


def missing_extra(what: str, extra: str, module: str) -> InvalidInput:
    """The one sentence that every command says; `what` is a subject such as `the emulator`."""
    package = module.replace("_", "-")
    return InvalidInput(
        f"{what} needs {package}, which is not installed", f"pip install 'hookops[{extra}]'"
    )


@contextmanager
def needs(extra: str, what: str) -> Iterator[None]:
    """What is imported inside may need the extra. Raises: InvalidInput where it is missing."""
    try:
        yield
    except ImportError as problem:
        module = (problem.name or "").partition(".")[0]
        # A package whose own library is missing gives no name; a file of ours is a bug.
        if module and module not in EXTRAS[extra].modules:
            raise
        raise missing_extra(what, extra, module or EXTRAS[extra].modules[0]) from None


def check_extra(extra: str, what: str) -> None:
    """Everything of the extra is installed; nothing is imported. Raises: InvalidInput."""
    for module in EXTRAS[extra].modules:
        if find_spec(module) is None:
            raise missing_extra(what, extra, module)
