"""The tripwire: whatever a run is about to write is looked through for the secrets of that run.

Types keep secrets out of texts; this proves it in every run. A text that has one is not written.
"""

import json
from threading import Lock

from hookops.model.resource import Json
from hookops.model.secret import Finder, ResolveSecret, Secret, SecretRef

SENTENCE = "(hookops does not write this text: it holds a secret, which is a bug in hookops)"
"""In the place of a text that is not written."""


class SecretFound(Exception):
    """A text that was about to be written holds a secret: a bug in hookops, before its first write.

    Nothing but the end of the run catches it.
    """


class Tripwire:
    """The secrets that one run has read. Safe to share between threads.

    Secrets under eight characters are not looked for, since any text has them by accident; hookops
    sends none that is so short.
    """

    def __init__(self) -> None:
        self._finder = Finder()
        self._known: set[SecretRef] = set()
        self._lock = Lock()
        self._has_written = False
        self.caught = False
        """Whether a text was not written."""

    def add(self, secret: Secret) -> None:
        """From now on it is in no text."""
        # Reports are written by several threads while one resolves secrets.
        with self._lock:
            self._finder.add(secret)

    def watch(self, resolve: ResolveSecret) -> ResolveSecret:
        """The same, and each secret that it gives is one of this run's."""

        def resolve_and_add(ref: SecretRef) -> Secret | None:
            secret = resolve(ref)
            if secret is not None and ref not in self._known:
                self.add(secret)
                self._known.add(ref)
            return secret

        return resolve_and_add

    def note_write(self) -> None:
        """A write goes to the registry: from here on the run has to report what became of it."""
        self._has_written = True

    def check(self, text: str) -> str:
        """`text`, or a sentence in its place once the registry may have been written to.

        Raises: SecretFound before that: the run has changed nothing, and ends.
        """
        if text.rstrip("\n") == SENTENCE or not self._finds(text):
            return text
        self.caught = True
        # A run that has changed nothing can stop anywhere; one that may have must go on reporting.
        if not self._has_written:
            raise SecretFound
        return f"{SENTENCE}\n" if text.endswith("\n") else SENTENCE

    def check_json(self, text: str) -> str:
        """The same for an entry of the ledger, of which everything else has to be kept."""
        if self.check(text) == text:
            return text
        # Without the entry nobody would know what hookops has written.
        return json.dumps(self._without(json.loads(text)))

    def _without(self, value: Json) -> Json:
        match value:
            case str():
                return SENTENCE if self._finds(value) else value
            # Names too, since keys of the ledger are such.
            case dict():
                return {str(self._without(name)): self._without(m) for name, m in value.items()}
            case list():
                return [self._without(item) for item in value]
            case _:
                return value

    def _finds(self, text: str) -> bool:
        with self._lock:
            return self._finder.finds(text)
