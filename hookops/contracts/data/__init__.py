"""The data of contracts, one JSON file per hook type: payload templates, effects and rules.

`all.json` holds what every type shares, `probes.json` the rules that need more than an answer.
"""

import json
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from hookops.model.errors import HookopsError
from hookops.model.resource import Json

FOLDER = Path(__file__).resolve().parent


@cache
def load(name: str) -> Mapping[str, Json]:
    """What the file of this name holds, read once and at the first need. Not to be changed.

    Raises: HookopsError, which names the file when it is missing.
    """
    path = FOLDER / f"{name}.json"
    if not os.path.isfile(path):
        raise HookopsError(
            f"hookops has no file hookops/contracts/data/{path.name}",
            "add its requests, effects and rules, as the files beside it have them",
        )
    found: Mapping[str, Json] = json.loads(path.read_text(encoding="utf-8"))
    return found


def member(name: str, *path: str) -> Json:
    """What is at `path` in that file. Raises: HookopsError, which names the member it lacks."""
    value: Json = load(name)
    for step in path:
        if step not in value:
            raise HookopsError(
                f"hookops/contracts/data/{name}.json has no {'.'.join(path)}",
                "add it, as the files beside it have it",
            )
        value = value[step]
    return value


def names() -> tuple[str, ...]:
    """The names of all data files."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))
