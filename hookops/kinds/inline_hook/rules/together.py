"""What is wrong between the hooks of one organization."""

from collections.abc import Iterator, Sequence

from hookops.kinds.inline_hook.channel import channel_receivers, channel_secrets
from hookops.kinds.inline_hook.rules.token_server import check_token_servers
from hookops.kinds.inline_hook.rules.url import host
from hookops.kinds.inline_hook.secret_headers import HIDDEN
from hookops.kinds.inline_hook.secret_places import CONFIG
from hookops.kinds.inline_hook.spec import declared_hook
from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.kinds.names import clash, name_clashes, previous_names
from hookops.kinds.values import Clash
from hookops.model.diagnostic import Problem
from hookops.model.resource import Resource
from hookops.model.source import FieldPath

# A few below the documented limits: hooks that are not declared here count too.
LIMIT = "Okta documents 100 per org on one page, 50 on another"
MANY = (95, 45)

_CONFIG: FieldPath = ("spec", *CONFIG)


def check_hooks(resources: Sequence[Resource]) -> Iterator[Clash]:
    """The problems between the hooks of one organization."""
    yield from name_clashes(resources)
    yield from previous_names(resources)
    yield from _one_per_org(resources)
    yield from _too_many(resources)
    yield from _shared_secrets(resources)
    yield from _plain_and_secret(resources)
    yield from check_token_servers(resources)


def _one_per_org(resources: Sequence[Resource]) -> Iterator[Clash]:
    """Source: Okta Management API, InlineHookType: one password import hook, one active
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
            yield clash("one-per-org", ("spec", "type"), text, resource, other)


def _too_many(resources: Sequence[Resource]) -> Iterator[Clash]:
    """Source: Okta release notes 2024 (100 hooks per org); the API's description says 50."""
    for limit in MANY:
        if len(resources) > limit:
            text = f"{len(resources)} hooks: {LIMIT}"
            yield clash("many-hooks", (), text, resources[limit], severity="warning")
            return


def _shared_secrets(resources: Sequence[Resource]) -> Iterator[Clash]:
    """A secret that goes to two hosts lets each of them speak to the other as Okta."""
    # Compared by reference: two variables with one value cannot be recognised offline.
    first: dict[str, tuple[Resource, str, FieldPath]] = {}
    for resource in resources:
        hook = declared_hook(resource)
        receivers = channel_receivers(hook.channel)
        for where, ref in channel_secrets(hook.channel).items():
            # By its name: a version or a prefix makes no other secret of it.
            secret, target = str(ref), host(receivers[where])
            path = ("spec", *where.split("."))
            other, other_target, other_path = first.setdefault(secret, (resource, target, path))
            if other_target != target:
                text = f"{secret} would go to two hosts, {other_target} and {target}"
                hint = "use a secret of its own for each host"
                problem = Problem("secret-two-hosts", path, text, hint)
                yield Clash(problem, resource, ((other, other_path, "also used here"),))


def _plain_and_secret(resources: Sequence[Resource]) -> Iterator[Clash]:
    """A header that is a secret in one hook is hidden in all, so that no other can compare it."""
    headers = [
        (resource, name, value)
        for resource in resources
        for name, value in declared_hook(resource)
        .compared()["channel"]["config"]["headers"]
        .items()
    ]
    secret = {name: resource for resource, name, value in headers if value == HIDDEN}
    for resource, name, value in headers:
        if name in secret and value != HIDDEN:
            path = (*_CONFIG, "headers", name)
            text = f"the header {name} is a secret in {secret[name].key}, and a plain value here"
            hint = "write valueFrom in both, or give one of the two another name"
            problem = Problem("plain-and-secret", path, text, hint)
            yield Clash(problem, resource, ((secret[name], path, "a secret here"),))
