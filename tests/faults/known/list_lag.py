"""Not collected: it fails as long as hookops is wrong. `pytest tests/faults/known/FILE`."""

import pytest
from faults.scenarios import ALL
from faults.stage import Stage

from hookops.emulator.control.switches import Switches


@pytest.mark.parametrize("scenario", ["update", "deactivate", "all-at-once"])
def test_a_list_that_lags_is_not_believed(scenario, tmp_path):
    """What Okta has answered to a write counts for more than a list which is older than that.

    The run ends with 7 and names as left, or as still ACTIVE, what it has done.
    """
    stage = Stage(ALL[scenario], tmp_path, Switches(list_lag="ten-seconds"))

    assert stage.positions
