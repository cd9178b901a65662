"""Reads documents as a story: files that the reader writes, commands, and what they print.

Blocks run in their order, in one folder. A fence's info string says what a block is:

- ```` ```yaml file=NAME ```` is a file that the reader writes; any language.
- ```` ```console ```` has commands after `$ `, each with what it prints. `...` stands for what
  a document leaves out: lines, or a part of one where it is between spaces. `# text` is something
  that happens where `worlds.py` knows it.
  A command goes on after a backslash at the end of its line, and as far as its here-document.
- ```` ```console no-run: REASON ```` cannot run here; their number is counted.

Comments, which readers do not see, set the scene:

- `<!-- run: COMMAND -->` runs a command that has to succeed.
- `<!-- file=NAME` writes the lines below it, up to `-->`.
- `<!-- somebody edits ORG: NAME path=value -->` changes a hook in the console of an org.
- `<!-- the service takes NAME, NAME -->` says which variables have secrets that the service at
  `http://127.0.0.1:8080` accepts.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

_BLOCK = re.compile(
    r"^```(?P<language>\w+)(?P<info>[^\n]*)\n(?P<text>.*?)^```$"
    r"|^<!-- file=(?P<file>\S+)\n(?P<hidden>.*?)^-->$"
    r"|^<!-- run: (?P<run>.+?) -->$"
    r"|^<!-- somebody edits (?P<edit>.+?) -->$"
    r"|^<!-- the service takes (?P<service>.+?) -->$",
    re.MULTILINE | re.DOTALL,
)
_HERE = re.compile(r"<< '(\w+)'")
_SAME = (
    (re.compile(r"\b(?:cal|00o|0oa|00p|0pr|aus|HKY|rul|rst)\w{17}\b"), "ID"),
    (re.compile(r"\d{4}-\d\d-\d\d(?:[T ][\d:.]+(?:Z|\+00:00)?)?"), "TIME"),
    (re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), "UUID"),
    (re.compile(r"\bin \d+(?:\.\d+)? m?s\b"), "in a moment"),
    (re.compile(r"\b[0-9a-f]{7,64}\b"), "HASH"),
    (re.compile(r"\balice on [\w.-]+"), "WHO"),
)


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block, or one comment that sets the scene."""

    kind: str
    """A language; `run`, `edit` or `service` of a comment."""
    info: str
    text: str
    line: int
    start: int
    """Where its text begins in the document."""

    @property
    def file(self) -> str:
        """The file that the reader writes; empty for none."""
        found = re.search(r"\bfile=(\S+)", self.info)
        return found[1] if found else ""

    @property
    def why_not(self) -> str:
        """Why it cannot run here; empty where it can."""
        return self.info.partition("no-run:")[2].strip()


@dataclass(frozen=True, slots=True)
class Command:
    """One command of a console block, or something that happens."""

    words: str
    """A command that `\\` continues is one line."""
    expected: str
    start: int
    """Where what it prints begins in the block."""
    happens: bool = False


def blocks(text: str) -> Iterator[Block]:
    """Every block of a document."""
    for found in _BLOCK.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        if found["language"]:
            yield Block(found["language"], found["info"], found["text"], line, found.start("text"))
        elif found["file"]:
            yield Block("text", f"file={found['file']}", found["hidden"], line, found.start())
        else:
            kind = next(name for name in ("run", "edit", "service") if found[name])
            yield Block(kind, "", found[kind], line, found.start())


def commands(text: str, happenings: Collection[str] = ()) -> Iterator[Command]:
    """Commands of a console block, each with what it prints.

    A line `# text` is something that happens where it is one of `happenings`, else it is printed.
    """
    now: Command | None = None
    lines: list[str] = []
    at = 0
    for line in text.splitlines(keepends=True):
        at += len(line)
        continued = now is not None and not lines and now.words.endswith("\\")
        document = now is not None and not lines and _HERE.search(now.words)
        happens = line.startswith("# ") and line[2:-1] in happenings
        if document and now is not None and now.words.count("\n" + document[1]) == 0:
            now = replace(now, words=f"{now.words}\n{line.rstrip()}", start=at)
        elif continued and now is not None:
            begun = now.words.rstrip("\\").rstrip()
            now = replace(now, words=f"{begun} {line.strip()}", start=at)
        elif line.startswith("$ ") or happens:
            if now is not None:
                yield replace(now, expected="".join(lines))
            now, lines = Command(line[2:-1], "", at, happens), []
        else:
            lines.append(line)
    if now is not None:
        yield replace(now, expected="".join(lines))


def fits(expected: str, printed: str) -> bool:
    """Whether it is what the document says, but for ids, times and what it leaves out."""
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "..." else f"{_line(line)}\n"
        for line in comparable(expected).splitlines()
    )
    return re.fullmatch(pattern, comparable(printed)) is not None


def _line(expected: str) -> str:
    return ".*".join(map(re.escape, re.split(r" \.\.\.(?: |$)", expected)))


def comparable(text: str) -> str:
    """Without what differs from run to run, spaces at the ends of lines, and empty lines."""
    for pattern, word in _SAME:
        text = pattern.sub(word, text)
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines() if line.strip())
