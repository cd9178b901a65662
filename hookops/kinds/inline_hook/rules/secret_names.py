"""Which names say that their value is a secret, and which values can be one."""

import re
from collections.abc import Sequence

from hookops.kinds.inline_hook.rules.random_text import OKTA_ID, URL, is_random, unreadable


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# At changes of case, at digits and at separators.
_IN_NAME = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
# Words that follow the noun which says what the value is.
_BEHIND = _words(
    "value header param parameter hex base b raw new old current previous primary secondary "
    "prod production dev test staging"
)
# Written together they are one word: `apikey`. Their last word alone is too common: see `_MAYBE`.
_KEYS = (
    "api access secret private auth subscription account master signing shared function functions "
    "host encryption service client app application storage license hmac webhook integration "
    "ingest deploy security bearer system"
)
_SURE = (
    *("token", "tokens", "secret", "secrets", "password", "passwords", "passwd", "passphrase"),
    *("pwd", "passcode", "credential", "credentials", "signature", "authorization"),
    *(f"{word}key" for word in _KEYS.split()),
    *(f"{word}keys" for word in _KEYS.split()),
)
# Too short to look for at the end of a longer word.
_SURE_WORDS = frozenset({"sig", "jwt", "pat", "psk"})
_MAYBE = _words("key keys auth pass code cookie session sid creds bearer access")
# `Idempotency-Key` and `page_token` open nothing.
_NOT_OF = _words(
    "idempotency partition sort primary cache routing group order public message dedup "
    "deduplication correlation row shard object surrogate index map translation lookup feature "
    "event topic page next continuation pagination cursor sync resume country region zip postal "
    "error status language currency reason exit response area"
)
# What people write beside such a name instead of a secret.
_FLAGS = _words(
    "true false yes no on off none null nil undefined required optional enabled disabled absent "
    "present missing any all default unset empty strict forbidden always never"
)
_SORTS = _words(
    "basic bearer digest jwt jws jwe jti opaque saml oauth oidc hmac sha md rsa ecdsa ed es hs rs "
    "ps aes token tokens access id refresh api key keys client public header headers query cookie "
    "type plain v of and the in is not with signed"
)
_PASSWORDS = ("password", "passwords", "passwd", "passphrase", "pwd", "passcode")
_REFERENCE = re.compile(r"(?:env|vault|arn|ref|op|secret|secrets|projects|gcp|aws-sm)[:+/].*")
_HEX = re.compile(r"(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{16,}", re.IGNORECASE)


def secret_word(name: str, value: str) -> str:
    """The word of a name that says secret, when the value can be one; empty otherwise.

    The last word says what a value is: `token_type`, `keyId` and `secretName` have no secret.
    """
    words = [word.lower() for word in _IN_NAME.findall(name)]
    while len(words) > 1 and words[-1] in _BEHIND:
        words.pop()
    if not words or set(words[:-1]) & _NOT_OF:
        return ""
    # A password may be any text; what is called a key may be the name of a field.
    sure = _find_sure(words)
    if sure:
        return sure if _can_be(sure, value) else ""
    return words[-1] if words[-1] in _MAYBE and _must_be(words[-1], value) else ""


def _find_sure(words: Sequence[str]) -> str:
    if words[-1] in _SURE_WORDS:
        return words[-1]
    # `apikey`, `api_key` and `apiKey` are one name.
    joined = "".join(words)
    return next((word for word in _SURE if joined.endswith(word)), "")


def _can_be(word: str, value: str) -> bool:
    """Whether a value can be a secret beside a name that leaves no doubt."""
    value = value.strip().strip("\"'")
    if not any(map(str.isalnum, value)) or URL.fullmatch(value) or _REFERENCE.fullmatch(value):
        return False
    # A path, a media type or a sentence, unless its parts are random.
    if word not in _PASSWORDS and re.search(r"[/\s]", value) and not unreadable(value):
        return False
    if value.isdigit() and len(value) < 6:
        return False
    known = _FLAGS if word in _PASSWORDS else _FLAGS | _SORTS
    return not _are_known(_IN_NAME.findall(value), known)


def _must_be(word: str, value: str) -> bool:
    """Whether a value looks like a secret beside a name that is used for other things too."""
    # Codes of errors, countries and vouchers are short; the keys that are called so are long.
    least = 20 if word == "code" else 8
    # A UUID or a digest beside `key` may be one; an id of Okta is the id of one.
    rest = OKTA_ID.sub(" ", URL.sub(" ", value))
    if _HEX.search(rest) or is_random(rest):
        return True
    return len(unreadable(rest)) >= least


def _are_known(words: Sequence[str], known: frozenset[str]) -> bool:
    return bool(words) and all(word.lower() in known for word in words)
