"""Entries and intents of hooks, as the journal has them."""

from hookops.model.resource import Fingerprint, Intent, Key, Managed, Resource
from hookops.model.source import Mark, Origin

URL = "https://acme.okta.com"
A, B, C = (Key("InlineHook", name) for name in "abc")
PRINTS = {"channel.config.authScheme.value": Fingerprint("env:A", "ab", "01")}
MANAGED = Managed(A, "calabc0123", {"name": "a", "status": "ACTIVE"}, "2025", PRINTS)
NOW = "2025-03-13T23:38:58+00:00"


class Spec:
    """As much of a hook as the journal looks at."""

    name, type = "a", "t"

    def __init__(self, status="ACTIVE"):
        self.status = status

    def compared(self):
        return {"name": "a", "status": self.status}

    def fields(self):
        return self.compared()


def intent_of(key, step, compared=(), **members):
    """What is about to be sent, without the id and the time that the journal gives."""
    return Intent("", key, step, "", dict(compared), **members)


def desired(key, *, protect=False):
    resource = Resource(key, Spec(), Origin(Mark("a.yaml", 1, 1)), protect=protect)
    return {key: resource}


def steps(journal):
    return [(intent.key.name, intent.step) for intent in journal.ledger.intents]
