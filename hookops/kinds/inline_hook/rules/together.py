"""What is wrong between the hooks of one organization."""

from collections.abc import Iterator, Mapping, Sequence

from hookops.kinds.inline_hook.rules.url import host
from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.kinds.names import clash
from hookops.kinds.values import Clash
from hookops.model.diagnostic import Problem
from hookops.model.resource import Json, Resource
from hookops.model.source import FieldPath

MANY = (95, 45)
"""A few below the documented limits: hooks that are not declared here count too."""

_TYPE: FieldPath = ("spec", "type")
_CONFIG: FieldPath = ("spec", "channel", "config")


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
            yield clash("one-per-org", _TYPE, text, resource, other)


def too_many(resources: Sequence[Resource]) -> Iterator[Clash]:
    """M29. Source: Okta release notes 2024 (100 hooks per org); the API's description says 50."""
    for limit in MANY:
        if len(resources) > limit:
            text = f"{len(resources)} hooks: Okta documents 100 per org on one page, 50 on another"
            yield clash("many-hooks", (), text, resources[limit], severity="warning")
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


def _secrets(config: Mapping[str, Json]) -> Iterator[tuple[str, FieldPath, str]]:
    """Each secret, where it is written, and the host that gets it."""
    auth = config.get("authScheme") or {}
    if "valueFrom" in auth:
        yield auth["valueFrom"], (*_CONFIG, "authScheme", "valueFrom"), host(config["uri"])
    if "clientSecretFrom" in config:
        yield config["clientSecretFrom"], (*_CONFIG, "clientSecretFrom"), host(config["tokenUrl"])
