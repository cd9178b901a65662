"""Which known word a misspelt one is meant to be. No guess is better than a wrong one."""

import re
from collections.abc import Collection, Iterable, Mapping
from difflib import SequenceMatcher
from itertools import islice

from hookops.model.diagnostic import MAX_PRINTED

# Below, words that have nothing to do with each other come close: description, version.
_CLOSE = 0.65
# Names of several words have most of their letters in common: saml.tokens, oauth2.tokens.
_VERY_CLOSE = 0.9
_AHEAD = 0.1
_OPPOSITE = re.compile(r"(?:un|de|dis|in|no|non|not)")
_MANY = 50
_EVERYWHERE = frozenset({"", "com", "okta"})


class Guesses:
    """So many guesses and no more: each takes a millisecond, and a file can have 100,000 mistakes.

    Nobody sees more than the first problems anyway.
    """

    def __init__(self, left: int = MAX_PRINTED) -> None:
        self._left = left

    def __call__(
        self, text: str, known: Collection[str], also: Mapping[str, str] | None = None
    ) -> str:
        """See `guess`; empty when there are none left."""
        self._left -= 1
        return guess(text, _near(text, known), also) if self._left >= 0 else ""


def _near(text: str, known: Collection[str]) -> Collection[str]:
    """Of thousands of names those that can be close, found without a look at their letters."""
    if len(known) <= _MANY:
        return known
    size = len(text)
    near = (word for word in known if word[:1] == text[:1] and abs(len(word) - size) <= 2)
    return list(islice(near, _MANY))


def guess(text: str, known: Iterable[str], also: Mapping[str, str] | None = None) -> str:
    """The known word that `text` is probably meant to be; empty when it is none, or one of two.

    Shape: `also` has other names of known words, as people call them.
    """
    # A cut: difflib is quadratic, and the text is anything that somebody pasted.
    text, by_bare = text.lower()[:100], {_bare(word): word for word in known}
    # Case, separators and plurals are the most frequent mistakes, and difflib counts their letters.
    bare = _bare(text)
    for form in (bare, bare.removesuffix("s"), f"{bare}s"):
        if form in by_bare:
            return by_bare[form]
    words = list(by_bare.values())
    dotted = any("." in word for word in words)
    found = _by_words(text, words, also or {}) if dotted else ""
    if found := found or _by_letters(text, words, _VERY_CLOSE):
        return found
    # An abbreviation of one word, such as auth, is that word; of several, such as hook, none.
    longer = [word for other, word in by_bare.items() if len(bare) > 3 and bare in other]
    if longer or dotted:
        return longer[0] if len(longer) == 1 else ""
    return _by_letters(text, words, _CLOSE)


def _by_letters(text: str, known: list[str], close: float) -> str:
    scores = sorted(((_ratio(text, word.lower()), word) for word in known), reverse=True)
    best, word = scores[0] if scores else (0.0, "")
    second = scores[1][0] if len(scores) > 1 else 0.0
    # deactivated is closer to active than to inactive, and means the opposite.
    prefix = _OPPOSITE.match(text)
    if prefix and not word.lower().startswith(prefix.group()):
        rest = text[prefix.end() :]
        if _ratio(rest, word.lower()) > best:
            return ""
    return "" if best < close or best - second < _AHEAD * best else word


def _by_words(text: str, known: list[str], also: Mapping[str, str]) -> str:
    """The one known word that has every part of the text; of several, the one called so."""
    parts = _parts(text)
    found = [
        word
        for word in known
        if parts and all(_has(part, _parts(word) | _parts(also.get(word, ""))) for part in parts)
    ]
    called = [word for word in found if also.get(word) and _parts(also[word]) <= _singular(parts)]
    # tokens.transform: both SAML's and OAuth's type has these, and OAuth's is called token.
    chosen = called if len(found) > 1 else found
    return chosen[0] if len(chosen) == 1 else ""


def _parts(text: str) -> set[str]:
    return set(re.split(r"[^a-z0-9]+", text.lower())) - _EVERYWHERE


def _singular(parts: set[str]) -> set[str]:
    return parts | {part.removesuffix("s") for part in parts}


def _has(part: str, parts: set[str]) -> bool:
    return any(SequenceMatcher(None, part, other).ratio() >= 0.8 for other in parts)


def _ratio(text: str, word: str) -> float:
    # A plural is no other word: urls, url and uri.
    forms = {text, text.removesuffix("s")}
    return max(SequenceMatcher(None, form, word).ratio() for form in forms)


def _bare(text: str) -> str:
    return re.sub(r"[\s_.-]", "", text.lower())
