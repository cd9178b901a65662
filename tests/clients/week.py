# ruff: noqa: T201
"""Eight days of calls that the emulator really makes, to a service of this process.

One hook works, one fails now and then, one only fails, one is not in Git, one is never called.
"""

import http.client
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from proof import HOOKS, TOKEN, Hookops, body, emulator

DAY_S = 86_400
CALLS = {"works": 9, "flaky": 12, "fails": 4, "by-hand": 2}
"""Calls of each hook on a day; one hook more is never called."""


class Service(BaseHTTPRequestHandler):
    """The service behind all hooks."""

    calls = 0

    def do_POST(self):
        """Nothing to change; or a failure, by the path."""
        self.rfile.read(int(self.headers["Content-Length"]))
        Service.calls += 1
        broken = self.path == "/fails" or (self.path == "/flaky" and Service.calls % 5 == 0)
        self.send_response(500 if broken else 200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *arguments):
        """Nothing is written."""


class Org:
    """An administrator's requests."""

    def __init__(self, url):
        self.url = url

    def send(self, method, path, value=None):
        """The status and the data of the answer."""
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=30)
        headers = {"Authorization": f"SSWS {TOKEN}", "Content-Type": "application/json"}
        content = None if value is None else json.dumps(value)
        connection.request(method, path, content, headers)
        answer = connection.getresponse()
        data = json.loads(answer.read() or b"null")
        connection.close()
        return answer.status, data


def project(folder, url):
    """Four hooks in Git."""
    (folder / "manifests").mkdir()
    spec = {"manifests": ["manifests"], "organizations": {"local": {"url": url}}}
    document = {"apiVersion": "hookops.dev/v1", "kind": "Project", "spec": spec}
    (folder / "hookops.yaml").write_text(json.dumps(document))
    for name in ("works", "flaky", "fails", "idle"):
        hook = body(name, f"https://hooks.example.com/{name}")
        scheme = hook["channel"]["config"]["authScheme"]
        scheme.pop("value")
        scheme["valueFrom"] = "env:HOOKOPS_SECRET_TOKEN_HOOK"
        manifest: dict[str, Any] = {"apiVersion": "hookops.dev/v1", "kind": "InlineHook"}
        manifest |= {"metadata": {"name": name}, "spec": hook}
        (folder / "manifests" / f"{name}.json").write_text(json.dumps(manifest))


def call_for_a_week(org, service):
    """Each hook is pointed at the service, and called on each of eight days."""
    org.send("POST", HOOKS, body("by-hand"))
    ids = {}
    for hook in org.send("GET", HOOKS)[1]:
        config = hook["channel"]["config"]
        config["uri"] = f"{service}/{hook['name']}"
        config["authScheme"]["value"] = "s3cret"
        org.send("PUT", f"{HOOKS}/{hook['id']}", hook)
        ids[hook["name"]] = hook["id"]
    for day in range(7, -1, -1):
        org.send("POST", "/_emulator/clock", {"offset_s": 60 - day * DAY_S if day else 0})
        for name, times in CALLS.items():
            for _ in range(times if day % 4 else 2):
                org.send("POST", f"{HOOKS}/{ids[name]}/execute", {"data": {}})


def write_usage(python, root):
    """The page of that week in a new folder `usage` of `root`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    folder = root / "usage"
    folder.mkdir()
    with emulator(python, "--switch", "service_addresses=loopback") as url:
        hookops = Hookops(python, folder, HOOKOPS_SECRET_TOKEN_HOOK="s3cret-4711")
        project(folder, url)
        print(hookops("apply", "--yes").stdout.splitlines()[-1])
        call_for_a_week(Org(url), f"http://127.0.0.1:{server.server_address[1]}")
        print(hookops("drift", "--usage").stderr.strip())
        done = hookops("usage", "--format", "html", "--out", "usage.html")
        print(done.stderr.strip())
        if done.returncode:
            sys.exit("FAILED: hookops usage")
    server.shutdown()
    return folder / "usage.html"
