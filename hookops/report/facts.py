"""A fact: a label with words, written once, from which every report for people is drawn."""

from dataclasses import dataclass
from typing import Literal

from hookops.report.words import clean


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of a fact's value, and what it may hold; a format decides how that looks."""

    text: str
    sort: Literal["plain", "strong", "prose", "code"] = "plain"
    """`plain` and `strong` are words of hookops; `prose` is a sentence in which text from outside
    may stand; `code` is text from outside."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a report says."""

    label: str
    words: tuple[Word, ...]
    """None of them, or only empty ones: there is nothing to say, and the fact is left out."""
    style: str = ""
    """As in `text_kit.Line`."""
    only: Literal["", "markdown", "all"] = ""
    """Where it is shown: everywhere, in Markdown since text says the same in another place, or
    where all is asked for (and in Markdown, which folds it away)."""

    # So that the list of facts needs no branch for each of them: empty ones are filtered out.
    def __bool__(self) -> bool:
        return any(word.text for word in self.words)

    @property
    def text(self) -> str:
        """The words as plain text."""
        return "".join(word.text for word in self.words)


def strong(text: str) -> Word:
    """A word of hookops that must not be missed."""
    return Word(text, "strong")


def prose(text: str) -> tuple[Word, ...]:
    """A sentence, with text from outside in it."""
    return (Word(clean(text), "prose"),)


def code(*texts: str) -> tuple[Word, ...]:
    """Texts from outside, with commas between them."""
    words = [word for text in texts for word in (Word(", "), Word(clean(text), "code"))]
    return tuple(words[1:])
