"""An org and a ledger as `hookops apply` would have left them, without its thousands of fsyncs.

Apply stores the whole ledger twice for each hook, so that thousands of hooks take it long. Here
each hook is created by one request and the ledger is stored once, made of the same values: a plan
that then finds nothing to do shows that it is the same ledger.
"""

import sys
from pathlib import Path
from typing import Any

import httpx
from projects import SECRET_VALUE, TOKEN

from hookops.apply.deferred_values import fingerprints
from hookops.ledger.file import FileLedger
from hookops.manifest.load import load
from hookops.model.resource import Desired, Ledger, Managed, Resource
from hookops.secrets.environment import from_environment


def main(url: str, folder: str) -> None:
    """Every hook of the project exists, and its ledger says so."""
    root = Path(folder)
    loaded = load([root / "manifests"], root)
    headers = {"Authorization": f"SSWS {TOKEN}"}
    with httpx.Client(base_url=url, headers=headers, trust_env=False) as client:
        created = {key: _create(client, r) for key, r in loaded.desired.items()}
    store = FileLedger(root / ".hookops/bench.ledger.json", url)
    store.swap(store.read(), _ledger(url, loaded.desired, created))


def _create(client: httpx.Client, resource: Resource) -> dict[str, Any]:
    body: dict[str, Any] = dict(resource.spec.fields())
    config = {**body["channel"]["config"], "authScheme": _scheme()}
    answer = client.post(
        "/api/v1/inlineHooks", json={**body, "channel": {**body["channel"], "config": config}}
    )
    hook: dict[str, Any] = answer.raise_for_status().json()
    return hook


def _scheme() -> dict[str, str]:
    return {"type": "HEADER", "key": "Authorization", "value": SECRET_VALUE}


def _ledger(url: str, desired: Desired, created: dict[Any, dict[str, Any]]) -> Ledger:
    known = fingerprints(desired.values(), from_environment({}), b"", url)
    managed = {
        key: Managed(
            key=key,
            id=created[key]["id"],
            compared=resource.spec.compared(),
            last_updated=created[key]["lastUpdated"],
            fingerprints=known[key],
        )
        for key, resource in desired.items()
    }
    return Ledger(url, managed=managed)


if __name__ == "__main__":
    main(*sys.argv[1:])
