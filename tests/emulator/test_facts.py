"""The facts are data, found wherever the package lies."""

import json
import subprocess
import sys
from pathlib import Path

from hookops.emulator import facts
from hookops.emulator.page.samples import sample

PACKAGE = Path(facts.__file__).parents[1]


def test_schemas_are_found_in_an_installed_package(tmp_path):
    """A folder `schemas` in the package goes before one beside it."""
    (tmp_path / "hookops" / "schemas").mkdir(parents=True)

    found = facts.schemas_folder(tmp_path / "hookops")

    assert found == tmp_path / "hookops" / "schemas"


def test_schemas_are_found_in_a_checkout(tmp_path):
    """Without one in the package, the folder beside it is taken."""
    assert facts.schemas_folder(tmp_path / "hookops") == tmp_path / "schemas"


def test_every_fact_has_a_source():
    """Each row of the facts names where it is known from."""
    path = facts.schemas_folder(PACKAGE) / "okta" / "inline-hooks.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    del data["about"]
    single = [data.pop("reservedHeaders"), data.pop("routesNotEmulated")]
    listed = [*data.pop("types"), *data.pop("channels"), *data.pop("buckets")]
    named = [*data.pop("limits").values(), *data.pop("errors").values()]

    rows = [*single, *listed, *named]

    assert data == {}
    assert [row for row in rows if not row.get("source")] == []


def test_every_type_can_be_previewed():
    """The request of each type is complete: nothing of another place has to know the type."""
    for name in facts.load().types:
        request = sample(name, "cal1", "https://acme.example", 1_700_000_000.0)

        assert (request["eventType"], request["eventTime"]) == (name, "2023-11-14T22:13:20.000Z")
        assert request["source"]
        assert request["data"]
        assert "{" not in json.dumps(request["source"])


def test_package_is_light():
    """Importing the emulator's package loads no third-party package."""
    code = "import sys, hookops.emulator; sys.exit('flask' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
