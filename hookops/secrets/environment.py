"""Secrets from environment variables: `env:NAME`."""

from collections.abc import Mapping

from hookops.model.secret import ResolveSecret, Secret, SecretRef


def from_environment(env: Mapping[str, str]) -> ResolveSecret:
    """Resolves references by the variables of `env`; None for one that is not set."""

    def resolve(ref: SecretRef) -> Secret | None:
        value = env.get(ref.name)
        # Files and mounts end with a line break that is not the secret's; no more is dropped.
        if value is None:
            return None
        return ref.secret_of(value.removesuffix("\n").removesuffix("\r"))

    return resolve
