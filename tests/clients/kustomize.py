"""`kustomize build` of manifests and overlays gives the plan that hookops makes of them itself.

`kustomize.py KUSTOMIZE`, the program. Exits with 1 when the two plans differ.
"""

# ruff: noqa: T201

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

REPO = Path(__file__).resolve().parents[2]
PROJECT = """\
apiVersion: hookops.dev/v1
kind: Project
spec:
  organizations:
    ours: {emulator: .hookops/org.db, overlays: [overlays/prod]}
    theirs: {emulator: .hookops/org.db, manifests: [built]}
"""
OVERLAYS = {
    "token.yaml": """\
apiVersion: hookops.dev/v1
kind: InlineHook
metadata: {name: enrich-access-tokens, labels: {stage: prod}}
spec:
  status: ACTIVE
  channel:
    config:
      uri: https://prod.example.com/token
      headers: [{key: X-Environment, value: production}]
      authScheme: {valueFrom: "env:HOOKOPS_SECRET_PROD"}
""",
    "saml.yaml": """\
apiVersion: hookops.dev/v1
kind: InlineHook
metadata: {name: add-saml-attributes}
spec: {channel: {config: {scope: null, clientId: prod-client}}}
""",
}
# Where a manifest lies is no part of what it declares.
PLACES = ("origin", "mark", "file", "line", "column", "place", "at")

Json = Any


def write(root: Path) -> None:
    """A project for both, with kustomize's own files beside the manifests."""
    shutil.copytree(REPO / "manifests", root / "manifests")
    names = sorted(path.name for path in (root / "manifests").glob("*.yaml"))
    (root / "manifests/kustomization.yaml").write_text(f"resources: {json.dumps(names)}\n")
    prod = root / "overlays/prod"
    prod.mkdir(parents=True)
    for name, text in OVERLAYS.items():
        (prod / name).write_text(text)
    patches = [{"path": name} for name in OVERLAYS]
    kustomization = {"resources": ["../../manifests"], "patches": patches}
    (prod / "kustomization.yaml").write_text(json.dumps(kustomization))
    (root / "hookops.yaml").write_text(PROJECT)


def plan(root: Path, organization: str) -> Json:
    """The plan as JSON, without places."""
    words = [sys.executable, "-m", "hookops", "plan", "--format", "json", "--org", organization]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 5, 6):
        raise SystemExit(f"{organization}: exit code {done.returncode}\n{done.stderr}")
    found = json.loads(done.stdout)
    return [bare(change) for change in found["resource_changes"]]


def bare(data: Json) -> Json:
    """The same without the places of manifests."""
    if isinstance(data, dict):
        return {name: bare(value) for name, value in data.items() if name not in PLACES}
    return [bare(each) for each in data] if isinstance(data, list) else data


def main(kustomize: str) -> int:
    """Both plans."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write(root)
        built = subprocess.run(
            [kustomize, "build", "overlays/prod"], cwd=root, capture_output=True, check=True
        )
        (root / "built").mkdir()
        (root / "built/all.yaml").write_bytes(built.stdout)
        ours, theirs = (plan(root, name) for name in ("ours", "theirs"))
    changes = sorted(change["address"] for change in ours)
    patched = json.dumps(ours).count("prod.example.com")
    if ours != theirs or not patched:
        print(json.dumps(ours, indent=1), json.dumps(theirs, indent=1), sep="\n----\n")
        return 1
    print(f"kustomize: equal plans of {len(changes)} changes, with both overlays applied")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
