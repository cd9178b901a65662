"""`hookops ci init`."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from cli.conftest import REPO, Shell

SYSTEMS = ("github", "gitlab", "atlantis")
TWO = """\
apiVersion: hookops.dev/v1
kind: Project
spec:
  manifests: [manifests]
  organizations:
    local: {emulator: .hookops/local.db}
    staging:
      url: https://acme-staging.okta.com
      ledger: postgresql://ci@db.example.com/hookops
    prod: {url: https://acme.okta.com, ledger: s3://acme/prod.json}
"""


@pytest.fixture
def project(shell: Shell) -> Shell:
    shell.write("hookops.yaml", TWO)
    return shell


def jobs(shell: Shell, name: str) -> dict[str, dict[str, object]]:
    path = shell.folder / ".github" / "workflows" / f"hookops-{name}.yml"
    found: dict[str, dict[str, object]] = yaml.safe_load(path.read_text())["jobs"]
    return found


def test_jobs_of_each_organization(project: Shell) -> None:
    """One plan and one apply for each org of the project, none for the embedded one."""
    done = project.run("ci", "init", "github")

    assert 0 == done.returncode
    assert ["validate", "plan-staging", "plan-prod", "comment"] == list(jobs(project, "plan"))
    assert [
        *("plan-staging", "apply-staging", "plan-prod", "apply-prod"),
    ] == list(jobs(project, "apply"))
    assert ["drift-staging", "drift-prod", "issue"] == list(jobs(project, "drift"))


def test_every_job_names_its_org(project: Shell) -> None:
    """The pin and the shared ledger are variables of each job that has a token."""
    project.run("ci", "init", "github")

    every = {**jobs(project, "plan"), **jobs(project, "apply"), **jobs(project, "drift")}
    having = {name: job["env"] for name, job in every.items() if "HOOKOPS_API_TOKEN" in str(job)}
    env = {"HOOKOPS_ORG_URL": "https://acme.okta.com", "HOOKOPS_LEDGER": "s3://acme/prod.json"}
    assert {"HOOKOPS_ORG": "prod", **env} == having["drift-prod"]
    assert having["drift-prod"] == having["plan-prod"] == having["apply-prod"]
    assert 6 == len(having)


@pytest.mark.parametrize(
    ("name", "allowed"), [("HOOKOPS_PRIVATE_KEY_PROD", None), ("CORP_KEY", "CORP_KEY")]
)
def test_a_service_app_has_a_key(shell: Shell, name: str, allowed: str | None) -> None:
    """Each job has the variable that the private key is in; a name of its own is allowed there."""
    auth = f"{{method: private_key_jwt, clientId: 0oa1, privateKeyFrom: env:{name}}}"
    org = f"prod: {{url: https://acme.okta.com, auth: {auth}, ledger: s3://acme/prod.json}}"
    shell.write("hookops.yaml", TWO.partition("    staging")[0] + f"    {org}\n")
    shell.env["HOOKOPS_ALLOWED_CREDENTIALS"] = "CORP_KEY"

    done = shell.run("ci", "init", "github")

    assert 0 == done.returncode, done.stderr
    assert f"environment hookops-prod-review: {name} that may only read" in done.stdout
    job: dict[str, Any] = jobs(shell, "plan")["plan-prod"]
    assert allowed == job["env"].get("HOOKOPS_ALLOWED_CREDENTIALS")
    assert f"{{{{ secrets.{name} }}}}" in str(job)
    assert "HOOKOPS_API_TOKEN" not in str(job)


def test_a_key_in_a_kms_has_no_variable(shell: Shell) -> None:
    """No job is written that could not sign in: the message says what to do."""
    auth = "{method: private_key_jwt, clientId: 0oa1, privateKeyFrom: 'aws-kms:alias/a'}"
    org = f"prod: {{url: https://acme.okta.com, auth: {auth}, ledger: s3://acme/prod.json}}"
    shell.write("hookops.yaml", TWO.partition("    staging")[0] + f"    {org}\n")
    shell.env["HOOKOPS_ALLOWED_CREDENTIALS"] = "aws-kms:alias/a"

    done = shell.run("ci", "init", "github")

    assert (3, True) == (done.returncode, "prod signs in with aws-kms:alias/a" in done.stderr)


def test_what_people_have_to_set(project: Shell) -> None:
    """The output names environments, the secrets of the manifests and the ledger's variables."""
    done = project.run("ci", "init", "github")

    lines = done.stdout.splitlines()
    at = lines.index("next, outside of the repository:")
    assert [
        "wrote .github/workflows/hookops-plan.yml",
        "wrote .github/workflows/hookops-apply.yml",
        "wrote .github/workflows/hookops-drift.yml",
    ] == lines[:at]
    assert (
        "  environment hookops-staging-review: HOOKOPS_API_TOKEN that may only read, PGPASSWORD"
        in (lines)
    )
    assert (
        "  environment hookops-prod, branch main only, required reviewers: HOOKOPS_API_TOKEN that "
        "may manage, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, AWS_ENDPOINT_URL, "
        "HOOKOPS_FINGERPRINT_KEY, HOOKOPS_SECRET_TOKEN_HOOK"
    ) == lines[-1]


@pytest.mark.parametrize("system", SYSTEMS)
def test_nothing_is_overwritten(project: Shell, system: str) -> None:
    """A file that exists ends it with 3, and no other one is written."""
    project.run("ci", "init", system)
    first = next(path for path in sorted(project.folder.rglob("*")) if system in str(path))
    before = project.files()

    done = project.run("ci", "init", system)

    assert first.exists()
    assert 3 == done.returncode
    assert "exists; nothing was written" in done.stderr
    assert before == project.files()


@pytest.mark.parametrize("system", SYSTEMS)
def test_no_credential_is_written(project: Shell, system: str) -> None:
    """Whatever the shell has set, files have names of variables alone."""
    names = ("HOOKOPS_API_TOKEN", "HOOKOPS_FINGERPRINT_KEY", "PGPASSWORD", "AWS_SECRET_ACCESS_KEY")
    project.env.update(dict.fromkeys(names, "CANARY-1"))

    project.run("ci", "init", system)

    assert "CANARY" not in json.dumps(project.files())


def test_install(project: Shell) -> None:
    """The version that runs, with the extras of the ledgers; a requirement; or a lock."""
    texts = []
    for number, options in enumerate(
        (
            (),
            ("--install", "hookops @ git+https://git.example.com/hookops@abc"),
            ("--install", "ci.lock"),
        )
    ):
        project.write("ci.lock", "")
        project.run("ci", "init", "github", *options)
        found = project.folder / ".github" / "workflows" / "hookops-drift.yml"
        texts.append(found.read_text())
        (project.folder / ".github").rename(project.folder / f"old-{number}")

    assert re.search(r'HOOKOPS_INSTALL: "hookops\[postgres,state\]==[\d.]+"\n', texts[0])
    assert 'HOOKOPS_INSTALL: "hookops @ git+https://git.example.com/hookops@abc"\n' in texts[1]
    assert '--disable-pip-version-check "$HOOKOPS_INSTALL"\n' in texts[1]
    assert '--require-hashes -r "$HOOKOPS_INSTALL"\n' in texts[2]


@pytest.mark.parametrize(
    "spec",
    [
        "a; curl evil",
        "a\nb",
        "${{ secrets.X }}",
        "$(id)",
        "`id`",
        "--index-url=x",
        'a"b',
        "a\\b",
        "",
    ],
)
def test_install_is_no_script(project: Shell, spec: str) -> None:
    """What a shell, YAML or an expression would read is no requirement."""
    done = project.run("ci", "init", "github", "--install", spec)

    # An empty one is none: the default is taken.
    assert (0 if not spec else 3) == done.returncode
    assert "evil" not in done.stderr + done.stdout


@pytest.mark.parametrize(
    "branch", ["a b", "-x", "a'b", "${{x}}", 'a"', "main\nx: y", "a&&b", "a..b/../c\u202e"]
)
def test_branch_is_a_name(project: Shell, branch: str) -> None:
    """A branch has no character that means something in a condition."""
    assert 3 == project.run("ci", "init", "gitlab", "--branch", branch).returncode


@pytest.mark.parametrize(
    ("ledger", "word"),
    [
        ("postgresql://ci:hunter2@db/x", "password"),
        ("ledgers/prod.json", "absolute"),
        ("s3://acme/one.json", "{org}"),
        ("ftp://acme/x", "no such ledger store"),
        ("/srv/$(id)/{org}.json", "characters"),
    ],
)
def test_a_ledger_that_jobs_cannot_share(project: Shell, ledger: str, word: str) -> None:
    """Each such place is refused, with what is wrong and without what may be a password."""
    done = project.run("ci", "init", "github", "--ledger", ledger)

    assert 3 == done.returncode
    assert word in done.stderr
    assert "hunter2" not in done.stderr


def test_a_ledger_in_the_work_tree(shell: Shell) -> None:
    """A job's work tree is gone after it: the default place is refused, with what to do."""
    shell.write("hookops.yaml", TWO.replace(", ledger: s3://acme/prod.json", ""))

    done = shell.run("ci", "init", "github")

    assert 3 == done.returncode
    assert "the ledger of prod is a file of the work tree" in done.stderr
    assert "--ledger s3://BUCKET/{org}.json" in done.stderr


@pytest.mark.parametrize("words", [(), ("jenkins",), ("github", "gitlab")])
def test_other_systems(project: Shell, words: tuple[str, ...]) -> None:
    """A system that is missing, unknown or one too many is one line, and exit code 3."""
    done = project.run("ci", "init", *words)

    assert 3 == done.returncode
    assert 2 == len(done.stderr.splitlines())
    assert "error: " in done.stderr


def test_install_from_a_file(project: Shell) -> None:
    """Jobs begin at the root of the repository, and the file is named from the shell's folder."""
    (project.folder / ".git").mkdir()
    (project.folder / "okta").mkdir()
    for name in ("hookops.yaml", "manifests"):
        (project.folder / name).rename(project.folder / "okta" / name)
    project.folder = project.folder / "okta"

    missing = project.run("ci", "init", "github", "--install", "ci.lock")
    project.write("ci.lock", "")
    done = project.run("ci", "init", "github", "--install", "ci.lock")

    assert (3, "") == (missing.returncode, missing.stdout)
    assert "--install ci.lock is no file of the repository" in missing.stderr
    assert 0 == done.returncode
    plan = project.folder.parent / ".github" / "workflows" / "hookops-plan.yml"
    assert 'HOOKOPS_INSTALL: "okta/ci.lock"' in plan.read_text()


@pytest.mark.parametrize("name", ["prod-review", "prod-plan"])
def test_no_shared_environment(shell: Shell, name: str) -> None:
    """An organization's own environment is not what branches of another one reach."""
    shell.write("hookops.yaml", TWO.replace("staging:", f"{name}:"))

    done = shell.run("ci", "init", "github")

    assert (3, "") == (done.returncode, done.stdout)
    assert f"would share the environment hookops-{name}" in done.stderr


def test_embedded_organizations_alone(shell: Shell) -> None:
    """A project without an org at Okta has nothing that a job could do."""
    done = shell.run("ci", "init", "github")

    assert 3 == done.returncode
    assert "every organization of hookops.yaml is an emulator" in done.stderr


def test_a_project_below_the_root(project: Shell) -> None:
    """Files are where the CI system looks, and say where the project is."""
    (project.folder / ".git").mkdir()
    below = project.folder / "okta"
    below.mkdir()
    for name in ("hookops.yaml", "manifests"):
        (project.folder / name).rename(below / name)

    done = project.run("ci", "init", "gitlab", "--config", "okta/hookops.yaml")

    assert "wrote .gitlab/hookops.yml" in done.stdout
    assert (
        'HOOKOPS_CONFIG: "okta/hookops.yaml"'
        in (project.folder / ".gitlab" / "hookops.yml").read_text()
    )


def test_other_variables_are_allowed(project: Shell, declared: object) -> None:
    """A manifest that names other variables gets jobs that allow these, by name."""
    path = project.folder / "manifests" / "enrich-access-tokens.yaml"
    path.write_text(path.read_text().replace("HOOKOPS_SECRET_TOKEN_HOOK", "TEAM_HOOK"))
    project.env["HOOKOPS_ALLOWED_SECRETS"] = "TEAM_*"

    project.run("ci", "init", "github")

    text = (project.folder / ".github" / "workflows" / "hookops-apply.yml").read_text()
    assert 'HOOKOPS_ALLOWED_SECRETS: "TEAM_HOOK"\n' in text
    assert "TEAM_HOOK: ${{ secrets.TEAM_HOOK }}\n" in text


def test_other_sources_are_allowed(project: Shell, declared: object) -> None:
    """By the reference itself, and hookops is installed with what reads it; it is no variable."""
    path = project.folder / "manifests" / "enrich-access-tokens.yaml"
    path.write_text(path.read_text().replace("env:HOOKOPS_SECRET_TOKEN_HOOK", "vault:kv/a#token"))
    project.env["HOOKOPS_ALLOWED_SECRETS"] = "vault:kv/*"

    project.run("ci", "init", "github")

    text = (project.folder / ".github" / "workflows" / "hookops-apply.yml").read_text()
    assert 'HOOKOPS_ALLOWED_SECRETS: "vault:kv/a#token"\n' in text
    assert "hookops[postgres,state,vault]==" in text
    assert "secrets.kv/a" not in text


def test_only_listed_actions() -> None:
    """What is generated, and what this repository runs, pin the same commits of four actions."""
    from hookops.ci.github import ACTIONS

    places = [*(REPO / ".github" / "workflows").glob("*.yml"), REPO / "action.yml"]
    used = {u for path in places for u in re.findall(r"uses: (.*)", path.read_text())}

    assert used == set(ACTIONS.values())


def test_templates_are_complete() -> None:
    """Each place of a template is filled in: none is left in what is written."""
    texts = Path(REPO / "hookops" / "ci" / "templates").rglob("*.y*ml")

    assert [] == [path.name for path in texts if re.search(r"@\{(?!\w+\})", path.read_text())]
