"""What is said of a manifest with a mistake."""

import pytest

from hookops.model.diagnostic import render


@pytest.fixture
def said(load_files, hook):
    """The messages of a manifest in which one text stands in the place of another."""

    def run(old, new):
        assert old in hook
        loaded = load_files(a=hook.replace(old, new, 1))
        return [render(found).removeprefix("a.yaml:") for found in loaded.diagnostics]

    return run
