"""What the patches of SAML and token hooks have in common."""

from collections.abc import Iterator

from hookops.contracts.values import Command, Hit, hit
from hookops.model.source import FieldPath


def shape(command: Command, check_id: str) -> Iterator[Hit]:
    """That a patch is an array of objects."""
    path: FieldPath = (*command.path, "value")
    if not isinstance(command.value, list):
        yield hit(check_id, path)
        return
    for index, item in enumerate(command.value):
        if not isinstance(item, dict):
            yield hit(check_id, (*path, index))
