"""What an editor says of manifests and overlays: the real yaml-language-server, by modelines.

`editor.py SERVER`, where SERVER is the program `yaml-language-server`. Exits with 1 when it says
something else than it should.
"""

# ruff: noqa: T201

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

REPO = Path(__file__).resolve().parents[2]
SCHEMAS = REPO / "schemas" / "manifest"
SPEC = """\
metadata: {name: claims}
spec:
  type: com.okta.oauth2.tokens.transform
  channel: {type: HTTP, config: {uri: "https://hooks.example.com/claims"}}
"""
HEAD = "apiVersion: hookops.dev/v1\nkind: InlineHook\n"
PATCH = "metadata: {name: claims}\nspec:\n  channel: {config: {uri: https://prod.example.com}}\n"
PROJECT = """\
apiVersion: hookops.dev/v1
kind: Project
spec:
  organizations:
    dev: {emulator: .hookops/dev.db}
    prod: {url: https://acme.okta.com, overlays: [overlays/prod]}
"""
# Schema, text, and a part of what is said of it; nothing where it is in order.
CASES: Mapping[str, tuple[str, str, str]] = {
    "a manifest": ("inline-hook", HEAD + SPEC, ""),
    "a misspelt field": (
        "inline-hook",
        HEAD + SPEC.replace("uri:", "url:"),
        "Property url is not allowed",
    ),
    "an unknown type": (
        "inline-hook",
        HEAD + SPEC.replace("oauth2.tokens", "oauth2.token"),
        "Value is not accepted. Valid values",
    ),
    "a missing field": ("inline-hook", HEAD + "metadata: {name: a}\n", 'Missing property "spec"'),
    "a literal secret": (
        "inline-hook",
        HEAD + SPEC.replace("uri:", "authScheme: {key: A, value: s}, uri:"),
        "Property value is not allowed",
    ),
    "an overlay": ("overlay", HEAD + PATCH, ""),
    "an overlay that takes out": (
        "overlay",
        HEAD + PATCH.replace("{uri:", "{headers: null, uri:"),
        "",
    ),
    "an overlay of the metadata": (
        "overlay",
        HEAD + "metadata: {name: a, labels: {tier: '1'}}\n",
        "",
    ),
    "a misspelt field of an overlay": (
        "overlay",
        HEAD + PATCH.replace("uri:", "url:"),
        "Property url is not allowed",
    ),
    "a wrong value of an overlay": (
        "overlay",
        HEAD + PATCH + "  status: ACTIV\n",
        "Value is not accepted. Valid values",
    ),
    "an overlay of nothing": ("overlay", HEAD + "spec: {status: INACTIVE}\n", "Missing property"),
    "an overlay of an unknown kind": (
        "overlay",
        "kind: InlineHok\nmetadata: {name: a}\n",
        "Value is not accepted",
    ),
    "an incomplete element of an overlay": (
        "overlay",
        HEAD + PATCH.replace("{uri:", "{headers: [{key: X-A}], uri:"),
        'Missing property "value"',
    ),
    "a key": ("hook-key", "apiVersion: hookops.dev/v1\nkind: HookKey\nmetadata: {name: a}\n", ""),
    "an overlay of a key": (
        "overlay",
        "kind: HookKey\nmetadata: {name: a}\nspec: {nam: b}\n",
        "nam",
    ),
    "a project": ("project", PROJECT, ""),
    "a misspelt field of a project": (
        "project",
        PROJECT.replace("overlays:", "overlay:"),
        "Property overlay is not allowed",
    ),
}

Json = Any


class Server:
    """The language server, spoken to on its standard streams."""

    def __init__(self, program: str) -> None:
        self._process = subprocess.Popen(
            [program, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def send(self, method: str, params: Json, id_: int | None = None) -> None:
        """A request with an id, a notification without."""
        message = {"jsonrpc": "2.0", "method": method, "params": params}
        self._write(message if id_ is None else {**message, "id": id_})

    def _write(self, message: Json) -> None:
        assert self._process.stdin
        data = json.dumps(message).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self._process.stdin.flush()

    def read(self) -> Json:
        """The next message; a request of the server's is answered with nothing."""
        assert self._process.stdout
        length = 0
        while line := self._process.stdout.readline().strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        message = json.loads(self._process.stdout.read(length) or b"{}")
        if "id" in message and "method" in message:
            empty = [{}] if message["method"] == "workspace/configuration" else None
            self._write({"jsonrpc": "2.0", "id": message["id"], "result": empty})
        return message

    def wait_for(self, method: str, uri: str) -> Json:
        """The parameters of the first message of that method about that file."""
        while True:
            message = self.read()
            if not message:
                raise SystemExit("yaml-language-server ended")
            if message.get("method") == method and message["params"].get("uri") == uri:
                return message["params"]

    def stop(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()


def diagnose(server: Server, path: Path) -> list[str]:
    """What the server says of a file."""
    uri = path.as_uri()
    document = {"uri": uri, "languageId": "yaml", "version": 1, "text": path.read_text()}
    server.send("textDocument/didOpen", {"textDocument": document})
    found = server.wait_for("textDocument/publishDiagnostics", uri)["diagnostics"]
    return [each["message"] for each in found]


def main(program: str) -> int:
    """Each case."""
    server, wrong = Server(program), 0
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        workspace = {"rootUri": root.as_uri(), "processId": None, "capabilities": {}}
        server.send("initialize", workspace, 1)
        server.send("initialized", {})
        for number, (name, (schema, text, expected)) in enumerate(CASES.items()):
            path = root / f"{number}.yaml"
            # As people have it: a modeline, with a path.
            path.write_text(
                f"# yaml-language-server: $schema={SCHEMAS}/{schema}.schema.json\n{text}"
            )
            said = diagnose(server, path)
            right = any(expected in each for each in said) if expected else not said
            wrong += not right
            print(f"{'as expected' if right else 'WRONG'}: {name}: {' | '.join(said) or 'nothing'}")
    server.stop()
    print(f"yaml-language-server: {len(CASES)} files, {wrong} not as expected")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
