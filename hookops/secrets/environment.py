"""Secrets from environment variables: `env:NAME`."""

from collections.abc import Mapping

from hookops.model.secret import ResolveSecret, Secret, SecretRef


def from_environment(env: Mapping[str, str]) -> ResolveSecret:
    """Resolves references by the variables of `env`; None for one that is not set."""

    def resolve(ref: SecretRef) -> Secret | None:
        value = env.get(ref.name)
        return None if value is None else ref.secret_of(without_line_break(value))

    return resolve


def without_line_break(value: str) -> str:
    """Without the one that files and mounts end with, which is not the secret's; no more of it."""
    return value.removesuffix("\n").removesuffix("\r")
