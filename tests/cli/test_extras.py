"""Without an extra hookops says which one is missing, in one sentence, and how to install it."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from hookops.model.errors import InvalidInput
from hookops.model.install.extras import EXTRAS, check_extra, needs

REPO = Path(__file__).resolve().parents[2]
# Python's import system: None in `sys.modules` makes an import fail as if nothing were installed.
WITHOUT = """\
import sys
sys.modules.update(dict.fromkeys({modules!r}))
sys.argv = ["hookops", *{arguments!r}]
from hookops.cli.main import main
main()
"""
CASES = [
    ("emulator", ["init", "new"], "the project's embedded emulator needs flask"),
    ("emulator", ["demo"], "the demo needs flask"),
    ("emulator", ["plan"], "the embedded emulator needs flask"),
    ("emulator", ["emulator", "--port", "0", "--token", "t"], "the emulator needs flask"),
    ("report", ["usage", "--format", "html"], "this format needs jinja2"),
    ("notify", ["drift", "--notify", "json://h/x"], "--notify needs apprise"),
    ("metrics", ["drift", "--push", "http://h"], "--push needs prometheus-client"),
    ("aws", ["plan"], "the key aws-kms:alias/a needs boto3"),
    ("otel", ["plan"], "traces (OTEL_EXPORTER_OTLP_ENDPOINT) needs opentelemetry-sdk"),
    ("truststore", ["plan"], "HOOKOPS_CA_BUNDLE=system needs truststore"),
    ("state", ["plan"], "the ledger at s3://b/k.json needs obstore"),
    ("postgres", ["plan"], "the ledger at postgresql://h/d needs psycopg"),
]
SOURCES = {
    "aws": ("awssm:a", "boto3"),
    "azure": ("azurekv:a", "azure-identity"),
    "gcp": ("gcpsm:a", "google-auth"),
    "keyring": ("keyring:a#b", "keyring"),
    "vault": ("vault:a/b#c", "hvac"),
}
"""Sources of secrets, each with the package that is missed."""
ELSEWHERE = {"azure", "gcp"}
"""As large as all the rest: only `tests/secret_sources/run.sh` installs them."""
PLACES = {"state": "s3://b/k.json", "postgres": "postgresql://h/d"}


def without(shell, extra: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run hookops where nothing of the extra can be imported."""
    script = WITHOUT.format(modules=EXTRAS[extra].modules, arguments=arguments)
    env = {**shell.env, "PYTHONPATH": str(REPO)}
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=shell.folder,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


def files(shell) -> list[Path]:
    """But those of an embedded emulator, which may be open before the ledger is looked for."""
    return [path for path in sorted(shell.folder.rglob("*")) if ".hookops" not in path.parts]


@pytest.mark.parametrize(("extra", "arguments", "sentence"), CASES)
def test_a_missing_extra(shell, extra: str, arguments: list[str], sentence: str) -> None:
    """Every command that needs an extra names it, and writes nothing."""
    if extra in PLACES:
        project = (shell.folder / "hookops.yaml").read_text()
        place = f"db, ledger: '{PLACES[extra]}'}}"
        shell.write("hookops.yaml", project.replace("db}", place))
        shell.env["HOOKOPS_LEDGER"] = PLACES[extra]
    if extra == "otel":
        shell.env["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9"
    if extra == "truststore":
        shell.point_at("https://acme.okta.com")
        shell.env["HOOKOPS_CA_BUNDLE"] = "system"
    if extra == "aws":
        auth = "{method: private_key_jwt, clientId: 0oa1, privateKeyFrom: 'aws-kms:alias/a'}"
        shell.point_at("http://127.0.0.1:9")
        project = (shell.folder / "hookops.yaml").read_text()
        shell.write("hookops.yaml", project.replace("{url:", f"{{auth: {auth}, url:"))
        shell.env["HOOKOPS_ALLOWED_CREDENTIALS"] = "aws-kms:alias/a"
    before = files(shell)

    done = without(shell, extra, *arguments)

    hint = f"  hint: pip install 'hookops[{extra}]'\n"
    assert f"error: {sentence}, which is not installed\n{hint}" in done.stderr
    assert (3, "") == (done.returncode, done.stdout)
    assert before == files(shell)


@pytest.mark.parametrize("extra", SOURCES)
def test_a_source_without_its_extra(shell, extra: str) -> None:
    """One sentence with the line that installs it, and nothing is written to Okta."""
    ref, package = SOURCES[extra]
    path = shell.folder / "manifests/enrich-access-tokens.yaml"
    path.write_text(path.read_text().replace("env:HOOKOPS_SECRET_TOKEN_HOOK", f'"{ref}"'))
    shell.env["HOOKOPS_ALLOWED_SECRETS"] = ref

    done = without(shell, extra, "apply", "--yes", "--send-secret-to", "hooks.example.com")

    reason = f"it needs {package}, which is not installed: pip install 'hookops[{extra}]'\n"
    assert f"cannot be read: {reason}" in done.stderr
    assert 3 == done.returncode


def test_every_extra_is_tried() -> None:
    """No extra is without a command in this file."""
    assert {*EXTRAS} == {extra for extra, _, _ in CASES} | {*SOURCES}


def test_extras_are_those_of_the_project() -> None:
    """The table and pyproject.toml name the same extras, with the same packages."""
    project = tomllib.loads((REPO / "pyproject.toml").read_text())["project"]
    declared = {
        name: {re.split(r"[\[><=]", text)[0] for text in texts}
        for name, texts in project["optional-dependencies"].items()
        if name != "dev"
    }

    assert declared == {
        name: {re.sub("[_.]", "-", module) for module in extra.modules}
        for name, extra in EXTRAS.items()
    }


def test_what_is_installed_is_not_missing() -> None:
    """Here everything is."""
    for extra in EXTRAS.keys() - ELSEWHERE:
        check_extra(extra, "this test")


def test_a_bug_is_no_missing_extra() -> None:
    """A file of hookops that is missing is not called something to install."""
    with pytest.raises(ModuleNotFoundError, match="nowhere"), needs("emulator", "this test"):
        raise ModuleNotFoundError("No module named 'hookops.nowhere'", name="hookops.nowhere")


def test_a_package_without_its_own_library() -> None:
    """psycopg without libpq raises an error that names no module."""
    text = "this test needs psycopg, which is not installed"
    with pytest.raises(InvalidInput, match=text), needs("postgres", "this test"):
        raise ImportError("no pq wrapper available")
