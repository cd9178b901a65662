"""Projects to measure: a `hookops.yaml` and any number of manifests."""

from pathlib import Path

TOKEN = "bench"
SECRET = "HOOKOPS_SECRET_B"
SECRET_VALUE = "of-the-benchmark-0123456789"
SCHEMA = Path(__file__).resolve().parent.parent / "schemas/manifest/inline-hook.schema.json"

_PROJECT = """\
apiVersion: hookops.dev/v1
kind: Project
spec:
  organizations:
    bench: {{url: "{url}"}}
"""

_MANIFEST = """\
apiVersion: hookops.dev/v1
kind: InlineHook
metadata:
  name: hook-{number:05}
  annotations:
    example.com/team: identity
spec:
  name: hook-{number:05}
  type: com.okta.oauth2.tokens.transform
  version: "1.0.1"
  status: ACTIVE
  channel:
    type: HTTP
    version: "1.0.0"
    config:
      uri: https://hooks.example.com/hook-{number:05}
      method: POST
      headers:
        - key: X-Environment
          value: production
        - key: X-Number
          value: "{number}"
      authScheme:
        type: HEADER
        key: Authorization
        valueFrom: env:HOOKOPS_SECRET_B
"""


def write_project(folder: Path, url: str, count: int, *, in_a_file: int = 1) -> Path:
    """The folder is a project of `count` hooks, so many in each file."""
    (folder / "manifests").mkdir(parents=True)
    (folder / "hookops.yaml").write_text(_PROJECT.format(url=url))
    texts = [_MANIFEST.format(number=number) for number in range(count)]
    # A thousand are 700 KiB, and a file has 2 MiB at most.
    files = ["---\n".join(texts[at : at + in_a_file]) for at in range(0, count, in_a_file)]
    for number, text in enumerate(files):
        (folder / "manifests" / f"hook-{number:05}.yaml").write_text(text)
    return folder
