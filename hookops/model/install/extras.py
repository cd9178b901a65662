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
    "aws": Extra("secrets and keys in AWS", ("boto3", "botocore")),
    "azure": Extra("secrets of Azure's Key Vault", ("azure.identity", "azure.keyvault.secrets")),
    "emulator": Extra(
        "the emulator of Okta, embedded or on a port",
        ("flask", "werkzeug", "waitress", "cryptography"),
    ),
    "gcp": Extra("secrets of Google's Secret Manager", ("google.auth",)),
    "keyring": Extra("secrets of a computer's keyring", ("keyring",)),
    "metrics": Extra("figures of drift for Prometheus", ("prometheus_client",)),
    "notify": Extra("notifications of drift", ("apprise",)),
    "otel": Extra(
        "OpenTelemetry traces",
        ("opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http"),
    ),
    "postgres": Extra("a ledger in PostgreSQL", ("psycopg",)),
    "report": Extra("reports as HTML", ("jinja2",)),
    "state": Extra("a ledger in object storage", ("obstore",)),
    "truststore": Extra("the authorities that this computer trusts", ("truststore",)),
    "vault": Extra("secrets of Vault and OpenBao", ("hvac", "requests")),
}
"""Each extra of pyproject.toml that users install."""


def missing_extra(what: str, extra: str, module: str) -> InvalidInput:
    """The one sentence that every command says; `what` is a subject such as `the emulator`."""
    package = module.replace("_", "-").replace(".", "-")
    return InvalidInput(
        f"{what} needs {package}, which is not installed", f"pip install 'hookops[{extra}]'"
    )


@contextmanager
def needs(extra: str, what: str) -> Iterator[None]:
    """What is imported inside may need the extra. Raises: InvalidInput where it is missing."""
    try:
        yield
    except ImportError as problem:
        top, every = (problem.name or "").partition(".")[0], EXTRAS[extra].modules
        meant = [each for each in every if each.partition(".")[0] == top]
        # A package whose own library is missing gives no name; a file of ours is a bug.
        if top and not meant:
            raise
        raise missing_extra(what, extra, [*meant, *every][0]) from None


def extra_with(module: str) -> tuple[str, str] | None:
    """The extra that brings a module, and the one of its modules that is meant; None for none.

    Shape: of `google.auth` Python may say that `google` is missing.
    """
    top = module.partition(".")[0]
    found = ((extra, each) for extra, known in EXTRAS.items() for each in known.modules)
    return next(((extra, each) for extra, each in found if each.partition(".")[0] == top), None)


def check_extra(extra: str, what: str) -> None:
    """Everything of the extra is installed; nothing is imported. Raises: InvalidInput."""
    for module in EXTRAS[extra].modules:
        if find_spec(module) is None:
            raise missing_extra(what, extra, module)
