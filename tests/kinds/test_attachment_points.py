"""Every attachment point can be declared and read; its selectors say which one it is."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from hookops.kinds import LISTED
from hookops.kinds.binding.attachment_points import APP, ATTACHMENT_POINTS, AttachmentPoint
from hookops.kinds.binding.scan import SCANS
from hookops.kinds.binding.spec import (
    point_named,
)
from hookops.kinds.inline_hook.types import HOOK_TYPES

REPO = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("type_", ["com.okta.import.transform", "com.okta.telephony.provider"])
def test_types_that_nothing_refers_to(type_):
    """There is no attachment point for them."""
    assert () == HOOK_TYPES[type_].attachment_points


def test_every_attachment_point_can_be_read():
    """A row without a scan would be bound and never seen."""
    assert set(ATTACHMENT_POINTS) == set(SCANS)
    assert {point.hook_type for point in ATTACHMENT_POINTS.values()} <= set(HOOK_TYPES)


def test_every_selector_can_be_declared():
    """A row whose selectors the schema lacks could never be named: `make schemas` adds them."""
    schema = json.loads((REPO / "schemas" / "manifest" / LISTED["InlineHook"].schema).read_text())
    declared = schema["$defs"]["binding"]["properties"]

    fields = {name for point in ATTACHMENT_POINTS.values() for name in point.fields}
    assert [] == sorted(fields - set(declared))


def test_a_type_with_two_attachment_points():
    """The selectors of a binding tell which of the two it means; the longer match goes first."""
    wide = replace(APP, type="app-import", selector_names=("app", "feature"))
    points: tuple[AttachmentPoint, ...] = (APP, wide)

    assert wide == point_named(points, {"app": "A", "feature": "F"})
    assert APP == point_named(points, {"app": "A"})
    assert None is point_named(points, {"rule": "R"})
