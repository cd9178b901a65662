"""The README's transcripts are what hookops prints."""

import re
import shutil
from pathlib import Path

from hookops.emulator.app import create_app
from hookops.emulator.store.sqlite import SqliteStore

README = (Path(__file__).resolve().parents[2] / "README.md").read_text()
WRONG = """\
apiVersion: hookops.dev/v1
kind: InlineHook
metadata: {name: a}
spec:
  type: com.okta.oauth2.tokens.transform
  version: 1.0
  stauts: ACTIVE
  channel:
    type: HTTP
    version: 1.0.0
    config:
      uri: https://hooks.example.com/token
      method: POST
      authScheme: {type: HEADER, key: Authorization, value: s3cret}
"""
"""The manifest of the README's example of mistakes."""


def transcript(first: str) -> list[tuple[str, str]]:
    """(command, what it printed) of the block whose first command begins so."""
    start = README.index(f"```console\n$ {first}") + len("```console\n")
    text = README[start : README.index("\n```", start)] + "\n"
    parts = re.split(r"^(?:\$|#) (.*)\n", text, flags=re.MULTILINE)[1:]
    return [(c, p.strip("\n")) for c, p in zip(parts[::2], parts[1::2], strict=True)]


def comparable(text: str) -> str:
    """Without ids and times, which differ from run to run."""
    text = re.sub(r"\bcal\w{17}\b", "ID", text)
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "TIME", text).strip("\n")


def edit_in_console(folder: Path) -> None:
    """Somebody changes the one hook of the embedded org."""
    client = create_app(SqliteStore(folder / ".hookops" / "local.db"), token="t").test_client()
    headers = {"Authorization": "SSWS t"}
    (hook,) = client.get("/api/v1/inlineHooks", headers=headers).get_json()
    hook["channel"]["config"]["uri"] = "https://staging.example.com/token"
    hook["channel"]["config"]["authScheme"]["value"] = "typed"
    client.put(f"/api/v1/inlineHooks/{hook['id']}", json=hook, headers=headers)


def test_first_steps(shell):
    """From an empty folder to drift and back, word for word."""
    shutil.rmtree(shell.folder / "manifests")
    (shell.folder / "hookops.yaml").unlink()

    for command, printed in transcript("hookops init"):
        if command.startswith("somebody edits"):
            edit_in_console(shell.folder)
        elif command.startswith("hookops"):
            words = command.removesuffix("; echo $?").removesuffix(" 2>/dev/null").split()[1:]
            done = shell.run(*words)
            shown = done.stdout + ("" if "2>/dev/null" in command else done.stderr)
            shown += f"{done.returncode}\n" if command.endswith("$?") else ""
            assert comparable(printed) == comparable(shown)


def test_mistakes(shell):
    """The example of mistakes has these positions and texts."""
    shutil.rmtree(shell.folder / "manifests")
    shell.write("manifests/a.yaml", WRONG)
    ((command, printed),) = transcript("hookops validate")

    done = shell.run(*command.split()[1:])

    assert printed == (done.stdout + done.stderr).strip("\n")
