"""`PYTHONPATH=tests pytest -p windows.plugin PATHS`: the tests, without what Windows lacks."""

import pytest
from windows.absent import OTHERWISE, Absence

# Before any test imports hookops: what a module finds at its import is what it has.
Absence().install()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for name in (item.name.partition("[")[0], item.path.name):
            if name in OTHERWISE:
                item.add_marker(pytest.mark.skip(reason=OTHERWISE[name]))
