"""Secrets in headers and URLs are found by their shape, and what only looks like one is not."""

import math
import re
from collections import Counter
from urllib.parse import parse_qsl, urlsplit

import pytest
from conftest import manifest
from security.secret_values import HARMLESS_HEADERS, HARMLESS_URLS, SECRET_HEADERS, SECRET_URLS

from hookops.kinds.inline_hook.rules.hook import check_hook


def codes(**config):
    found = check_hook(manifest("a", config=config), ())
    return [problem.code for problem in found if problem.severity == "error"]


def header_codes(name, value):
    return codes(headers=[{"key": name, "value": value}])


@pytest.mark.parametrize(("name", "value"), HARMLESS_HEADERS)
def test_harmless_headers(name, value):
    """Regions, digests, ids, paths, URLs and words are no secrets."""
    assert [] == header_codes(name, value)


@pytest.mark.parametrize(("name", "value"), SECRET_HEADERS)
def test_secret_headers(name, value):
    """Tokens of a known shape, random texts, and what a name says is a secret."""
    assert ["secret-in-header"] == header_codes(name, value)


@pytest.mark.parametrize("url", HARMLESS_URLS)
def test_harmless_urls(url):
    """A parameter may be called key, and a path may have anything."""
    assert [] == codes(uri=url)
    assert [] == codes(uri="https://hooks.example.com/", tokenUrl=url)


@pytest.mark.parametrize("url", SECRET_URLS)
def test_secret_urls(url):
    """In the uri and in the tokenUrl, however the parameter's name is put together."""
    assert ["secret-in-url"] == codes(uri=url)
    assert ["secret-in-url"] == codes(uri="https://hooks.example.com/", tokenUrl=url)


@pytest.mark.parametrize("url", SECRET_URLS)
def test_no_message_has_the_value(url):
    """Nor has it the name of a parameter, which without a value is one."""
    found = [*check_hook(manifest("a", config={"uri": url}), ())]
    words = " ".join(problem.message + problem.hint for problem in found)
    parts = [part for pair in parse_qsl(urlsplit(url).query, True) for part in pair]

    assert [] == [part for part in parts if len(part) > 12 and part in words]


@pytest.mark.parametrize(("name", "value"), SECRET_HEADERS)
def test_no_message_has_a_part_of_the_header(name, value):
    """Not of a token in a sentence either."""
    headers = [{"key": name, "value": value}]
    (found,) = check_hook(manifest("a", config={"headers": headers}), ())
    words = re.findall(r"[A-Za-z0-9_-]{11,}", value)

    assert [] == [part for part in words if part in found.message + found.hint]


@pytest.mark.parametrize("rows", [HARMLESS_HEADERS, SECRET_HEADERS])
def test_a_rule_without_shapes_fails_on_headers(rows):
    """Long runs with digits in them, and starts of tokens in any case: both ways it is wrong."""
    wanted = rows is SECRET_HEADERS
    wrong = [row for row in rows if old_header_rule(row[1]) != wanted]

    assert len(wrong) >= 10


@pytest.mark.parametrize("rows", [HARMLESS_URLS, SECRET_URLS])
def test_a_rule_of_names_alone_fails_on_urls(rows):
    """Names that end in a word after a separator: both ways it is wrong."""
    wanted = rows is SECRET_URLS
    wrong = [url for url in rows if old_url_rule(url) != wanted]

    assert len(wrong) >= 5


STARTS = (
    *("bearer ", "basic ", "token ", "ssws ", "-----begin", "eyj", "akia", "asia", "ghp_", "gho_"),
    *("github_pat_", "glpat-", "xox", "sk_", "rk_", "sk-", "aiza", "ya29.", "npm_", "hvs."),
)
NAME = re.compile(
    r"(?:^|[_.-])(token|key|secret|sig|signature|password|passwd|pwd|apikey|credential|code)$",
    re.IGNORECASE,
)


def old_header_rule(value):
    runs = re.findall(r"[A-Za-z0-9+/=]{20,}", value)
    mixed = [r for r in runs if re.search("[0-9]", r) and re.search("[A-Za-z]", r)]
    return value.lower().startswith(STARTS) or any(entropy(run) >= 3.3 for run in mixed)


def entropy(text):
    counts = Counter(text).values()
    return -sum(n / len(text) * math.log2(n / len(text)) for n in counts)


def old_url_rule(url):
    return any(NAME.search(name) for name, _ in parse_qsl(urlsplit(url).query, True))
