"""All that is particular to one resource kind. Pure. `KINDS` is the one list of kinds."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from hookops.kinds.base import Kind
from hookops.kinds.inline_hook import InlineHookKind

KINDS: Mapping[str, Kind[Any]] = MappingProxyType({kind.name: kind for kind in (InlineHookKind(),)})
"""In dependency order: what is needed comes before what needs it."""
