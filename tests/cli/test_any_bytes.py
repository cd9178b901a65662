"""Whatever bytes a file has that hookops reads, it ends with a documented exit code."""

import re

import pytest
from cli.conftest import Shell

FILES = {
    "manifests/enrich-access-tokens.yaml": ["validate"],
    "hookops.yaml": ["plan"],
    ".hookops/local.ledger.json": ["drift"],
    "plan.json": ["apply", "plan.json", "--yes"],
}
"""Each file, with a command that reads it."""
BYTES = {
    "empty": b"",
    "zeros": bytes(1000),
    "Latin-1": "é".encode("latin-1") * 100,
    "UTF-16": "a: b\n".encode("utf-16"),
    "brackets": b"[" * 100_000,
    "mappings": b'{"a":' * 50_000,
    "alias": b"a: &a [*a, *a]\n",
    "tag": b"!!python/object/apply:os.system ['true']\n",
    "numbers": b'{"a": NaN, "b": 1e999, "c": ' + b"9" * 5000 + b"}",
    "one member twice": b'{"kind": 1, "kind": 2}',
    "half a letter": b'{"a": "\\ud800"}',
    "escapes": b"\x1b]0;x\x07\x1b[2J",
}


@pytest.mark.promise("P22")
@pytest.mark.parametrize("data", BYTES.values(), ids=BYTES)
@pytest.mark.parametrize("name", FILES)
def test_a_message_and_a_code(shell: Shell, name: str, data: bytes) -> None:
    """Invalid input has 3, an edited or other plan may have 6, and there is no traceback."""
    shell.run("apply", "--yes")
    path = shell.folder / name
    path.write_bytes(data)
    path.chmod(0o600)

    done = shell.run(*FILES[name])

    assert done.returncode in (3, 6)
    assert re.search(r"error[:\[]", done.stderr)
    assert "Traceback" not in done.stderr
    assert "\x1b" not in done.stderr
