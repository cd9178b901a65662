"""Manifests as people write them, and the way from drift to an edited file."""

import subprocess

from hookops.manifest.edits.files import write
from hookops.workflow.management.accept import accept

COMMENTED = """\
# Owned by identity; ask in #identity before you change it.
apiVersion: hookops.dev/v1
kind: InlineHook
metadata: {name: token}   # in Git

spec:
  type: "com.okta.oauth2.tokens.transform"
  name: 'Token hook'
  # 1.0.1 since the new claims
  version: 1.0.1
  channel:
    type: HTTP
    config:
      # behind the gateway
      uri: https://hooks.example.com/token  # not the old one
      headers:
      - key: X-Env        # two of them
        value: "prod"
      - {key: X-Team, value: identity}

  bindings:
    # the one that everybody uses
    - {authorizationServer: default, policy: Default Policy, rule: Default Policy Rule}
    - authorizationServer: payments
      policy: Apps
      rule: Machines
---
# another one in the same file
apiVersion: hookops.dev/v1
kind: HookKey
metadata: {name: key}
"""


def declare_text(world, text, name="hooks.yaml"):
    """The one file of manifests is this text."""
    for old in (world.folder / "manifests").iterdir():
        old.unlink()
    path = world.folder / "manifests" / name
    path.write_bytes(text.encode())
    return path


def take(world, *names):
    """Accept the drift of what is named. Returns: what was accepted, and the changed lines."""
    made, files = accept(world.run(read_only=True), world.folder, names)
    for file in files:
        write(file, file.after)
    lines = [line for file in files for line in file.diff()]
    return made, [line for line in lines if line[0] in "+-" and line[:3] not in ("+++", "---")]


def git(folder, *arguments):
    """What git says in that folder."""
    env = {
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_SYSTEM": "/dev/null",
        "PATH": "/usr/bin:/bin",
    }
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    made = subprocess.run(
        ["git", *who, *arguments], cwd=folder, env=env, capture_output=True, text=True, check=True
    )
    return made.stdout
