"""All that is particular to one resource kind. Pure. `KINDS` is the one list of kinds."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from hookops.kinds.base import Kind
from hookops.kinds.binding.kind import BindingKind
from hookops.kinds.hook_key import HookKeyKind
from hookops.kinds.inline_hook.kind import InlineHookKind
from hookops.kinds.listed import Listed

KEYS = HookKeyKind()
HOOKS = InlineHookKind()
BINDINGS = BindingKind()
"""What is written inside the manifest of a hook and planned by itself."""

KINDS: Mapping[str, Kind[Any]] = MappingProxyType(
    {kind.name: kind for kind in (KEYS, HOOKS, BINDINGS)}
)
"""In dependency order: what is needed comes before what needs it."""

LISTED: Mapping[str, Listed[Any]] = MappingProxyType(
    {name: kind for name, kind in KINDS.items() if isinstance(kind, Listed)}
)
"""Those with manifests of their own."""
