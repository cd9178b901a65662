"""Drift reports for tests of notifications."""

from dataclasses import replace

from hookops.model.change import FieldChange
from hookops.model.diagnostic import Diagnostic
from hookops.model.drift import Drift, Drifted
from hookops.model.resource import Key
from hookops.model.usage import LoggedEdit

EDIT = LoggedEdit(
    uuid="1",
    published="2026-11-26T21:03:11.000Z",
    actor_id="00u1",
    actor="Jane Doe",
    agent="Mozilla/5.0",
    ids=frozenset({"cal1"}),
    login="jane@acme.com",
    address="203.0.113.9",
    event="inline_hook.updated",
)
URI = FieldChange(("channel", "config", "uri"), "https://a.example", "https://b.example", "okta")
ITEM = Drifted(
    Key("InlineHook", "enrich"),
    "cal1",
    "changed",
    (URI,),
    "2026-11-26T21:03:11.000Z",
    edits=(EDIT,),
)
DRIFT = Drift(
    "https://acme.okta.com", "ledger", (ITEM,), in_sync={"InlineHook": 3}, system_log="read"
)
OTHER = replace(DRIFT, drifted=(replace(ITEM, fields=(replace(URI, after="https://c.example"),)),))
IN_SYNC = Drift("https://acme.okta.com", "ledger", in_sync={"InlineHook": 4})
UNREAD = replace(
    IN_SYNC,
    unread=(Diagnostic("unread", "rules cannot be read: okta.policies.read is missing", None),),
)
