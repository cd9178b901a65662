"""What is wrong between the hooks of one organization."""

from collections.abc import Iterator, Sequence

from hookops.kinds.inline_hook.channel import channel_secrets
from hookops.kinds.inline_hook.rules.token_server import check_token_servers
from hookops.kinds.inline_hook.rules.url import host
from hookops.kinds.inline_hook.secret_places import CONFIG, SECRET_PLACES
from hookops.kinds.inline_hook.spec import declared_hook
from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.kinds.names import clash, name_clashes, previous_names
from hookops.kinds.values import Clash
from hookops.model.diagnostic import Problem
from hookops.model.resource import Resource
from hookops.model.source import FieldPath

# A few below the documented limits: hooks that are not declared here count too.
MANY = (95, 45)

_CONFIG: FieldPath = ("spec", *CONFIG)


def check_hooks(resources: Sequence[Resource]) -> Iterator[Clash]:
    """The problems between the hooks of one organization."""
    yield from name_clashes(resources)
    yield from previous_names(resources)
    yield from _one_per_org(resources)
    yield from _too_many(resources)
    yield from _shared_secrets(resources)
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
            text = f"{len(resources)} hooks: Okta documents 100 per org on one page, 50 on another"
            yield clash("many-hooks", (), text, resources[limit], severity="warning")
            return


def _shared_secrets(resources: Sequence[Resource]) -> Iterator[Clash]:
    """A secret that goes to two hosts lets each of them speak to the other as Okta."""
    # Compared by reference: two variables with one value cannot be recognised offline.
    first: dict[str, tuple[Resource, str, FieldPath]] = {}
    for resource in resources:
        hook = declared_hook(resource)
        config, refs = hook.fields()["channel"]["config"], channel_secrets(hook.channel)
        for place in SECRET_PLACES:
            if place.path not in refs:
                continue
            # By its name: a version or a prefix makes no other secret of it.
            secret = str(refs[place.path])
            path, target = (*_CONFIG, *place.parent, place.written), host(config[place.receiver])
            other, other_target, other_path = first.setdefault(secret, (resource, target, path))
            if other_target != target:
                text = f"{secret} would go to two hosts, {other_target} and {target}"
                hint = "use a secret of its own for each host"
                problem = Problem("secret-two-hosts", path, text, hint)
                yield Clash(problem, resource, ((other, other_path, "also used here"),))
