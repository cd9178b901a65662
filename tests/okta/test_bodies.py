"""Bodies of answers: too long, too slow, or not what their headers say."""

import gzip

import pytest
from okta.sessions import (
    CREATE,
    LIST,
    Org,
    send,
)

from hookops.model.errors import Unavailable, WriteUnknown
from hookops.network.deadlines import Limits
from hookops.okta.session import Patience
from hookops.okta.transport import MAX_BYTES


@pytest.mark.promise("P22")
def test_a_body_that_is_too_long():
    """F24: an answer longer than the cap is not read to its end."""
    chunk = b" " * 1024 * 1024
    org = Org((200, {}, [chunk] * (MAX_BYTES // len(chunk) + 1)))

    with pytest.raises(Unavailable, match="GET /api/v1/inlineHooks: no usable answer: ReadError"):
        send(org, LIST, patience=Patience(attempts=1))


def test_a_body_of_the_longest_length():
    """As long as an answer may be, it is read."""
    assert [] == send(Org((200, {}, b"[" + b" " * (MAX_BYTES - 2) + b"]")), LIST)


@pytest.mark.promise("P22")
def test_a_compression_bomb_is_too_long_as_well():
    """F24: the cap is on the decoded body."""
    bomb = gzip.compress(b" " * (MAX_BYTES + 1))
    org = Org((200, {"content-encoding": "gzip"}, bomb))

    with pytest.raises(Unavailable, match="no usable answer: ReadError"):
        send(org, LIST, patience=Patience(attempts=1))


@pytest.mark.promise("P26")
def test_a_body_that_drips():
    """F22: an answer that goes on and on ends at the deadline, though no single read is slow."""
    now, drip = dripping()
    hasty = Patience(attempts=1, call=Limits(call_s=30))

    with pytest.raises(Unavailable) as problem:
        send(Org((200, {}, drip)), LIST, patience=hasty, monotonic=now)

    text = "GET /api/v1/inlineHooks: hookops waited 30 s for an answer from acme.okta.com"
    assert (text, 30) == (problem.value.message, now())


def dripping():
    """A clock, and a body with a byte a second that never ends."""
    passed = []
    return lambda: len(passed), (passed.append(1) or b" " for _ in iter(int, 1))


def test_a_write_whose_answer_drips_is_unknown():
    """F22: a write whose answer does not end may have been carried out."""
    now, drip = dripping()

    with pytest.raises(WriteUnknown, match="waited 30 s .*; it may or may not have been carried"):
        send(Org((200, {}, drip)), CREATE, monotonic=now)


def test_r10_an_encoding_that_lies():
    """R10: a body that does not fit its `Content-Encoding` is no usable answer."""
    lie = (200, {"content-encoding": "gzip"}, b"[]")

    with pytest.raises(Unavailable, match="no usable answer: DecodingError"):
        send(Org(lie), LIST)
    with pytest.raises(WriteUnknown, match="no usable answer: DecodingError"):
        send(Org(lie), CREATE)


def test_r10_an_encoding_nobody_knows():
    """R10: a body in an unknown encoding is taken as it is, and here is no JSON."""
    with pytest.raises(Unavailable, match="not valid JSON"):
        send(Org((200, {"content-encoding": "rot13"}, b"\x00\x01")), LIST)
