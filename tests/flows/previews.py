"""How tests preview a hook: against a service on this computer, with a request that is made up."""

from dataclasses import replace

from conftest import HASTY, TOKEN, URL, manifest
from services.samples import SECRET, TYPES

from hookops.kinds.inline_hook.types import HOOK_TYPES
from hookops.model.secret import Secret
from hookops.okta.session import open_session
from hookops.workflow.services import preview as workflow_preview
from hookops.workflow.services.case_choice import Fill, invented
from hookops.workflow.services.preview import How


def near_to(url, **more):
    """Of a service on this computer that is not the one that was applied."""
    # A minute: whether this machine is busy is nothing that a test asks.
    near = {"loopback": True, "url": url, "named_hosts": ("127.0.0.1",), "budget_s": 60.0}
    return How(**{**near, **more})


def preview(world, how=How(), *, name="a", cases=None, consent=lambda what: None, **more):
    run = replace(world.run(read_only=True), session=session(world))
    key, hook = workflow_preview.find(run, name)
    fill = more.pop("fill", Fill())
    chosen = cases or (invented(run, key, hook, fill),)
    return workflow_preview.preview(run, key, hook, chosen, how, consent=consent, **more)


def session(world):
    """What the command has: it reads, and executes hooks."""
    return open_session(
        URL,
        Secret(TOKEN),
        read_only=True,
        execute=True,
        app=world.app,
        patience=HASTY,
        clock=lambda: world.now,
    )


def ids(found):
    return {finding.check for finding in found.findings}


def declare(world, short):
    """A hook of that type, whose secret is the service's."""
    version = HOOK_TYPES[TYPES[short]].versions[0]
    world.declare(manifest("a", type=TYPES[short], version=version))
    world.env["HOOKOPS_SECRET_A"] = SECRET
