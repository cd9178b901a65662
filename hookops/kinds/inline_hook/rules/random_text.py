"""Which texts are random, so that they may be secrets, and which are known and harmless."""

import math
import re
from collections import Counter

# Identifiers that look random and open nothing. Source: RFC 9562 (UUID); Git, MD5, SHA-1 and
# SHA-2 (hexadecimal digests); W3C Subresource Integrity; RFC 3339 and ISO 8601 (times); ULID;
# Kubernetes, names of pods (apimachinery, util/rand: an alphabet without vowels); Stripe, "API
# keys" (publishable ones).
_HEX = r"[0-9a-f]{1,31}|[0-9A-F]{1,31}|(?i:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64})"
_LONG_HEX = r"(?i:[0-9a-f]{96}|[0-9a-f]{128})"
_POD = "[bcdfghjklmnpqrstvwxz2456789]"
# Okta's ids: 20 characters, of which the first tell the sort. Source: the examples in Okta's
# documents of its Management API.
_OKTA = (
    "0oa|00[a-z]|0p[a-z]|aus|cal|who|HKY|pol|pfl|rul|rst|scp|ocl|oty|osc|otz|mst|lae|laf|guo|nzo|"
    "ost|opf|uft|emf|clf|ufs|sms|idx|trs|kvp|fma|prs|irs|cap|apm|bnd"
)
OKTA_ID = re.compile(rf"(?<![A-Za-z0-9])(?:{_OKTA})[A-Za-z0-9]{{17}}(?![A-Za-z0-9])")
_HARMLESS = re.compile(
    r"(?<![A-Za-z0-9])(?:"
    r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
    rf"|{_HEX}|{_LONG_HEX}|(?:{_OKTA})[A-Za-z0-9]{{17}}|0[0-7][0-9A-HJKMNP-TV-Z]{{24}}"
    r"|(?i:sha-?(?:1|256|384|512)[-=:][A-Za-z0-9+/_-]{27,88}={0,2})"
    r"|\d{8}T\d{6}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?"
    r"|\d{4}-\d{2}-\d{2}T[\d:.]{5,18}(?:Z|[+-]\d{2}:?\d{2})?"
    rf"|{_POD}{{6,10}}-{_POD}{{5}}|(?:pk_live_|pk_test_)[A-Za-z0-9]{{10,}}"
    r")(?![A-Za-z0-9])"
)
URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s\"'<>]+")
_HOST = re.compile(r"(?<![A-Za-z0-9_.-])(?:[a-z0-9_-]+\.){1,8}[a-z]{2,24}\.?(?![A-Za-z0-9_.-])")
_RUN = re.compile(r"[A-Za-z0-9_+=.~%-]{20,}")
# Base64 has slashes, and so have paths: what is random must be so in most of its parts.
_BASE64 = re.compile(r"(?<![A-Za-z0-9+/=])[A-Za-z0-9+][A-Za-z0-9+/]{30,}={0,2}(?![A-Za-z0-9+/=])")
_PARTS = re.compile(r"[A-Za-z0-9]+")
# A word of any case, or a number: CamelCase and abbreviations are several.
_BY_CASE = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{6}", re.IGNORECASE)
_UNREADABLE = 12
"""Characters in parts that are no words, from which on a text is taken for random."""
# Bits a character; random hexadecimal has about 3.6 at 32 characters, a repeated text has less.
_MIN_ENTROPY = 3.0
# Characters before the case changes or a number begins: 4 and more in names, 2.2 in random ones.
_PER_CHANGE = 3.1
# In parts as long as this one, more is a sign: few vowels, or more numbers than names have.
_LONG, _NUMBERS, _MANY_LETTERS = 16, 4, 10


def is_random(text: str) -> bool:
    """Whether a part of the text has 20 characters or more that nobody reads as words.

    URLs, hosts, paths, UUIDs, digests, ids of Okta, times and versions are none.
    """
    for harmless in (URL, _HOST, _HARMLESS):
        text = harmless.sub(" ", text)
    return any(map(_is_random_run, _RUN.findall(text))) or any(
        map(_is_random_base64, _BASE64.findall(text))
    )


def unreadable(text: str) -> str:
    """The parts of the text that are no words and no numbers, one after another."""
    return "".join(part for part in _PARTS.findall(text) if not _is_word(part))


def _is_random_run(run: str) -> bool:
    rest = unreadable(run)
    return len(rest) >= _UNREADABLE and entropy(rest) >= _MIN_ENTROPY


def _is_random_base64(run: str) -> bool:
    # Of 64 characters one is a slash; of those of a path every tenth at least.
    few_slashes = run.count("/") * 10 <= len(run)
    changes = len(_BY_CASE.findall(run))
    return few_slashes and len(run) < 4 * changes and entropy(run) >= _MIN_ENTROPY


def _is_word(part: str) -> bool:
    pieces = _BY_CASE.findall(part)
    # `v2`, `Mp3`, `EC2` and `x1y2` are short enough to be anything.
    if len(part) <= 4:
        return True
    if len(part) >= _LONG and (_is_unspeakable(part) or sum(map(str.isdigit, pieces)) >= _NUMBERS):
        return False
    return len(pieces) <= 2 or len(part) >= _PER_CHANGE * len(pieces)


def _is_unspeakable(part: str) -> bool:
    letters = [char for char in part.lower() if char.isalpha()]
    vowels = sum(char in "aeiouy" for char in letters)
    # English has 40 of 100, abbreviations fewer; of 26 letters these are 6. Without a number in it,
    # six consonants may be two nouns of German.
    is_mixed = len(letters) < len(part)
    few = len(letters) >= _MANY_LETTERS and vowels < 0.2 * len(letters)
    return few or (is_mixed and _CONSONANTS.search(part) is not None)


def entropy(text: str) -> float:
    """Bits a character, by how often each of its characters occurs."""
    counts = Counter(text).values()
    return -sum(n / len(text) * math.log2(n / len(text)) for n in counts)
