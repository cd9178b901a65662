"""What the patches of SAML and token hooks have in common."""

from collections.abc import Iterator, Mapping

from hookops.contracts.reading import commands, operations
from hookops.contracts.values import Command, Hit, hit
from hookops.model.resource import Json
from hookops.model.source import FieldPath
from hookops.model.text import plural


def shape(command: Command, check_id: str, empty_id: str) -> Iterator[Hit]:
    """That a patch is an array of objects, and not an empty one."""
    path: FieldPath = (*command.path, "value")
    if not isinstance(command.value, list):
        yield hit(check_id, path)
        return
    if not command.value:
        yield hit(empty_id, path)
    # Every item, not the first: one preview is to name all mistakes.
    for index, item in enumerate(command.value):
        if not isinstance(item, dict):
            yield hit(check_id, (*path, index))


def count_operations(members: Mapping[str, Json]) -> str:
    """`2 operations of the hook`, as effects have it."""
    count = sum(1 for command in commands(members) for _ in operations(command))
    return f"{plural(count, 'operation')} of the hook"
