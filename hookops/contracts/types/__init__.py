"""The registry of contracts: one module per hook type, found by the name of the type's row.

A new type is a row in `kinds/inline_hook/types.py`, a module here, and a file in `data/`.
"""

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec

from hookops.contracts.types.base import Contract
from hookops.kinds.inline_hook.types import HOOK_TYPES, HookType
from hookops.model.errors import HookopsError
from hookops.model.text import show


def contract_of(hook_type: str, types: Mapping[str, HookType] = HOOK_TYPES) -> Contract:
    """The contract of a type, by the API's name.

    Raises: HookopsError for what is no type, and for a row without a contract.
    """
    row = types.get(hook_type)
    if row is None:
        raise HookopsError(
            f"{show(hook_type, 80)} is no type of inline hook that hookops knows",
            f"it is one of {', '.join(types)}",
        )
    found = _find(row)
    if found is None:
        raise HookopsError(
            f"hookops has no contract of {row.title} hooks, so it cannot call their services",
            f"add hookops/contracts/types/{row.module}.py, as the modules beside it are",
        )
    return found


def contracts(types: Mapping[str, HookType] = HOOK_TYPES) -> Mapping[str, Contract]:
    """All contracts that there are, by the API's names; a row without one is left out."""
    found = {name: _find(row) for name, row in types.items()}
    return {name: contract for name, contract in found.items() if contract is not None}


def _find(row: HookType) -> Contract | None:
    # Not a table of imports: a table would be one more file that a new type has to change, and
    # commands that judge nothing would load every contract.
    name = f"{__name__}.{row.module}"
    if find_spec(name) is None:
        return None
    contract: Contract = import_module(name).CONTRACT
    return contract
