"""SOPS, whose file a pull request can change: it says where the file's key is asked for."""

import os
import subprocess
from collections.abc import Callable

import pytest
from secret_sources.conftest import Application, Environ, Start
from secret_sources.contexts import context
from secret_sources.peers import sops

from hookops.secrets.source import SourceError
from hookops.secrets.sources.sops import resolve

pytestmark = pytest.mark.skipif("HOOKOPS_TEST_SOPS" not in os.environ, reason="run.sh starts it")
VALUE, TOKEN = "CANARY-of-sops-3141", "CANARY-of-a-vault-token"


@pytest.fixture
def peer(tmp_path):
    made = sops("prod", tmp_path)
    made.put(VALUE)
    return made


def why(folder, path, field, env):
    with pytest.raises(SourceError) as found:
        resolve(path, field, context(folder, env))
    assert VALUE not in found.value.reason
    return found.value.reason


def test_a_file(peer, tmp_path):
    """A text, and a number as it is written."""
    run = context(tmp_path, peer.env)

    assert VALUE == resolve("secrets/prod.yaml", "hooks.token", run)
    assert "8443" == resolve("secrets/prod.yaml", "hooks.port", run)


def test_an_address_in_the_file(peer, tmp_path, serve_wsgi: Callable[[Application], str]) -> None:
    """A vault that a pull request names gets no token, also where the job has one."""
    asked = []

    def vault(environ: Environ, start: Start) -> list[bytes]:
        asked.append({name: str(value) for name, value in environ.items()})
        start("403 Forbidden", [])
        return [b"{}"]

    (tmp_path / ".vault-token").write_text(TOKEN)
    path = tmp_path / "secrets/prod.yaml"
    key = f"""\
    hc_vault:
        - vault_address: {serve_wsgi(vault)}
          engine_path: sops
          key_name: hooks
          created_at: "2026-11-01T00:00:00Z"
          enc: vault:v1:AAAA
    lastmodified:"""
    path.write_text(path.read_text().replace("    lastmodified:", key, 1))
    env = {**peer.env, "SOPS_AGE_KEY_FILE": "/dev/null", "HOME": str(tmp_path)}

    reason = why(tmp_path, "secrets/prod.yaml", "hooks.token", {**env, "VAULT_TOKEN": TOKEN})

    assert "sops failed" in reason
    assert TOKEN not in str(asked)
    # SOPS itself would send it there.
    words = [f"{os.environ['HOOKOPS_TEST_SOPS']}/sops", "decrypt", str(path)]
    subprocess.run(words, env={**env, "VAULT_TOKEN": TOKEN}, capture_output=True, check=False)
    assert TOKEN in str(asked)


def test_a_file_that_was_changed(peer, tmp_path):
    """SOPS notices it, and hookops takes nothing of it."""
    path = tmp_path / "secrets/prod.yaml"
    path.write_text(path.read_text().replace("hooks:", "hooks:\n    other: plain-text-4711", 1))

    assert "sops failed" in why(tmp_path, "secrets/prod.yaml", "hooks.other", peer.env)


def test_a_link_out_of_the_project(peer, tmp_path):
    """The file is read by hookops, and SOPS never gets its path."""
    project = tmp_path / "project"
    (project / "secrets").mkdir(parents=True)
    (project / "secrets/prod.yaml").symlink_to(tmp_path / "secrets/prod.yaml")

    assert "leads out" in why(project, "secrets/prod.yaml", "hooks.token", peer.env)


@pytest.mark.parametrize(
    ("path", "field", "reason"),
    [
        ("secrets/prod.yaml", "hooks.other", "secrets/prod.yaml has no field hooks.other"),
        ("secrets/prod.yaml", "hooks", "the field hooks of secrets/prod.yaml is no text"),
        ("secrets/prod.yaml", "sops", "secrets/prod.yaml has no field sops"),
        ("secrets/other.yaml", "a", "there is no such file in the project"),
        ("secrets/prod.txt", "a", "the file's name ends with none of .yaml, .yml, .json, .env"),
        ("plain.yaml", "a", "sops failed"),
    ],
)
def test_what_it_says(peer, tmp_path, path, field, reason):
    """Why there is no value."""
    (tmp_path / "plain.yaml").write_text("a: plain-text-4711\n")

    assert reason in why(tmp_path, path, field, peer.env)
