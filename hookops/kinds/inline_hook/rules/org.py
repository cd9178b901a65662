"""Rules of a hook that depend on the org: what Okta has already, and which engine it runs on."""

from collections.abc import Iterator

from hookops.kinds.binding.attachment_points import POLICY
from hookops.kinds.inline_hook.rules.token_server import describe_loop
from hookops.kinds.inline_hook.spec import Hook, declared_hook
from hookops.kinds.inline_hook.types import HOOK_TYPES, REGISTRATION, HookType
from hookops.kinds.values import InOrg
from hookops.model.diagnostic import Diagnostic, Problem
from hookops.model.resource import Resource

VERSION = "version"
"""The code of a warning that only manifests without their org need."""


def version_problems(row: HookType, version: str) -> Iterator[Problem]:
    """A version that no real org was seen to accept for the type."""
    if version not in row.versions:
        text = f"version is not one that {row.title} hooks are known to take"
        # Not the advice to change it: whether Okta changes the version of a hook is not known.
        hint = f"for a new hook choose {' or '.join(row.versions)}; one that exists keeps its own"
        yield Problem(VERSION, ("spec", "version"), text, hint, "warning")


def check_in_org(resource: Resource, found: InOrg) -> Iterator[Diagnostic]:
    """A call that waits for itself, a version that is new to Okta, and a type that is to end."""
    hook = declared_hook(resource)
    old = found.before.spec if found.before is not None else None
    loop = describe_loop(resource, found.points)
    yield from [loop] if loop is not None else []
    # Okta has taken the version of a hook that exists, so it is a good one whatever we know.
    if not isinstance(old, Hook) or (old.type, old.version) != (hook.type, hook.version):
        for problem in version_problems(HOOK_TYPES[hook.type], hook.version):
            mark = resource.origin.at(problem.path[1:])
            text = f"{resource.key}: {problem.message}"
            yield Diagnostic(problem.code, text, mark, problem.hint, problem.severity)
    if hook.type == REGISTRATION.name and POLICY.type in found.console_only:
        yield _deprecated(resource)


def _deprecated(resource: Resource) -> Diagnostic:
    # Source: Okta, Add an inline hook (help), for the Classic Engine; Okta, Registration inline
    # hook: upgrade to the Identity Engine (guide).
    return Diagnostic(
        "deprecated",
        f"{resource.key}: Okta is deprecating registration inline hooks in the Classic Engine, "
        "which this org runs on",
        resource.origin.at(("type",)),
        "plan the upgrade to the Identity Engine, where enrollment policies call them",
        "warning",
    )
