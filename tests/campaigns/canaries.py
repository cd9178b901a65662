"""Canaries in every secret, and in every place where somebody puts one by mistake: none gets out.

A case is `COMMAND:MISTAKE:FAULT:AT`, such as `plan-json:none:echo-error:3`: one command while the
org's answers have a fault from that request on, or with a secret that was typed somewhere.
"""

import atexit
import random
from collections.abc import Iterator, Mapping
from functools import lru_cache

from campaigns.base import Campaign, Found
from campaigns.canary.org import FAULTS
from campaigns.canary.secrets import (
    ARGUMENT_MISTAKES,
    CANARIES,
    MISTAKES,
    PROJECT_MISTAKES,
    VARIABLE_MISTAKES,
)
from campaigns.canary.stage import ENDPOINTS, SERVICE_PATHS, Asked, CanaryStage

_ALLOWED = ("--prune", "--max-delete", "1", "--max-update", "9", *ENDPOINTS)
_NEAR = ("--allow-loopback", "--send-secret-to", "127.0.0.1")
_ROTATE = ("rotate", "allowed", "--to", "env:CORP_HOOK_SECRET")


def _in_formats(name: str, args: tuple[str, ...], *formats: str) -> dict[str, tuple[str, ...]]:
    return {f"{name}-{one}": (*args, "--format", one) for one in formats}


COMMANDS: Mapping[str, tuple[str, ...]] = {
    "validate": ("validate",),
    **_in_formats("plan", ("plan", *_ALLOWED), "text", "json", "markdown"),
    "plan-out": ("plan", "--out", "new.json", *_ALLOWED),
    "plan-codes": ("plan", "--detailed-exitcode", "--target", "token"),
    **_in_formats("show", ("show", "plan.json"), "text", "json"),
    "apply-unasked": ("apply",),
    **_in_formats("apply", ("apply", "--yes", *_ALLOWED), "text", "json", "markdown"),
    "apply-file": ("apply", "plan.json", "--yes", *_ALLOWED),
    "apply-one": ("apply", "--yes", "--target", "token", "--parallelism", "1"),
    "apply-verified": ("apply", "--yes", *_ALLOWED, "--verify-url", "token=SERVICE/hook", *_NEAR),
    **_in_formats("drift", ("drift",), "text", "json", "markdown"),
    "drift-usage": ("drift", "--usage"),
    **_in_formats("usage", ("usage",), "text", "json", "csv", "html"),
    "usage-out": ("usage", "--format", "html", "--out", "usage.html"),
    **{
        f"preview-{path}": ("preview", "token", "--url", f"SERVICE/{path}", *_NEAR, *more)
        for path, more in zip(
            SERVICE_PATHS,
            (("--probe",), ("--format", "json"), ("--junit", "preview.xml")) * 3,
            strict=True,
        )
    },
    "preview-declared": ("preview", "token", "--junit", "preview.xml"),
    "preview-okta": ("preview", "token", "--through-okta"),
    "preview-save": ("preview", "token", "--url", "SERVICE/hook", *_NEAR, "--save", "cases"),
    "preview-unnamed": ("preview", "token", "--url", "SERVICE/hook", "--allow-loopback"),
    **_in_formats("rotate", (*_ROTATE, "--yes"), "text", "json"),
    "rotate-probed": (*_ROTATE, "--yes", "--verify-url", "SERVICE/hook", *_NEAR),
    "rotate-edit": (*_ROTATE, "--version", "2", "--edit-only"),
    "keys": ("keys", "show", "first"),
    "keys-jwk": ("keys", "show", "first", "--jwk"),
    "keys-set": ("keys", "show", "first", "--jwks", "jwks.json"),
    **_in_formats("graph", ("graph",), "mermaid", "dot"),
    "ledger-show": ("ledger", "show"),
    "ledger-history": ("ledger", "history"),
    "ledger-check": ("ledger", "check"),
    "ledger-move": ("ledger", "move", "--to", "moved.json"),
    "ledger-rebuild": ("ledger", "rebuild", "--yes"),
    "init": ("init", "new"),
    "unlock": ("unlock",),
    "raised-plan": ("raised", "plan"),
    "raised-apply": ("raised", "apply"),
    "raised-drift": ("raised", "drift"),
    **ARGUMENT_MISTAKES,
}
OFFLINE = ("validate", "show", "graph", "init", "unlock", "ledger-show", "ledger-hist", "argument")
_SLOW = ("early-103",)
"""Nothing but a deadline ends them, and these are real seconds."""


@lru_cache(maxsize=1)
def stage() -> CanaryStage:
    """Made once in each process."""
    made = CanaryStage()
    atexit.register(made.close)
    return made


def asked(case: str) -> Asked:
    """What a case is."""
    command, mistake, fault, at = case.split(":")
    args = COMMANDS[command]
    if command in ARGUMENT_MISTAKES:
        args = tuple(arg.replace("%s", CANARIES[command].core) for arg in args)
    return Asked(args, "" if mistake == "none" else mistake, fault, int(at))


def play(case: str) -> Found:
    """One command, and everything that it left."""
    return Found(tuple(stage().problems(asked(case))))


def _typed() -> Iterator[str]:
    """Every place where somebody types a secret, with commands that read it."""
    yield from (f"{name}:none:none:0" for name in ARGUMENT_MISTAKES)
    for name in MISTAKES:
        yield from (f"{command}:{name}:none:0" for command in ("validate", "plan-text"))
    for name in PROJECT_MISTAKES:
        yield from (f"{command}:{name}:none:0" for command in ("plan-json", "apply-text"))
    for name in VARIABLE_MISTAKES:
        yield from (f"{command}:{name}:none:0" for command in ("plan-text", "apply-text"))


def draw(source: random.Random, count: int) -> list[str]:
    """Every place of a typed secret first, up to a half; then commands, faults and requests."""
    typed = list(_typed())
    source.shuffle(typed)
    cases = dict.fromkeys(typed[: max(1, count // 2)])
    faults = [fault for fault in FAULTS if fault not in _SLOW]
    for command in COMMANDS:
        if len(cases) < count:
            cases[f"{command}:none:none:0"] = None
    online = [command for command in COMMANDS if not command.startswith(OFFLINE)]
    while len(cases) < count:
        at = source.choice((0, 1, 2, 3, source.randrange(4, 30)))
        cases[f"{source.choice(online)}:none:{source.choice(faults)}:{at}"] = None
    return list(cases)


CAMPAIGN = Campaign(
    name="canaries",
    claim=f"None of {len(CANARIES)} secrets, in any of 14 encodings, is in an output, a log, a "
    "file, an exception, an argument of a process, or a request that is not for it",
    size=400,
    draw=draw,
    play=play,
)
