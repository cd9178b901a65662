"""Okta answers anything: values of other types, missing, extra, huge, half a body, another body.

A case is `COMMAND:SCENARIO:POSITION:WHEN:KIND:NUMBER`, such as `plan:bind-app:1:once:null:37`: the
answer at a position of the command in a scenario of the fault matrix, whether later answers to the
same request change too, and what becomes of it by `rewrites.py`.
"""

import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from campaigns.base import Campaign, Found
from campaigns.inputs.answer_stage import LOOKS, AnswerStage
from campaigns.inputs.rewriter import LINKS, Rewrite, Seen
from campaigns.inputs.rewrites import BODIES, NODE_KINDS, nodes

SCENARIOS = (
    *("create", "update", "adopt", "deactivate", "delete-two", "replace", "all-at-once"),
    *("bind-rule", "bind-app", "bind-policy", "rebind", "rename-and-unbind", "unbind-app"),
    *("unbind-rule", "unbind-policy", "create-key", "switch-key", "delete-key", "one-per-org"),
    *("run-on", "unbind-occasions", "one-of-each"),
)
COMMANDS = ("apply", *LOOKS)
_RAW = ("cut", "byte", "body", "link")
_WHENS = ("once", "always")
_NAMES = """
    id name label type status version channel config uri headers authScheme key value method
    hookKeyId keyId isUsed created lastUpdated pipeline signOnMode settings signOn inlineHooks
    actions token inlineHook profileEnrollment preRegistrationInlineHooks inlineHookId scopes
    uuid published eventType outcome result reason target actor client userAgent debugContext
"""
_READ = frozenset(_NAMES.split())
"""Members that hookops reads, or that lead to one that it does."""
CUT_EVERYWHERE = (
    ("plan", "create-key", "GET /api/v1/inlineHooks (1)"),
    ("plan", "delete-key", "GET /api/v1/hook-keys (1)"),
    ("plan", "bind-policy", "GET /.well-known/okta-organization (1)"),
    ("plan", "bind-policy", "GET /api/v1/policies?type=PROFILE_ENROLLMENT (1)"),
    ("plan", "bind-rule", "GET /api/v1/authorizationServers/{}/policies (1)"),
    ("plan", "bind-rule", "GET /api/v1/authorizationServers/{}/policies/{}/rules (1)"),
    ("apply", "create", "POST /api/v1/inlineHooks (1)"),
    ("apply", "create-key", "POST /api/v1/hook-keys (1)"),
    ("apply", "bind-policy", "PUT /api/v1/policies/{}/rules/{} (1)"),
    ("apply", "unbind-app", "GET /api/v1/apps/{} (1)"),
)
"""Bodies that end after each of their bytes."""


@lru_cache(maxsize=len(SCENARIOS))
def stage_of(scenario: str) -> AnswerStage:
    """The stage, made once in each process."""
    return AnswerStage(scenario, Path(tempfile.mkdtemp(prefix="answers-")))


@lru_cache(maxsize=len(SCENARIOS) * len(COMMANDS))
def answers_of(command: str, scenario: str) -> Sequence[Seen]:
    """The answers that the command gets when nothing is changed."""
    return stage_of(scenario).answers(command)


def play(case: str) -> Found:
    """One command whose answers are changed as the case says."""
    command, scenario, at, when, kind, number = case.split(":")
    position = answers_of(command, scenario)[int(at)].position
    rewrite = Rewrite(position, kind, int(number), always=when == "always")
    return Found(tuple(stage_of(scenario).problems(command, rewrite)))


def draw(source: random.Random, count: int, scenarios: Sequence[str] = SCENARIOS) -> list[str]:
    """Cuts of ten bodies at each byte are up to half; the rest is drawn over everything."""
    cuts = list(_cuts(scenarios))
    source.shuffle(cuts)
    cases = dict.fromkeys(cuts[: count // 2])
    places = [
        (command, scenario, at)
        for command in COMMANDS
        for scenario in scenarios
        for at in range(len(answers_of(command, scenario)))
    ]
    while len(cases) < count:
        command, scenario, at = source.choice(places)
        kind = source.choice((*NODE_KINDS, *_RAW))
        body = answers_of(command, scenario)[at].body
        number = source.choice(_numbers(kind, body, all_nodes=source.random() < 0.3))
        cases[f"{command}:{scenario}:{at}:{source.choice(_WHENS)}:{kind}:{number}"] = None
    return list(cases)


def _numbers(kind: str, body: bytes, *, all_nodes: bool) -> Sequence[int]:
    """The numbers that mean something else for the body each."""
    match kind:
        case "cut":
            return range(len(body) + 1)
        case "byte":
            return range(max(1, len(body) * 255))
        case "body":
            return range(len(BODIES))
        case "link":
            return range(len(LINKS))
    found = list(nodes(json.loads(body))) if body else [()]
    # Else most of them would be in members of an app that nobody looks at.
    read = [n for n, path in enumerate(found) if {s for s in path if isinstance(s, str)} <= _READ]
    return range(len(found)) if all_nodes else read


def _cuts(scenarios: Sequence[str]) -> Iterator[str]:
    for command, scenario, place in (row for row in CUT_EVERYWHERE if row[1] in scenarios):
        for at, seen in enumerate(answers_of(command, scenario)):
            if _matches(str(seen.position), place):
                yield from (
                    f"{command}:{scenario}:{at}:once:cut:{n}" for n in range(len(seen.body))
                )
                break


def _matches(position: str, place: str) -> bool:
    """Whether it is that position, whatever the ids are."""
    parts, wanted = position.split("/"), place.split("/")
    pairs = zip(parts, wanted, strict=False)
    return len(parts) == len(wanted) and all(
        part == want or want == "{}" or (want == "{} (1)" and part.endswith(" (1)"))
        for part, want in pairs
    )


CAMPAIGN = Campaign(
    name="answers",
    claim="Whatever Okta answers, each command ends with one of its exit codes and a message, "
    "writes nothing to what it does not manage, and two more applies lead to what is declared",
    size=20_000,
    draw=draw,
    play=play,
)
