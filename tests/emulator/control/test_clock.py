"""The emulator's clock."""

import pytest

from hookops.emulator.control.clock import Clock


def test_clock_moves_and_stops():
    """The clock is moved by an offset, and stops at a time or where it is."""
    times = iter(range(100, 200))
    clock = Clock(lambda: float(next(times)))
    seen = [clock()]
    for offset_s, freeze in [(1000, None), (None, True), (0, None), (None, 7), (None, False)]:
        clock.change(offset_s, freeze)
        seen += [clock(), clock()]

    assert [100, 1101, 1102, 1103, 1103, 103, 103, 7, 7, 104, 105] == seen


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "soon", [1]])
def test_clock_refuses_what_is_no_time(value):
    """What is no number of seconds is refused, and nothing moves."""
    clock = Clock(lambda: 1.0)

    with pytest.raises((ValueError, TypeError)):
        clock.change(value, None)

    assert 1.0 == clock()
