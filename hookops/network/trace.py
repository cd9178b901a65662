"""One log record for each exchange with an org, for whoever asks for them.

Never a body, the value of a header, or a query: those hold what was declared, and secrets.
"""

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

LOGGER = "hookops.http"
"""The name of the logger; a record has what was exchanged in `exchange`."""


@contextmanager
def traced(
    method: str, url: str, path: str, attempt: int, monotonic: Callable[[], float]
) -> Iterator[Callable[..., None]]:
    """What is given members of the answer; without any the record has the kind of the failure.

    Shape: of `url` only the host is logged, of `path` what comes before a query.
    """
    logger = logging.getLogger(LOGGER)
    if not logger.isEnabledFor(logging.INFO):
        yield lambda **_: None
        return
    start_s, answered = monotonic(), dict[str, object]()
    try:
        yield answered.update
    finally:
        # The class of a failure alone: its message may quote what was sent.
        failed = getattr(sys.exc_info()[0], "__name__", "")
        fields = {
            "method": method,
            "host": urlsplit(url).netloc,
            "path": path.partition("?")[0],
            "ms": round((monotonic() - start_s) * 1000),
            "attempt": attempt,
            **(answered or {"failed": failed}),
        }
        logger.info("exchange", extra={"exchange": fields})
