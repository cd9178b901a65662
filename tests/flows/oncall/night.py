"""Commands of an on-call night on a world."""

from collections.abc import Callable, Iterator
from typing import Any

from conftest import World

from hookops.model.change import Plan
from hookops.model.limits import Limits
from hookops.model.resource import Key
from hookops.workflow.oncall import disable as disabling
from hookops.workflow.oncall import enable as enabling
from hookops.workflow.oncall import rollback as rolling
from hookops.workflow.oncall.carry_out import Means
from hookops.workflow.oncall.rollback import RolledBack
from hookops.workflow.run import Applied


def means(world: World, consent: Callable[[Plan], bool] = lambda _: True, **limits: Any) -> Means:
    """Of somebody who says yes."""
    world.now += 10
    return Means(Limits(**limits), consent, world.progress.append, world.stop)


def disable(world: World, name: str, because: str = "it fails", **given: Any) -> Applied:
    """`hookops disable`."""
    shown: list[str] = []
    applied = disabling.disable(
        world.run(), Key("InlineHook", name), because, means(world, **given), shown
    )
    world.notices += shown
    return applied


def enable(world: World, name: str, **given: Any) -> Applied:
    """`hookops enable`."""
    return enabling.enable(world.run(), Key("InlineHook", name), means(world, **given))


def rollback(world: World, apply: str = "", **given: Any) -> RolledBack:
    """`hookops rollback`."""
    shown: list[str] = []
    done = rolling.rollback(world.run(), apply, means(world, **given), (), shown)
    world.notices += shown
    return done


def changed(plan: Plan | Applied | None) -> list[str]:
    """Each change of a plan, in a few words."""
    assert plan is not None
    made = plan.plan if isinstance(plan, Applied) else plan
    return [f"{change.action.value} {change.key}" for change in made.changes]


def _rules(org: World) -> Iterator[tuple[str, dict[str, Any]]]:
    """Path and content of every rule of every authorization server."""
    for server in org.api("GET", "authorizationServers"):
        policies = f"authorizationServers/{server['id']}/policies"
        for policy in org.api("GET", policies):
            path = f"{policies}/{policy['id']}/rules"
            yield from ((f"{path}/{rule['id']}", rule) for rule in org.api("GET", path))


def console_bind(org: World, hook: str, rule: str) -> None:
    """Somebody binds a rule to a hook in the console."""
    ((path, raw),) = [found for found in _rules(org) if found[1]["name"] == rule]
    raw["actions"]["token"]["inlineHook"] = {"id": org.hook(hook)["id"]}
    org.api("PUT", path, raw)


def bound(org: World) -> list[str]:
    """Rules and apps that call a hook, by name."""
    rules = [raw["name"] for _, raw in _rules(org) if raw["actions"]["token"].get("inlineHook")]
    apps = [
        app["label"]
        for app in org.api("GET", "apps")
        if app["settings"].get("signOn", {}).get("inlineHooks")
    ]
    return sorted([*rules, *apps])
