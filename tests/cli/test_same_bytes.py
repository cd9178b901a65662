"""The same inputs lead to the same bytes, wherever and however often hookops runs."""

import pytest
from cli.conftest import Emulator, Shell

from hookops.emulator.control.switches import Switches

PLACES = [
    {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "2", "TZ": "Pacific/Auckland", "LC_ALL": "C.UTF-8"},
]


@pytest.mark.promise("P27")
@pytest.mark.parametrize("format", ["text", "json", "markdown"])
def test_wherever_it_is_made(shell: Shell, format: str) -> None:
    """Neither the seed of hashes nor time zone, locale or the order of Okta's list is in a plan."""
    org = Emulator(switches=Switches(list_order="shuffled"))
    shell.point_at(org.url)
    text = (shell.folder / "manifests" / "enrich-access-tokens.yaml").read_text()
    for name in "abc":
        again = text.replace("enrich-access-tokens", name).replace("Enrich access tokens", name)
        shell.write(f"manifests/{name}.yaml", again)
    applied = shell.run("apply", "--yes")
    for name in "bc":
        path = shell.folder / "manifests" / f"{name}.yaml"
        path.write_text(path.read_text().replace("example.com/token", f"example.com/{name}"))
    start, texts = dict(shell.env), []

    for place in PLACES:
        shell.env = start | place
        texts.append(shell.process("plan", "--format", format).stdout)
    org.stop()

    assert (0, 1) == (applied.returncode, len(set(texts)))
    assert "example.com/b" in texts[0]
