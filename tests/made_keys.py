"""RSA keys that tests share: making one takes 40 ms, and no test is about that."""

import itertools
import threading
from collections.abc import Callable

from hookops.emulator.rsa_keys import new_pem

_POOL: list[str] = []
_LOCK = threading.Lock()


def made_pem(number: int = 0) -> str:
    """The PEM of the key of that number, made at the first need."""
    with _LOCK:
        while len(_POOL) <= number:
            _POOL.append(new_pem())
    return _POOL[number]


def made_pems() -> Callable[[], str]:
    """A maker of keys for one org: each of them is another, and none is `made_pem()`'s own."""
    numbers = itertools.count(1)
    return lambda: made_pem(next(numbers))
