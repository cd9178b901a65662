"""Workflows of GitHub Actions."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from hookops.ci.fill import fill, template
from hookops.ci.project import CiOrganization, CiProject, Variable, mapping, quoted
from hookops.model.errors import InvalidInput

# Hashes and not tags: whoever can move a tag would get the credentials. The versions are those of
# the workflows of hookops itself, which Dependabot renews; a test compares the two.
ACTIONS = MappingProxyType(
    {
        "checkout": "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1  # v7.0.1",
        "python": "actions/setup-python@5fda3b95a4ea91299a34e894583c3862153e4b97  # v7.0.0",
        "upload": "actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f  # v7.0.0",
        "download": "actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c  # v8.0.1",
    }
)
"""All that the workflows use; comments and issues are written by `gh`."""


def github_files(project: CiProject) -> dict[str, str]:
    """The workflows, by their paths from the root of the repository.

    Raises: InvalidInput where two organizations would share an environment.
    """
    _check_environments([org.name for org in project.organizations])
    return {
        f".github/workflows/hookops-{name}.yml": _workflow(name, project)
        for name in ("plan", "apply", "drift")
    }


def github_steps(project: CiProject) -> list[str]:
    """What a person has to set in the repository's settings, one line each."""
    return [line for org in project.organizations for line in _settings(org, project.branch)]


def _check_environments(names: Sequence[str]) -> None:
    """Whoever can push a branch reaches that of a review, which must not be another's own."""
    for base in names:
        for name in {f"{base}-review", f"{base}-plan"}.intersection(names):
            raise InvalidInput(
                f"the organizations {base} and {name} would share the environment hookops-{name}",
                f"rename one of them in hookops.yaml: pull requests and plans of {base} have it",
            )


def _settings(org: CiOrganization, branch: str) -> Iterable[str]:
    # Three environments, since a branch that anybody can push must not reach the key.
    ledger = ", ".join(one.name for one in org.standard)
    more = f", {ledger}" if ledger else ""
    hooks = "".join(f", {name}" for name in org.secrets)
    key = "HOOKOPS_FINGERPRINT_KEY"
    env = f"hookops-{org.name}"
    yield f"environment {env}-review: {org.token} that may only read{more}"
    yield f"environment {env}-plan, branch {branch} only: the same, {key}{hooks}"
    yield (
        f"environment {env}, branch {branch} only, required reviewers: {org.token} that may "
        f"manage{more}, {key}{hooks}"
    )


def _workflow(name: str, project: CiProject) -> str:
    common = common_values(project)
    # No matrix: each organization has secrets of its own, and its apply waits for its plan alone.
    jobs = [fill_job(f"{name}-job", _org_values(org, common)) for org in project.organizations]
    # What the last job reads comes from these.
    first = {"plan": "plan", "apply": "plan", "drift": "drift"}[name]
    needs = ", ".join(f"{first}-{org.name}" for org in project.organizations)
    last = {**common, "needs": needs, "pattern": f"hookops-{name}-*"}
    values = {
        **common,
        "jobs": "\n".join(jobs),
        "comment": fill_job("comment-job", last),
        "issue": fill_job("issue-job", last),
    }
    return fill(template(f"github/{name}.yml"), values)


def fill_job(name: str, values: Mapping[str, str]) -> str:
    """One job or step of the templates, filled in."""
    return fill(template(f"github/{name}.yml"), values)


def common_values(project: CiProject) -> dict[str, str]:
    """What every job has: the actions, and how hookops is installed."""
    # In a variable and quoted: a requirement may have blanks.
    pip = '--require-hashes -r "$HOOKOPS_INSTALL"' if project.is_lock else '"$HOOKOPS_INSTALL"'
    values = {**ACTIONS, "pip": pip}
    return {
        **values,
        "set_up": fill_job("checkout", values),
        "install": quoted(project.install),
        "branch": quoted(project.branch),
        "branch_only": f"if: github.ref == 'refs/heads/{project.branch}'",
        "settings": mapping(project.settings),
    }


def _org_values(org: CiOrganization, common: Mapping[str, str]) -> dict[str, str]:
    return {
        **common,
        "org": org.name,
        "token": org.token,
        "environment": f"hookops-{org.name}",
        **{job: f"{job}-{org.name}" for job in ("plan", "apply", "drift")},
        "org_env": mapping(org.settings),
        "ledger_env": _variables(org.standard),
        "secrets_env": _variables(map(Variable, org.secrets)),
        # Each credential is a variable of its own.
        "load": "",
    }


def _variables(variables: Iterable[Variable]) -> str:
    return "\n".join(
        f"{one.name}: ${{{{ {'secrets' if one.secret else 'vars'}.{one.name} }}}}"
        for one in variables
    )
