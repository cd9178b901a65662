"""What holds of every org that the emulator can hold: exported, it is what the manifests say."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from conftest import World
from flows.org import SEED
from hypothesis import given
from hypothesis import strategies as st
from properties.existing import ACCEPTING, Administrator, orgs

from hookops.emulator.control.switches import Switches
from hookops.manifest.edits.layout.format import format_text
from hookops.manifest.export.text import left_out_text, manifest_text
from hookops.manifest.export.values import Exported
from hookops.report.plan.text import plan_text
from hookops.secrets.environment import from_environment
from hookops.workflow.existing.export import export_org
from hookops.workflow.run import Run

NAMES = ["Machines", "People", "Same", "\u200b", " x "]


def seeded(names: tuple[str, ...]) -> dict[str, Any]:
    """The org of the flows, with other names of what leads to attachment points."""
    first, second, label, policy = names
    server = {
        "name": first,
        "audiences": ["api://x"],
        "policies": [{"name": second, "rules": [{"name": first}, {"name": second}]}],
    }
    seed: dict[str, Any] = SEED
    return seed | {
        "apps": [*seed["apps"], {"label": label}, {"label": "Acme Wiki"}],
        "policies": [*seed["policies"], {"name": policy}],
        "authorization_servers": [*seed["authorization_servers"], server],
    }


def exported(world: World) -> Exported:
    """Of an org that hookops has never seen."""
    session = world.session(read_only=True)
    return export_org(Run({}, session, world.ledger_store, from_environment({})))


def write(world: World, made: Exported) -> None:
    """The files are there, and every secret is set."""
    for manifest in made.manifests:
        path = world.folder / "manifests" / manifest.file
        path.parent.mkdir(exist_ok=True)
        path.write_text(manifest_text(manifest), encoding="utf-8")
        for name in manifest.variables:
            world.env[name] = f"value-of-{name.lower()}"


@pytest.mark.promise("P4")
@given(orgs(), st.tuples(*(st.sampled_from(NAMES) for _ in range(4))))
def test_an_exported_org_is_as_declared(org, names):
    """The plan adopts without a write, then nothing differs; what no manifest says is named."""
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder), seed=seeded(names), switches=Switches(**ACCEPTING))
        world.declare()
        Administrator(world).build(org)
        made = exported(world)
        write(world, made)
        if not made.manifests:
            return
        planned = world.plan()
        since = len(world.writes())
        applied = world.apply()

        stands = (*planned.conflicts, *planned.guard_errors, *planned.invalid)
        assert () == stands
        assert [] == [step for change in planned.changes for step in change.steps]
        assert (0, []) == (applied.exit_code, world.writes()[since:])
        again = world.plan()
        assert ((), (), ()) == (again.changes, again.conflicts, again.invalid)
        assert () == world.drift().drifted
        assert [] == [one.id for one in made.left_out if one.id not in plan_text(again)]
        assert len(made.left_out) == left_out_text(made.left_out).count("is in no manifest:")


@given(orgs())
def test_the_order_of_lists_does_not_matter(org):
    """The same org has the same files, whatever comes first in Okta's answers; fmt leaves them."""
    with tempfile.TemporaryDirectory() as folder:
        switches = Switches(**ACCEPTING, list_order="shuffled")
        world = World(Path(folder), seed=SEED, switches=switches)
        world.declare()
        Administrator(world).build(org)
        first, second = (exported(world) for _ in range(2))

        texts = [[manifest_text(m) for m in made.manifests] for made in (first, second)]
        assert texts[0] == texts[1]
        assert texts[0] == [format_text(text.encode(), "x.yaml").text for text in texts[0]]
        assert first.left_out == second.left_out
