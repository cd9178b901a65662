"""Secrets in texts that Okta shows and logs: values of headers, and URLs.

What the shape of a value says comes first, since it is no guess; then whether it is random; then
what its name says. Findings are words about a value, and never have a part of it.
"""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urlsplit

from hookops.kinds.inline_hook.rules.random_text import URL, is_random
from hookops.kinds.inline_hook.rules.secret_names import secret_word
from hookops.kinds.inline_hook.rules.token_shapes import find_parameter_shape, find_shape

# `a=b; c=d` and `{"a": "b"}`: names inside of a value say as much as the name of a header.
_PAIRS = re.compile(r"(?:^|[;,&\s?])\s*([A-Za-z][\w.-]*)=(\"[^\"]*\"|[^;,&\s]+)")
# Schemes that are words of their own too: what follows decides.
_SCHEME = re.compile(r"\s*(token|key|api-?key)\s+(\S+)\s*", re.IGNORECASE)
_MEMBERS = re.compile(r"\"([A-Za-z][\w.-]*)\"\s*:\s*\"([^\"]*)\"")


def judge_header(name: str, value: str) -> str:
    """Why the value looks like a secret; empty when it does not."""
    if found := find_shape(value) or next(filter(None, _judge_inside(value)), ""):
        return found
    if is_random(value):
        return "a long random text"
    word = secret_word(name, value)
    return f"the name says {word}" if word else ""


def judge_url(text: str) -> Iterator[str]:
    """Why parts of the URL look like secrets; nothing when none does. A path is only judged by
    its shape, since a service may have any."""
    for reason, number in _judge_parts(text):
        # Not the name: without a `=` it is the value.
        yield f"{reason} (parameter {number} of its query)" if number else reason


def _judge_parts(text: str) -> Iterator[tuple[str, int]]:
    """Each reason, with the number of the parameter that it is about; 0 for the path."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return
    # By decoded texts: what is escaped is sent all the same.
    if sort := find_shape(unquote(f"{parts.netloc}{parts.path}")):
        yield sort, 0
    pairs = [*parse_qsl(parts.query, keep_blank_values=True), *parse_qsl(parts.fragment)]
    for number, (name, value) in enumerate(pairs, 1):
        if reason := _judge_pair(name, value):
            yield reason, number


def _judge_pair(name: str, value: str) -> str:
    sort = find_parameter_shape(name, value) or find_shape(value) or find_shape(name)
    if sort:
        return sort
    # A parameter may be a URL with parameters of its own.
    inside = next((reason for u in URL.findall(value) for reason, _ in _judge_parts(u)), "")
    if inside or is_random(value) or is_random(name):
        return inside or "a long random text"
    word = secret_word(name, value)
    return f"the name says {word}" if word else ""


def _judge_inside(value: str) -> Iterator[str]:
    """Of URLs, and of named parts, in the value of a header."""
    for found in URL.finditer(value):
        yield from judge_url(found[0])
    rest = URL.sub(" ", value)
    if scheme := _SCHEME.fullmatch(value):
        # `Token hook` and `Key West` are names.
        name = scheme[1] if scheme[1].lower().startswith("api") else "key"
        yield "a token behind its scheme" if secret_word(name, scheme[2]) else ""
    for name, part in (*_PAIRS.findall(rest), *_MEMBERS.findall(rest)):
        word = secret_word(name, part.strip('"'))
        if word:
            yield f"a part of it is called {word}"
