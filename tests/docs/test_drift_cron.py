"""What docs/drift-cron.md says is what a reader sees, and what the notified service gets."""

import re
from pathlib import Path

from cli.listener import listening
from docs.console import comparable, reader

from hookops.emulator.app import create_app
from hookops.emulator.http.server import running
from hookops.emulator.store.memory import MemoryStore

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "drift-cron.md").read_text()


def test_the_document(tmp_path):
    """Every command prints what it says, and both messages arrive as they are written there."""
    with listening() as service, running(create_app(MemoryStore(), token="t0ken")) as url:
        follower = reader(tmp_path, acme=url)
        follower.env["HOOKOPS_API_TOKEN"] = "t0ken"
        wrong = follower.follow(TEXT.replace("ops.example.com", service.place))

    written = re.findall(r"^```text\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    arrived = [f"{each['title']}\n{each['message']}\n" for each in service.notified]
    assert [] == wrong, "\n".join(wrong)
    assert [*map(comparable, written)] == [*map(comparable, arrived)]
