"""A state of Terraform -> its resources, wherever it has them.

Source: HashiCorp, JSON output format ("Values Representation", "State Representation"); the state
file itself is version 4, of which HashiCorp documents no more than that it is JSON.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hookops.model.errors import InvalidInput
from hookops.model.resource import Json

_HINT = "give it what terraform show -json prints, or the state itself"
# Names of Terraform's, with the key of an instance behind each; nothing else gets into a .tf file.
_NAME = r"[A-Za-z_][A-Za-z0-9_-]*"
_KEY = r"(?:\[(?:[0-9]+|\"(?:[^\"\\]|\\.)*\")\])?"
_ADDRESS = re.compile(rf"(?:module\.{_NAME}{_KEY}\.)*(?:data\.)?{_NAME}\.{_NAME}{_KEY}")
_INSTANCE = re.compile(r"\[(?:[0-9]+|\"(?:[^\"\\]|\\.)*\")\]")


@dataclass(frozen=True, slots=True)
class StateResource:
    """One instance of a resource."""

    address: str
    """With the keys of its instances: `module.okta["eu"].okta_inline_hook.token[0]`."""
    type: str
    values: Mapping[str, Json] = field(repr=False)
    """Its attributes, with secrets among them."""
    managed: bool = True
    """Whether it is no data source."""

    @property
    def plain(self) -> str:
        """Without the keys of instances, as `removed` and `moved` blocks of a resource take it."""
        return _INSTANCE.sub("", self.address)

    def text(self, name: str) -> str:
        """An attribute that is text; empty for what is none."""
        return value if isinstance(value := self.values.get(name), str) else ""


def read_state(text: str, file: str) -> tuple[StateResource, ...]:
    """Every resource and data source, in the order of the state.

    Raises: InvalidInput, without a part of the text: it has secrets.
    """
    try:
        data = json.loads(text.removeprefix("\ufeff"))
        json.dumps(data, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise InvalidInput(f"{file} is not valid JSON", _HINT) from None
    # The shape is checked by reading: the file may be anything.
    try:
        found = tuple(_resources(data))
    except (KeyError, TypeError, AttributeError):
        raise InvalidInput(f"{file} has not the shape of a state of Terraform", _HINT) from None
    if any(_ADDRESS.fullmatch(resource.address) is None for resource in found):
        raise InvalidInput(f"{file} has an address of a resource that Terraform has not", _HINT)
    return found


def _resources(data: Json) -> Iterator[StateResource]:
    if "root_module" in (data.get("values") or {}):
        yield from _module(data["values"]["root_module"])
    # A plan has the state before it, and what it is about to be; what is there counts.
    elif prior := data.get("prior_state"):
        yield from _module(prior["values"]["root_module"])
    elif "planned_values" in data:
        yield from _module(data["planned_values"]["root_module"])
    elif data["version"] == 4:
        yield from _raw(data["resources"])
    else:
        raise KeyError("version")


def _module(module: Mapping[str, Json]) -> Iterator[StateResource]:
    for resource in module.get("resources") or ():
        managed, values = resource["mode"] == "managed", resource["values"] or {}
        yield StateResource(resource["address"], resource["type"], values, managed)
    for child in module.get("child_modules") or ():
        yield from _module(child)


def _raw(resources: Sequence[Mapping[str, Json]]) -> Iterator[StateResource]:
    for resource in resources:
        managed = resource["mode"] == "managed"
        parts = (resource.get("module"), *([] if managed else ["data"]), resource["type"])
        address = ".".join(part for part in (*parts, resource["name"]) if part)
        for instance in resource["instances"]:
            key = instance.get("index_key")
            end = "" if key is None else f"[{json.dumps(key)}]"
            values = instance.get("attributes") or {}
            yield StateResource(address + end, resource["type"], values, managed)
