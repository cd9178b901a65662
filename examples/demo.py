"""The main job on the embedded emulator: plan, apply, a console edit, drift, repair.

Runs the installed `hookops` command on the manifests beside this folder, in a folder of its own.
"""

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

HERE = Path(__file__).resolve().parent
HOOKOPS = Path(sys.executable).parent / "hookops"
TOKEN = "demo"

PROJECT = """\
apiVersion: hookops.dev/v1
kind: Project
spec:
  manifests: [manifests]
  organizations:
    local: {emulator: .hookops/local.db, seed: org.yaml}
"""


def main() -> None:
    """Each step is a command that a person would type; a surprising exit code ends the demo."""
    with tempfile.TemporaryDirectory(prefix="hookops-demo-") as folder:
        project = Path(folder)
        shutil.copytree(HERE.parent / "manifests", project / "manifests")
        shutil.copy(HERE / "org.yaml", project)
        shutil.copytree(HERE / "services" / "cases", project / "cases")
        (project / "hookops.yaml").write_text(PROJECT)
        env = environment(project)

        say("Manifests in Git, nothing in the org yet. What would happen?")
        run(project, env, 0, "validate")
        run(project, env, 0, "plan")
        say("Do it.")
        run(project, env, 0, "apply", "--yes")
        say("Is anything left to do?")
        run(project, env, 0, "plan", "--detailed-exitcode")
        say(
            "Does the service of the token hook answer as Okta asks? Here it runs on this computer."
        )
        with service(env["HOOKOPS_SECRET_TOKEN_HOOK"]) as url:
            near = ("--url", url, "--allow-loopback", "--send-secret-to", "127.0.0.1")
            cases = ("--cases", "cases", "--probe")
            run(project, env, 0, "preview", "enrich-access-tokens", *near, *cases)
        with service(secrets.token_urlsafe(32)) as url:
            say("The same service, started with another secret: caught before a user finds out.")
            near = ("--url", url, "--allow-loopback", "--send-secret-to", "127.0.0.1")
            run(project, env, 10, "preview", "enrich-access-tokens", *near, "--cases", "cases")
        say("Somebody clicks in the console.")
        edit_in_console(project, env)
        say("The drift cron notices: what, where in Git, exit code 2.")
        run(project, env, 2, "drift")
        say("Repair it.")
        run(project, env, 0, "apply", "--yes")
        run(project, env, 0, "plan", "--detailed-exitcode")
        run(project, env, 0, "drift")
    say("That was the main job. Next: hookops init")
    say("To start again there: rm .hookops/local.db .hookops/local.ledger.json")


@contextmanager
def service(secret: str) -> Iterator[str]:
    """The example service for token hooks on a free port; its address."""
    sys.path.insert(0, str(HERE / "services"))
    from token_hook import create_app

    server = make_server("127.0.0.1", 0, create_app(secret), handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/token"
    server.shutdown()
    server.server_close()


class Quiet(WSGIRequestHandler):
    """Serves without a line for each request."""

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


def say(text: str) -> None:
    """A line of narration."""
    print(f"\n# {text}", flush=True)


def environment(project: Path) -> dict[str, str]:
    """A generated value for every secret that the manifests refer to."""
    texts = (path.read_text() for path in (project / "manifests").iterdir())
    names = {name for text in texts for name in re.findall(r"env:(HOOKOPS_SECRET_\w+)", text)}
    return {**os.environ, **{name: secrets.token_urlsafe(32) for name in names}}


def run(project: Path, env: dict[str, str], expected: int, *arguments: str) -> None:
    """Show the command, run it, show its exit code."""
    print(f"\n$ hookops {' '.join(arguments)}", flush=True)
    done = subprocess.run([HOOKOPS, *arguments], cwd=project, env=env, check=False)
    print(f"(exit code {done.returncode})", flush=True)
    if done.returncode != expected:
        sys.exit(f"demo: exit code {expected} was expected")


def edit_in_console(project: Path, env: dict[str, str]) -> None:
    """Another client of the same org edits, unbinds and switches off."""
    command = [
        str(HOOKOPS),
        "emulator",
        "--port",
        "0",
        "--token",
        TOKEN,
        "--data",
        ".hookops/local.db",
    ]
    with subprocess.Popen(
        command, cwd=project, env=env, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        api = server.stdout.readline().split()[-1] + "/api/v1"
        url = api + "/inlineHooks"
        hooks = call("GET", url)
        token_hook = next(h for h in hooks if h["type"] == "com.okta.oauth2.tokens.transform")
        config = token_hook["channel"]["config"]
        config["uri"] = "https://staging.example.com/token"
        if config["authScheme"]:
            config["authScheme"]["value"] = "typed-in-the-console"
        call("PUT", f"{url}/{token_hook['id']}", token_hook)
        print(f"  {token_hook['name']}: URL is now {config['uri']}", flush=True)
        app = next(a for a in call("GET", f"{api}/apps") if a["label"] == "Acme Portal")
        app["settings"]["signOn"]["inlineHooks"] = []
        call("PUT", f"{api}/apps/{app['id']}", app)
        print(f"  app {app['label']}: calls no hook any more", flush=True)
        sms = next(h for h in hooks if "telephony" in h["type"])
        call("POST", f"{url}/{sms['id']}/lifecycle/deactivate")
        print(f"  {sms['name']}: deactivated", flush=True)
        server.terminate()


def call(method: str, url: str, body: object = None) -> Any:
    """The answer of the API to one request."""
    data = json.dumps(body).encode() if body is not None else b""
    headers = {"Authorization": f"SSWS {TOKEN}", "Content-Type": "application/json"}
    request = urllib.request.Request(url, data=data or None, headers=headers, method=method)
    if method == "POST" and not data:
        request.data = b""
    with urllib.request.urlopen(request, timeout=10) as response:
        return json.loads(response.read())


if __name__ == "__main__":
    main()
