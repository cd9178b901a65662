"""A secret that somebody also wrote into a manifest is none: everybody who reads Git has it."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress

from hookops.model.errors import InvalidInput, SecretUnavailable
from hookops.model.secret import Finder, ResolveSecret, Secret, SecretRef, repeats

Texts = Callable[[], Iterable[tuple[str, str]]]
"""The name and the text of each file that declares something."""


def unless_written(
    resolve: ResolveSecret, declared: Callable[[], Iterable[SecretRef]], texts: Texts
) -> ResolveSecret:
    """The same, but for a secret that one of the texts holds.

    Shape: `declared` gives those that can be read without asking anybody, now that one is wanted.
    Raises: the function, InvalidInput with the place and without the value.
    """
    places: dict[SecretRef, str] = {}
    looked: set[SecretRef] = set()

    def checked(ref: SecretRef) -> Secret | None:
        secret = resolve(ref)
        if ref not in looked:
            # All at once: reading thousands of files for each secret would take minutes.
            refs = {*declared()} - looked - {ref}
            found = {ref: secret, **{one: _resolve(resolve, one) for one in refs}}
            places.update(_find(found, texts))
            looked.update(found)
        if ref in places:
            raise InvalidInput(
                f"the secret {ref} is also written in clear in {places[ref]}",
                "whoever can read that file has it: remove it there, and rotate the secret",
            )
        return secret

    return checked


def _resolve(resolve: ResolveSecret, ref: SecretRef) -> Secret | None:
    # What keeps that one from being read is raised for whoever wants it.
    with suppress(SecretUnavailable):
        return resolve(ref)
    return None


def _find(secrets: Mapping[SecretRef, Secret | None], texts: Texts) -> Mapping[SecretRef, str]:
    """`file:line` of each secret that a text holds."""
    known = {ref: secret for ref, secret in secrets.items() if secret is not None}
    finder = Finder()
    for secret in known.values():
        finder.add(secret)
    found: dict[SecretRef, str] = {}
    # One look at each text for all of them; which one it is matters only where there is one.
    for name, text in filter(lambda item: finder.finds(item[1]), texts() if known else ()):
        for ref, secret in known.items():
            if repeats(text, [secret]):
                found.setdefault(ref, f"{name}:{_line(text, secret)}")
    return found


def _line(text: str, secret: Secret) -> int:
    lines = text.split("\n")
    # One that is broken over several lines is in none of them.
    return next((n for n, line in enumerate(lines, 1) if repeats(line, [secret])), 1)
