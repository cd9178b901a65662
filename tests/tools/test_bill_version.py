"""The bill of materials names the version that it is of."""

import json

from bill_version import main

import hookops


def test_the_component_has_the_version(tmp_path) -> None:
    """The main component gets the package's version; nothing else of the document changes."""
    path = tmp_path / "bill.json"
    bill = {"components": [{"name": "click"}], "metadata": {"component": {"name": "hookops"}}}
    path.write_text(json.dumps(bill))

    main(str(path))

    bill["metadata"] = {"component": {"name": "hookops", "version": hookops.__version__}}
    assert bill == json.loads(path.read_text())
