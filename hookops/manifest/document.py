"""YAML bytes -> plain data, with the place of every key and value beside it.

Read from the C parser's events: `compose` and the loaders built on it die with SIGSEGV on deep
nesting, resolve YAML 1.1 words, and keep the last of two equal keys without a warning.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import yaml

from hookops.manifest.events import Read, Reader
from hookops.manifest.syntax.characters import decode, joiners
from hookops.manifest.syntax.errors import explain
from hookops.model.diagnostic import Diagnostic, Problem, by_position
from hookops.model.resource import Json
from hookops.model.source import FieldPath, Mark, Origin

# As many as files of a project.
MAX_DOCUMENTS = 10_000

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a file."""

    data: dict[str, Json]
    values: Mapping[FieldPath, Place] = field(repr=False)
    """Line and column (from 1) of each value."""
    keys: Mapping[FieldPath, Place] = field(repr=False)
    """Line and column (from 1) of each key, by the path of its value."""
    file: str
    start: Place
    files: Mapping[FieldPath, str] = field(repr=False, default_factory=dict)
    """The file of each value that an overlay has set; of every other value it is `file`."""
    unsafe: Mapping[FieldPath, str] = field(repr=False, default_factory=dict)
    """What is wrong with values whose escapes stand for characters that nobody sees."""

    def mark(self, path: FieldPath, *, at_key: bool = False) -> Mark:
        """The place of `path`, or of its longest known prefix, or the document's start."""
        places = self.keys if at_key else self.values
        # A missing field has no place: its mapping stands in for it.
        for end in range(len(path), 0, -1):
            # A list item has no key, so its value's place is taken.
            place = places.get(path[:end]) or self.values.get(path[:end])
            if place is not None:
                return Mark(self.files.get(path[:end], self.file), *place)
        return Mark(self.file, *self.start)

    def locate(self, problem: Problem) -> Diagnostic:
        """The problem with its place."""
        mark = self.mark(problem.path, at_key=problem.at_key)
        return Diagnostic(problem.code, problem.message, mark, problem.hint, problem.severity)

    def unsafe_values(self) -> Iterator[Problem]:
        """A problem for each value of `unsafe`."""
        for path, complaint in self.unsafe.items():
            yield Problem("character", path, complaint)

    def origin(self, aliases: Iterable[tuple[FieldPath, FieldPath]] = ()) -> Origin:
        """The places of the spec's fields, by their path in the spec.

        Shape: aliases are pairs (another path, the path in the spec that it means).
        """
        places = {path[1:]: at for path, at in self.values.items() if path[0] == "spec"}
        files = {path[1:]: file for path, file in self.files.items() if path[0] == "spec"}
        for other, path in aliases:
            if path in places:
                places[other] = places[path]
                if path in files:
                    files[other] = files[path]
        return Origin(Mark(self.file, *self.start), places, files)


def parse(data: bytes, file: str) -> tuple[tuple[Document, ...], tuple[Diagnostic, ...]]:
    """The documents of a file, and everything that is wrong with its YAML."""
    documents, problems = parse_lenient(data, file)
    unsafe = (d.locate(problem) for d in documents for problem in d.unsafe_values())
    return documents, by_position((*problems, *unsafe))


def parse_lenient(data: bytes, file: str) -> tuple[tuple[Document, ...], tuple[Diagnostic, ...]]:
    """The same, but that `Document.unsafe` is for the caller to judge.

    A document whose text cannot be taken as written (aliases, tags, keys that are no text) has
    problems and no data. Raises: nothing, whatever the bytes are.
    """
    text, unfit = decode(data, file)
    if unfit:
        return (), by_position(unfit)
    reader = Reader(text, file, joiners(text))
    documents = []
    try:
        while (read := reader.document()) is not None:
            # Anything else has been reported by the reader.
            if isinstance(read.data, dict):
                documents.append(_document(read, file))
            # Each is small and within its own limits, but a hundred thousand fit into a file.
            if len(documents) > MAX_DOCUMENTS:
                text = f"a file has more than {MAX_DOCUMENTS} documents"
                reader.problems.append(Diagnostic("limit", text, Mark(file, *read.start)))
                break
    # The parser stops at its first error; the documents before it are kept for their own problems.
    except yaml.YAMLError as error:
        # One that ended too early lacks what follows, and would be reported for it.
        if "document start" in str(getattr(error, "problem", "")):
            del documents[-1:]
        reader.problems.append(explain(error, text, file))
    return tuple(documents), by_position(reader.problems)


def _document(read: Read, file: str) -> Document:
    return Document(read.data, read.values, read.keys, file, read.start, unsafe=read.unsafe)
