"""Projects and workflows of Atlantis."""

from hookops.ci.fill import fill, template
from hookops.ci.project import CiOrganization, CiProject, mapping
from hookops.network.credential_names import TOKEN

SERVER = "atlantis-server.yaml"


def atlantis_files(project: CiProject) -> dict[str, str]:
    """The repository's file, and what goes into the server's own configuration."""
    projects = [_part("project", org) for org in project.organizations]
    workflows = [_part("workflow", org, project) for org in project.organizations]
    return {
        "atlantis.yaml": fill(template("atlantis/atlantis.yaml"), {"projects": "".join(projects)}),
        SERVER: fill(
            template("atlantis/server.yaml"),
            {"workflows": "\n".join(workflows), "branch": project.branch},
        ),
    }


def atlantis_steps(project: CiProject) -> list[str]:
    """What a person has to set on the server, one line each."""
    lines = [
        f"install {project.install} on the server, and move {SERVER} into --repo-config",
    ]
    for org in project.organizations:
        source = _source(org)
        ledger = "".join(f", {one.name}" for one in org.standard)
        hooks = "".join(f", {name}" for name in org.secrets)
        lines += [
            f"variables of the server for {org.name}: {source}_READ, "
            f"{source}, HOOKOPS_FINGERPRINT_KEY{ledger}{hooks}"
        ]
    return lines


# One process for all organizations: what differs has the organization in its name.
def _source(org: CiOrganization) -> str:
    return org.token if org.token != TOKEN else f"{TOKEN}_{org.name.upper().replace('-', '_')}"


def _part(name: str, org: CiOrganization, project: CiProject | None = None) -> str:
    key, source = "HOOKOPS_FINGERPRINT_KEY", _source(org)
    # The server's process has every credential; a plan for reading runs without them.
    hidden = [key, f"{key}_PREVIOUS", *org.secrets]
    settings = {**org.settings, **(project.settings if project else {})}
    values = {
        "org": org.name,
        "token": org.token,
        "source": source,
        "steps": "\n".join(
            f"- env: {{{mapping({'name': k})}, {mapping({'value': v})}}}"
            for k, v in settings.items()
        ),
        "without": " ".join(f"-u {name}" for name in hidden),
    }
    return fill(template(f"atlantis/{name}.yaml"), values)
