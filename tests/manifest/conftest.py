"""A valid manifest, and ways to see what is wrong with a changed one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from hookops.manifest.document import parse
from hookops.manifest.load import Loaded, load

Codes = list[tuple[int, int, str]]

HOOK = """\
apiVersion: hookops.dev/v1
kind: InlineHook
metadata:
  name: enrich
spec:
  name: Enrich
  type: com.okta.oauth2.tokens.transform
  version: 1.0.1
  status: ACTIVE
  channel:
    type: HTTP
    config:
      uri: https://hooks.example.com/token
      headers:
        - {key: X-Env, value: prod}
      authScheme: {key: Authorization, valueFrom: env:HOOKOPS_SECRET_TOKEN}
"""

OAUTH = """\
apiVersion: hookops.dev/v1
kind: InlineHook
metadata:
  name: saml
spec:
  type: com.okta.saml.tokens.transform
  channel:
    type: OAUTH
    config:
      uri: https://hooks.example.com/saml
      authType: client_secret_post
      clientId: okta
      tokenUrl: https://auth.example.com/token
      clientSecretFrom: env:HOOKOPS_SECRET_SAML
"""


@pytest.fixture
def hook() -> str:
    """A valid HTTP hook; line 13 is its uri, 15 a header, 16 the authScheme."""
    return HOOK


@pytest.fixture
def oauth() -> str:
    """A valid OAUTH hook; line 11 is its authType, 14 the secret."""
    return OAUTH


@pytest.fixture
def yaml_codes() -> Callable[[str | bytes], Codes]:
    """What the YAML layer says about a text."""

    def codes(text: str | bytes) -> Codes:
        data = text.encode() if isinstance(text, str) else text
        return [(d.mark.line, d.mark.column, d.code) for d in parse(data, "x.yaml")[1]]

    return codes


@pytest.fixture
def load_files(tmp_path: Path) -> Callable[..., Loaded]:
    """Writes texts by file name into a folder and loads it."""

    def run(**texts: str) -> Loaded:
        for name, text in texts.items():
            (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8", newline="")
        return load([tmp_path], tmp_path)

    return run


@pytest.fixture
def codes(load_files: Callable[..., Loaded]) -> Callable[[str], Codes]:
    """What loading one manifest says."""

    def run(text: str) -> Codes:
        loaded = load_files(a=text)
        return [(d.mark.line, d.mark.column, d.code) for d in loaded.diagnostics]

    return run


@pytest.fixture
def file_codes(load_files: Callable[..., Loaded]) -> Callable[..., list[tuple[str, int, str]]]:
    """What loading several manifests says, by file."""

    def run(**texts: str) -> list[tuple[str, int, str]]:
        loaded = load_files(**texts)
        return [(d.mark.file, d.mark.line, d.code) for d in loaded.diagnostics]

    return run
