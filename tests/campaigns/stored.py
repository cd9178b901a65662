"""Files that hookops stores and reads again are changed: saved plans and ledgers.

A case is `KIND:FILE:FROM+COUNT:NUMBER`, such as `byte:deletes:100+25:7`: bytes 100 to 124 of that
file are changed one after the other, each to another by the number; or `field`, of which each does
something else to a value of the file. A problem says which one it is, as a case of its own.
"""

import hashlib
import json
import random
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from campaigns.base import Campaign, Found
from campaigns.inputs.rewrites import NODE_KINDS, nodes, replaced, rewrite_node, value_at
from campaigns.inputs.stored_stage import LedgerStage, PlanStage
from conftest import World, key_manifest
from faults.scenarios import ALL
from flows.org import APP, POLICY, REGISTRATION, RULE, SAML, TOKEN, WIKI, hook, one_of_each, signed
from properties.scenarios import Scenario, moves

_NEW = {"uri": "https://hooks.example.com/new"}
TOGETHER = 25
"""So many changes are one case."""
_BYTES = (0x00, 0x0A, 0x20, 0x22, 0x30, 0x39, 0x2C, 0x5C, 0x7B, 0x7D, 0x7F, 0xC3, 0xFF)
"""What a byte becomes, besides the next one and that with another case."""


def _fails(world: World) -> None:
    """An apply whose answer was lost leaves the intent of a create; others a tombstone and keys."""
    world.key = b"k" * 32
    world.declare(hook("enrich", TOKEN, RULE), hook("old", SAML, APP), key_manifest("first"))
    assert world.apply().exit_code == 0
    world.declare(hook("enrich", TOKEN, RULE), key_manifest("first"))
    assert world.apply(prune=True, max_delete=5).exit_code == 0
    world.declare(
        hook("enrich", TOKEN, RULE),
        signed("assert", "first", WIKI),
        hook("screen", REGISTRATION, POLICY),
        key_manifest("first"),
    )
    whole = world.app
    world.app = Losing(whole)
    assert world.apply(prune=True, max_delete=5).exit_code == 8
    world.app = whole


class Losing:
    """An org whose answers to creates and updates of hooks are lost, and which shows no hook."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._lost = False

    def __call__(self, environ: dict[str, Any], start: Any) -> Any:
        writes = environ["REQUEST_METHOD"] in ("POST", "PUT")
        if self._lost or (writes and environ["PATH_INFO"].startswith("/api/v1/inlineHooks")):
            if not self._lost:
                list(self._app(environ, lambda *_: None))
            self._lost = True
            start("502 Bad Gateway", [("content-type", "text/html")])
            return [b""]
        return self._app(environ, start)


_EACH = one_of_each()
PLANS: Mapping[str, Scenario] = {
    "create": ALL["create"],
    "deletes": ALL["replace"],
    "keys": ALL["switch-key"],
}
LEDGERS: Mapping[str, Scenario] = {
    "one-of-each": moves(
        "one-of-each",
        _EACH,
        [
            *_EACH[:2],
            hook("token", TOKEN, RULE, config=_NEW),
            signed("saml", "first", WIKI),
            *_EACH[4:],
        ],
    ),
    "intents": Scenario("intents", _fails, {"prune": True, "max_delete": 5}),
}
FILES = (*PLANS, *LEDGERS)


@lru_cache(maxsize=len(FILES))
def stage_of(name: str) -> PlanStage | LedgerStage:
    """The stage, made once in each process."""
    folder = Path(tempfile.mkdtemp(prefix="stored-"))
    if name in PLANS:
        return PlanStage(PLANS[name], folder)
    return LedgerStage(LEDGERS[name], folder)


def play(case: str) -> Found:
    """All changes of a case, one after the other."""
    kind, name, span, number = case.split(":")
    first, _, count = span.partition("+")
    problems: list[str] = []
    for at in range(int(first), int(first) + int(count)):
        try:
            found = _play_one(kind, name, at, int(number))
        except Exception as problem:  # noqa: BLE001
            # Whatever it is, a user would see a traceback.
            found = [f"{type(problem).__name__}: {problem}"]
        problems += [f"{kind}:{name}:{at}+1:{number}: {text}" for text in found]
    return Found(tuple(problems))


def _play_one(kind: str, name: str, at: int, number: int) -> list[str]:
    stage = stage_of(name)
    if kind == "byte":
        data = with_other_byte(stage.data, at, number)
    else:
        data = with_other_field(stage.data, f"{name} {number} {at}")
    return [] if data == stage.data else stage.problems(data)


def with_other_byte(data: bytes, at: int, number: int) -> bytes:
    """The bytes with another one there; the same beyond the end."""
    if at >= len(data):
        return data
    choices = [b for b in (data[at] ^ 1, data[at] ^ 0x20, *_BYTES) if b != data[at]]
    return data[:at] + bytes([choices[number % len(choices)]]) + data[at + 1 :]


def with_other_field(data: bytes, seed: str) -> bytes:
    """The file with one value rewritten, mostly with a digest that fits it."""
    source = random.Random(seed)
    document = json.loads(data)
    paths = [path for path in nodes(document) if path]
    path = source.choice(paths)
    if source.random() < 0.4:
        # What another value of the file has is as likely to be taken for right as anything.
        other = json.loads(json.dumps(value_at(document, source.choice(paths))))
        document = replaced(document, path, other)
    else:
        document = rewrite_node(document, source.choice(NODE_KINDS), path)
    if "digest" in document and source.random() < 0.8:
        document["digest"] = digest_of(document)
    return (json.dumps(document, indent=1) + "\n").encode()


def digest_of(document: Mapping[str, Any]) -> str:
    """The digest that fits a plan with these members."""
    content = {name: value for name, value in document.items() if name != "digest"}
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def draw(source: random.Random, count: int) -> list[str]:
    """Every byte of every file comes first, when there are as many; then bytes anew, and fields."""
    every = [
        f"byte:{name}:{at}+{TOGETHER}"
        for name in FILES
        for at in range(0, len(stage_of(name).data), TOGETHER)
    ]
    source.shuffle(every)
    spans = [*every[: max(1, count * 3 // 4)]]
    cases = {f"{span}:{source.randrange(1000)}": None for span in spans}
    while len(cases) < count:
        name, number = source.choice(FILES), source.randrange(1_000_000)
        cases[f"field:{name}:0+{TOGETHER}:{number}"] = None
    return list(cases)


CAMPAIGN = Campaign(
    name="stored",
    claim="A plan file with another byte or value is refused, or leads to what it led to before; "
    "with such a ledger, hookops refuses it or does no more than what it then plans",
    size=2_000,
    draw=draw,
    play=play,
    counts_as=TOGETHER,
)
