"""Every code that hookops prints, with its cause and what to do: `hookops explain` as a page."""

from collections.abc import Iterator
from itertools import groupby

from hookops.report.explanation.catalogue import Entry, catalogue
from reference.markdown import page, prose


def text() -> str:
    """The page."""
    intro = (
        "What is in the brackets of `error[CODE]` and `warning[CODE]`, the words of reports, exit "
        "codes, and the rules that `hookops preview` checks answers by: what each means, why it "
        "matters, and what to do. `hookops explain CODE` prints the same in a terminal."
    )
    return page("Diagnostics", intro, *_groups())


def _groups() -> Iterator[str]:
    for group, entries in groupby(catalogue(), lambda entry: entry.group):
        yield f"## {group}"
        for entry in entries:
            yield from _entry(entry)


def _entry(entry: Entry) -> Iterator[str]:
    severity = f" ({entry.severity.replace(', ', ' or ')})" if entry.severity else ""
    yield f"### `{entry.code}`{severity}"
    yield f"{_sentence(entry.title)} {prose(entry.why)}"
    yield f"**What to do:** {prose(entry.fix)}"
    for head, example in (("Instead of", entry.before), ("Write", entry.after)):
        if example:
            yield f"{head}:\n\n```text\n{example.rstrip()}\n```"
    yield f"Reported by: {prose(entry.where)}."


def _sentence(text: str) -> str:
    # Those of exit codes are the words of `hookops --help`.
    text = prose(text)
    return text if text.endswith(".") else f"{text[0].upper()}{text[1:]}."
