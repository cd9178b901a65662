"""Manifests and projects of any text: valid ones, and what becomes of them by any mistake.

A case is `KIND:SEED`, such as `value:7051`; both make the file. Every tenth is planned as well,
against an org that has nothing.
"""

import io
import random
import re
import tempfile
import time
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import yaml
from campaigns.base import Campaign, Found
from campaigns.inputs import manifest_grammar as grammar

from hookops.cli.host import Host
from hookops.cli.main import run

LIMIT_S = 2.0
"""Of the processor's time: whether the machine is busy is nothing that is claimed."""
KINDS = (
    "valid",
    "value",
    "schema",
    "secret",
    "bytes",
    "lines",
    "tokens",
    "project",
    "deep",
    "noise",
)
_EXITS = {"validate": (0, 3, 5), "plan": (0, 3, 5, 6)}
_PLACED = re.compile(
    # Any file: a project may name another one than those that are written here.
    r"(.*):(\d+):(\d+): (error|warning)\[[a-z0-9-]+\]: ."
)
_ERROR = re.compile(r"\berror\[[a-z0-9-]+\]: ")
_INVISIBLE = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Categories of characters that move a cursor, or that nobody sees."""
_SECRET_NAMES = {"value", "valueFrom", "clientSecret", "clientSecretFrom", "secret"}


_PROJECT = b"""\
apiVersion: hookops.dev/v1
kind: Project
spec: {manifests: [manifests], organizations: {local: {emulator: .hookops/local.db}}}
"""
_KEY = b"{apiVersion: hookops.dev/v1, kind: HookKey, metadata: {name: a}}\n"


class Folder:
    """A project on the embedded emulator, with one manifest."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="manifests-"))
        (self.path / "manifests").mkdir()
        self.begin("manifests/case.yaml", _KEY)
        # The first plan makes the emulator's file.
        assert self.run("plan")[0] == 0

    def begin(self, name: str, data: bytes) -> None:
        """The file has these bytes; the other one is valid."""
        (self.path / "hookops.yaml").write_bytes(_PROJECT)
        (self.path / "manifests" / "case.yaml").write_bytes(_KEY)
        (self.path / name).write_bytes(data)

    def run(self, *args: str) -> tuple[int, str]:
        """The exit code, and everything that is printed."""
        out, err = io.StringIO(), io.StringIO()
        args = (*args, "--org", "local") if args[0] == "plan" else args
        code = run(args, Host({}, self.path, None), stdout=out, stderr=err)
        return code, out.getvalue() + err.getvalue()


@lru_cache(maxsize=1)
def folder() -> Folder:
    """Made once in each process."""
    return Folder()


def made(case: str) -> tuple[str, bytes]:
    """(name, content) of the file of a case."""
    kind, _, seed = case.partition(":")
    source = random.Random(f"{kind} {seed}")
    if kind == "deep":
        name = source.choice(list(grammar.DEEP))
        return "manifests/case.yaml", grammar.DEEP[name](
            source.choice((10, 40, 1000, 30_000))
        ).encode()
    if kind == "noise":
        return "manifests/case.yaml", source.randbytes(source.randint(0, 200))
    if kind == "project":
        data = grammar.project(source)
        if source.random() < 0.6:
            return "hookops.yaml", _text(source, grammar.with_value(source, data))
        return "hookops.yaml", grammar.with_bytes(source, _text(source, data))
    documents = [grammar.hook(source)] if source.random() < 0.8 else [grammar.key(source)]
    if source.random() < 0.1:
        documents.append(grammar.key(source))
    if kind == "value":
        documents[0] = grammar.with_value(source, documents[0])
    if kind == "schema":
        documents[0] = grammar.with_scalar(source, documents[0])
    if kind == "secret":
        documents[0] = grammar.with_secret(source, grammar.hook(source))
        if source.random() < 0.5:
            documents[0] = grammar.with_value(source, documents[0])
    texts = [grammar.written(source, document) for document in documents]
    text = "\n---\n".join(text.removeprefix("---").lstrip() for text in texts)
    if kind == "lines":
        text = grammar.with_lines(source, text)
    if kind == "tokens":
        text = grammar.with_tokens(source, text)
    found = text.encode(errors="surrogatepass")
    return "manifests/case.yaml", grammar.with_bytes(source, found) if kind == "bytes" else found


def _text(source: random.Random, data: object) -> bytes:
    return grammar.written(source, data).encode(errors="surrogatepass")


def play(case: str) -> Found:
    """One file, validated, and planned where its turn comes."""
    return Found(tuple(play_in(folder(), case)))


def play_in(at: Folder, case: str, limit_s: float = LIMIT_S) -> Iterator[str]:
    """What is wrong with how hookops deals with the file of the case there."""
    name, data = made(case)
    at.begin(name, data)
    is_planned = int(case.partition(":")[2]) % 10 == 0
    for command in ("validate", "plan") if is_planned else ("validate",):
        begun_s = time.thread_time()
        code, text = at.run(command)
        took_s = time.thread_time() - begun_s
        if took_s > limit_s:
            yield f"{command} took {took_s:.1f} s"
        yield from (f"{command}: {p}" for p in check(case, command, code, text, data))


def check(case: str, command: str, code: int, text: str, data: bytes) -> Iterator[str]:
    """What is wrong with what the command printed about that file."""
    if code not in _EXITS[command]:
        yield f"exit code {code}: {text[:200]}"
    if case.startswith("valid:") and code != 0 and command == "validate":
        yield f"a valid manifest ends with {code}: {text[:300]}"
    lines = text.split("\n")
    errors = [line for line in lines if _ERROR.search(line)]
    if code == 3 and not errors:
        yield f"no error with a code: {text[:200]}"
    length = data.count(b"\n") + data.count(b"\r") + 2
    for line in errors if command == "validate" else []:
        place = _PLACED.match(line)
        if place is None and "error[not-found]" not in line:
            yield f"an error without a place: {line[:200]}"
        elif place is not None and (
            int(place[2]) > length or not int(place[2]) or not int(place[3])
        ):
            yield f"a place that is not in the file: {line[:200]}"
    hidden = {c for c in text if c != "\n" and unicodedata.category(c) in _INVISIBLE}
    if hidden:
        yield f"prints {sorted(hidden)!r}"
    if "Traceback" in text:
        yield "prints a traceback"
    if grammar.SECRET in text and case.startswith("secret:") and _is_at_secret(data):
        yield "a secret is printed"


def _is_at_secret(data: bytes) -> bool:
    """Whether the secret is nowhere but where secrets belong, or in what is no YAML at all."""
    try:
        documents = list(yaml.safe_load_all(data))
    except (yaml.YAMLError, ValueError, RecursionError):
        return True
    return all(_hides(document, hidden=False) for document in documents)


def _hides(data: object, *, hidden: bool) -> bool:
    if isinstance(data, dict):
        items = data.items()
        return all(
            grammar.SECRET not in str(n) and _hides(v, hidden=hidden or n in _SECRET_NAMES)
            for n, v in items
        )
    if isinstance(data, list):
        return all(_hides(value, hidden=hidden) for value in data)
    return hidden or grammar.SECRET not in str(data)


def draw(source: random.Random, count: int) -> Sequence[str]:
    """As many of each kind, but few of those that are large."""
    cases: dict[str, None] = {}
    kinds = (*KINDS * 5, "deep")
    while len(cases) < count:
        kind = kinds[len(cases) % len(kinds)]
        cases[f"{kind}:{source.randrange(10_000_000)}"] = None
    return list(cases)


CAMPAIGN = Campaign(
    name="manifests",
    claim="Whatever a manifest or a project says, hookops ends within 2 s with one of its exit "
    "codes, and each rejection has file, line, column and code, and shows no secret",
    size=50_000,
    draw=draw,
    play=play,
)
