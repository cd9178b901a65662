"""What is wrong between the hooks of one organization."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from hookops.kinds.base import Clash
from hookops.kinds.hook_rules_url import host
from hookops.kinds.hook_types import HOOK_TYPES
from hookops.model.diagnostic import Problem, Severity
from hookops.model.resource import Json, Resource
from hookops.model.source import FieldPath

MANY = (95, 45)
"""A few below the documented limits: hooks that are not declared here count too."""

_NAME: FieldPath = ("spec", "name")
_TYPE: FieldPath = ("spec", "type")
_CONFIG: FieldPath = ("spec", "channel", "config")


def names(resources: Sequence[Resource]) -> Iterator[Clash]:
    """M04, M05: the same name in Okta, or names that people cannot tell apart."""
    first: dict[str, Resource] = {}
    for resource in resources:
        other = first.setdefault(_folded(resource.spec.name), resource)
        if other is resource:
            continue
        same = other.spec.name == resource.spec.name
        code = "same-name" if same else "similar-name"
        what = "the same name in Okta as" if same else "a name in Okta too similar to that of"
        text = f"{resource.key.name} has {what} {other.key.name}"
        yield _clash(code, _NAME, text, resource, other)


def one_per_org(resources: Sequence[Resource]) -> Iterator[Clash]:
    """M28. Source: Okta Management API, InlineHookType: one password import hook, one active
    telephony hook per org."""
    first: dict[str, Resource] = {}
    for resource in resources:
        row = HOOK_TYPES[resource.spec.type]
        active = resource.spec.fields()["status"] == "ACTIVE"
        if not row.one_per_org or (row.one_per_org == "active" and not active):
            continue
        other = first.setdefault(row.name, resource)
        if other is not resource:
            which = "one ACTIVE" if row.one_per_org == "active" else "one"
            text = f"an org has {which} {row.title} hook, {resource.key.name} is another"
            yield _clash("one-per-org", _TYPE, text, resource, other)


def too_many(resources: Sequence[Resource]) -> Iterator[Clash]:
    """M29. Source: Okta release notes 2024 (100 hooks per org); the API's description says 50."""
    for limit in MANY:
        if len(resources) > limit:
            text = f"{len(resources)} hooks: Okta documents 100 per org on one page, 50 on another"
            yield _clash("many-hooks", (), text, resources[limit], severity="warning")
            return


def shared_secrets(resources: Sequence[Resource]) -> Iterator[Clash]:
    """M23: a secret that goes to two hosts lets each of them speak to the other as Okta."""
    first: dict[str, tuple[Resource, str, FieldPath]] = {}
    for resource in resources:
        for secret, place, target in _secrets(resource.spec.fields()["channel"]["config"]):
            other, other_target, other_place = first.setdefault(secret, (resource, target, place))
            if other_target != target:
                text = f"{secret} would go to two hosts, {other_target} and {target}"
                hint = "use a secret of its own for each host"
                problem = Problem("secret-two-hosts", place, text, hint)
                yield Clash(problem, resource, ((other, other_place, "also used here"),))


def previous_names(resources: Sequence[Resource]) -> Iterator[Clash]:
    """M34: a previous name that is somebody's name now, or that two claim."""
    declared = {resource.key.name: resource for resource in resources}
    claimed: dict[str, Resource] = {}
    place = ("metadata", "previousNames")
    for resource in resources:
        for name in resource.previous_names:
            other = claimed.setdefault(name, resource)
            if name == resource.key.name:
                yield _clash("previous-name", place, f"{name} is its own previous name", resource)
            elif name in declared:
                text = f"previous name {name} is still declared"
                yield _clash("previous-name", place, text, resource, declared[name])
            elif other is not resource:
                text = f"previous name {name} is claimed twice"
                yield _clash("previous-name", place, text, resource, other)


def _clash(
    code: str,
    path: FieldPath,
    text: str,
    resource: Resource,
    other: Resource | None = None,
    severity: Severity = "error",
) -> Clash:
    others = () if other is None else ((other, path, "the other one"),)
    return Clash(Problem(code, path, text, severity=severity), resource, others)


def _folded(name: str) -> str:
    """Equal for names that look equal: NFC, case and white space folded."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _secrets(config: Mapping[str, Json]) -> Iterator[tuple[str, FieldPath, str]]:
    """Each secret, where it is written, and the host that gets it."""
    auth = config.get("authScheme") or {}
    if "valueFrom" in auth:
        yield auth["valueFrom"], (*_CONFIG, "authScheme", "valueFrom"), host(config["uri"])
    if "clientSecretFrom" in config:
        yield config["clientSecretFrom"], (*_CONFIG, "clientSecretFrom"), host(config["tokenUrl"])
