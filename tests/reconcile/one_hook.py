"""One hook as it is declared, as it is in Okta, and as the ledger knows it."""

from hookops.kinds import LISTED
from hookops.model.resource import (
    Fingerprint,
    Intent,
    Key,
    Ledger,
    Managed,
    Resource,
    Snapshot,
)
from hookops.model.source import Mark, Origin

KIND = LISTED["InlineHook"]
URL = "https://acme.okta.com"
CREATED = "2025-03-13T23:38:58.000Z"
LATER = "2026-01-01T00:00:00.000Z"
TYPE = "com.okta.oauth2.tokens.transform"
PRINTS = {"channel.config.authScheme.value": Fingerprint("env:A")}


def key(name):
    return Key("InlineHook", name)


def resource(name="a", status="ACTIVE", uri="https://h.example.com/a", **members):
    data = {
        "metadata": {"name": name},
        "spec": {
            "name": members.pop("title", name),
            "type": members.pop("type", TYPE),
            "version": "1.0.1",
            "status": status,
            "channel": {"type": "HTTP", "config": {"uri": uri}},
        },
    }
    return Resource(key(name), KIND.parse(data), Origin(Mark(f"{name}.yaml", 1, 1)), **members)


def actual(
    name="a", hook_id="calabc0123", status="ACTIVE", uri="https://h.example.com/a", **members
):
    return KIND.read(
        {
            "id": hook_id,
            "name": name,
            "type": TYPE,
            "version": "1.0.1",
            "status": status,
            "channel": {"type": "HTTP", "config": {"uri": uri}},
            "created": CREATED,
            "lastUpdated": CREATED,
            **members,
        }
    )


def managed(name="a", hook_id="calabc0123", **members):
    compared = resource(name).spec.compared()
    return Managed(key(name), hook_id, **{"compared": compared, "last_updated": CREATED, **members})


def ledger(*entries, intents=()):
    return Ledger(URL, managed={m.key: m for m in entries}, intents=tuple(intents))


def desired(*resources):
    return {r.key: r for r in resources}


def snapshot(*actuals, unsupported=()):
    return Snapshot(tuple(actuals), unsupported)


def intent(
    at="2025-03-13T23:38:57+00:00", step="create", known_ids=(), name="a", prints=None, **members
):
    compared = resource(**members).spec.compared()
    return Intent("1-a", key(name), step, at, compared, known_ids, prints or {})
