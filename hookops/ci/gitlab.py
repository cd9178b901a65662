"""Jobs of GitLab CI/CD."""

from hookops.ci.fill import fill, template
from hookops.ci.project import CiOrganization, CiProject, mapping, quoted

OWN = ".gitlab/hookops.yml"
MAIN = ".gitlab-ci.yml"


def gitlab_files(project: CiProject) -> dict[str, str]:
    """The file to include, by its path from the root of the repository."""
    pip = '--require-hashes -r "$HOOKOPS_INSTALL"' if project.is_lock else '"$HOOKOPS_INSTALL"'
    common = {
        "pip": pip,
        "branch": project.branch,
        "settings": mapping({"HOOKOPS_INSTALL": project.install, **project.settings}),
    }
    jobs = [_jobs(org, common) for org in project.organizations]
    return {OWN: fill(template("gitlab/hookops.yml"), {**common, "jobs": "\n".join(jobs)})}


def gitlab_steps(project: CiProject) -> list[str]:
    """What a person has to set in the project's settings, one line each."""
    # .gitlab-ci.yml is most often there, and people's own.
    lines = [f"include it in {MAIN}: include: [{{local: {OWN}}}]"]
    for org in project.organizations:
        lines += _settings(org, project.branch)
    return [*lines, "a pipeline schedule, for drift"]


def _settings(org: CiOrganization, branch: str) -> list[str]:
    ledger = "".join(f", {one.name}" for one in org.standard)
    hooks = "".join(f", {name}" for name in org.secrets)
    key = "HOOKOPS_FINGERPRINT_KEY"
    # GitLab gives a job the variables of its environment, so that none is listed in the file.
    scope = f"hookops/{org.name}"
    return [
        f"masked variables of environment {scope}/review: {org.token} that may only read{ledger}",
        f"protected and masked, of {scope}/plan: the same, {key}{hooks}",
        f"protected and masked, of {scope}: {org.token} that may manage{ledger}, {key}{hooks}",
        f"protected environment {scope}: who may run its job on {branch}",
    ]


def _jobs(org: CiOrganization, common: dict[str, str]) -> str:
    values = {
        **common,
        "org": org.name,
        "org_settings": mapping(org.settings),
        "place": quoted(f"hookops/{org.name}"),
    }
    return fill(template("gitlab/jobs.yml"), values)
