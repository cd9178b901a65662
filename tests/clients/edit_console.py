"""Somebody changes the hooks of an embedded org in the console: `edit_console.py PROJECT`."""

import sys
from pathlib import Path

from hookops.emulator.app import create_app
from hookops.emulator.store.sqlite import SqliteStore

HEADERS = {"Authorization": "SSWS t"}


def edit(project: Path) -> None:
    """Every hook has another address."""
    store = SqliteStore(project / ".hookops" / "local.db")
    client = create_app(store, token="t").test_client()
    for hook in client.get("/api/v1/inlineHooks", headers=HEADERS).get_json():
        hook["channel"]["config"]["uri"] = "https://staging.example.com/token"
        hook["channel"]["config"]["authScheme"]["value"] = "typed"
        client.put(f"/api/v1/inlineHooks/{hook['id']}", json=hook, headers=HEADERS)


if __name__ == "__main__":
    edit(Path(sys.argv[1]))
