"""A repository of hooks with its clones, an emulated org, and a CI system that runs its jobs."""

import json
import subprocess
import urllib.request
from pathlib import Path
from typing import Any

from ci.programs import hookops
from ci.runner import Ci, Job

REPO = Path(__file__).resolve().parents[2]
KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
SECRET = "CANARY-70110"
READ = {"HOOKOPS_API_TOKEN": "t0ken"}
FULL = {**READ, "HOOKOPS_FINGERPRINT_KEY": KEY, "HOOKOPS_SECRET_TOKEN_HOOK": SECRET}
PROJECT = """\
apiVersion: hookops.dev/v1
kind: Project
spec:
  manifests: [manifests]
  organizations:
    prod: {url: "URL"}
"""


class Repository:
    """The team's repository, an org, and what happens to both."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        self.main = folder / "alice"
        self.main.mkdir()
        self.git(self.main, "init", "-q", "-b", "main")
        manifest = (REPO / "manifests" / "enrich-access-tokens.yaml").read_text()
        self.write("hookops.yaml", PROJECT.replace("URL", url))
        self.write("manifests/enrich-access-tokens.yaml", manifest.partition("  bindings:")[0])
        self.ci = Ci(
            folder / "ci",
            {
                "hookops-prod-review": dict(READ),
                "hookops-prod-plan": dict(FULL),
                "hookops-prod": dict(FULL),
            },
        )

    def write(self, name: str, text: str) -> None:
        path = self.main / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def git(self, where: Path, *arguments: str) -> None:
        who = ("-c", "user.name=alice", "-c", "user.email=alice@example.com")
        subprocess.run(["git", *who, *arguments], cwd=where, check=True, capture_output=True)

    def commit(self, where: Path | None = None) -> None:
        where = where or self.main
        self.git(where, "add", "-A")
        self.git(where, "commit", "-q", "-m", "a change")

    def clone(self, name: str) -> Path:
        """Another developer's clone."""
        self.git(self.folder, "clone", "-q", str(self.main), name)
        return self.folder / name

    def init(self, *arguments: str, code: int = 0, **env: str) -> list[str]:
        """`hookops ci init`; the lines of both streams."""
        ended, out, err = hookops(["ci", "init", *arguments], self.main, env)
        assert code == ended, err
        return (out + err).splitlines()

    def workflow(self, name: str, checkout: Path | None = None, **contexts: Any) -> dict[str, Job]:
        """A run of the workflow as the checkout has it."""
        checkout = checkout or self.main
        path = checkout / ".github" / "workflows" / f"hookops-{name}.yml"
        event = {"number": 7, "head": {"repo": {"full_name": "acme/hooks"}, "sha": "5f2b0c1"}}
        github = {
            "ref": "refs/heads/main",
            "repository": "acme/hooks",
            "token": "of-the-job",
            "server_url": "https://github.com",
            "run_id": 42,
            "event": {"pull_request": {**event, "user": {"login": "alice"}}},
        }
        github.update(contexts.pop("github", {}))
        return self.ci.run(path, checkout, github=github, **contexts)

    def at_github(self, what: str) -> list[dict[str, Any]]:
        """Its comments or issues."""
        found: list[dict[str, Any]] = json.loads(self.ci.state.read_text())[what]
        return found

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """A request of an administrator."""
        data = json.dumps(body).encode() if body is not None else None
        headers = {"Authorization": "SSWS t0ken", "Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or b"null")

    def edit(self, uri: str) -> None:
        """Somebody moves the hook in the console."""
        hook = self.call("GET", "/api/v1/inlineHooks")[0]
        hook["channel"]["config"]["uri"] = uri
        hook["channel"]["config"]["authScheme"]["value"] = SECRET
        self.call("PUT", f"/api/v1/inlineHooks/{hook['id']}", hook)

    def writes(self) -> list[str]:
        """The methods of all requests so far that change something."""
        served = self.call("GET", "/_emulator/requests")
        return [one["method"] for one in served if one["method"] != "GET"]
