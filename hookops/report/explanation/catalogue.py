"""The catalogue of codes: one file of `codes` for each place where codes are from."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hookops.model.errors import EXIT_CODES
from hookops.report.explanation.answers import rule_entries

# In this order they are listed: as a run meets them.
_FILES = ("yaml", "manifests", "plans", "commands", "words", "standings", "results", "exit_codes")
_EXIT = "exit-"
_WORDS = ("impact-", "action-", "drift-", "report-", "standing-", "result-", "answer-", _EXIT)
# `error[url]` and `[url]` of a plan; `error all.2b:` of a preview, as a terminal copies it.
_PRINTED = re.compile(r"(?:error|warning)?\[(.*)\]")
_FOUND = re.compile(r"(?:(?:error|warning|info|unknown) )?([a-z]+\.[a-z0-9-]+):?")


@dataclass(frozen=True, slots=True)
class Entry:
    """What is said of one code."""

    code: str
    """As it is printed; `impact-outage`, `action-bind`, `result-not-tried`, `exit-6` and the like
    for words and numbers, which may be equal to a code."""
    group: str
    severity: str
    """`error`, `warning`, or both where it depends; of answers also `info` and `unknown`; empty for
    what is no problem."""
    title: str
    """One sentence."""
    why: str
    fix: str
    where: str
    """The commands that report it."""
    before: str = ""
    """An example of what is wrong; may be empty although `after` is not."""
    after: str = ""


@cache
def catalogue() -> tuple[Entry, ...]:
    """Every entry, in the order of the list; a code that means two things has two."""
    answers = (Entry(**row) for row in rule_entries())
    return (*(entry for name in _FILES for entry in _read(name)), *answers)


def _read(name: str) -> Iterator[Entry]:
    text = (Path(__file__).parent / "codes" / f"{name}.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)
    group, where = rows.pop("group"), rows.pop("where")
    for code, row in rows.items():
        # Their words are those of `hookops --help`, so they are written once.
        if name == "exit_codes":
            row = {"title": EXIT_CODES[int(code)], **row}
            code = f"{_EXIT}{code}"
        yield Entry(**{"code": code, "group": group, "where": where, "severity": "", **row})


def find_entries(word: str) -> tuple[Entry, ...]:
    """The entries of a code as people copy it: `url`, `error[url]`, `[url]`, `error all.2b:`, `6`,
    `outage`, `not tried`, `drift-gone`.

    Several where a code of problems is a word of reports as well; none for what there is not.
    """
    given = word.strip().lower()
    printed, found = _PRINTED.fullmatch(given), _FOUND.fullmatch(given)
    # A code in brackets is a problem's, whatever else has its name.
    if printed:
        names = {printed.group(1)}
    elif found:
        names = {found.group(1)}
    else:
        # Reports print words with spaces, and codes have none.
        names = {f"{prefix}{given.replace(' ', '-')}" for prefix in ("", *_WORDS)}
    return tuple(entry for entry in catalogue() if entry.code in names)


def words() -> tuple[str, ...]:
    """Everything that `find_entries` takes, as short as people write it."""
    short = (re.sub(f"^(?:{'|'.join(_WORDS)})", "", entry.code) for entry in catalogue())
    return tuple(dict.fromkeys(short))
