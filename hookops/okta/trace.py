"""One log record for each exchange with an org, for whoever asks for them.

Never a body, the value of a header, or a query: those hold what was declared, and secrets.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from hookops.model.text import show
from hookops.okta.decoding import Answer
from hookops.okta.encoding import Request

LOGGER = "hookops.http"
"""The name of the logger; a record has what was exchanged in `exchange`."""


@contextmanager
def traced(
    request: Request, url: str, monotonic: Callable[[], float]
) -> Iterator[Callable[[Answer], None]]:
    """What is given the answer; without one the record says how the exchange failed."""
    logger = logging.getLogger(LOGGER)
    if not logger.isEnabledFor(logging.INFO):
        yield lambda _: None
        return
    start_s, answers = monotonic(), list[Answer]()
    failure = ""
    try:
        yield answers.append
    except Exception as problem:
        # Its class alone: a message may quote what was sent.
        failure = type(problem).__name__
        raise
    finally:
        fields = {
            "method": request.method,
            "host": urlsplit(url).netloc,
            "path": request.path.partition("?")[0],
            "ms": round((monotonic() - start_s) * 1000),
            "attempt": request.attempt,
            **(_answered(answers[0]) if answers else {"failed": failure}),
        }
        logger.info("exchange", extra={"exchange": fields})


def _answered(answer: Answer) -> dict[str, object]:
    # The one header whose value is shown: Okta's support asks for it.
    found = show(answer.headers.get("x-okta-request-id", ""), 80)
    return {"status": answer.status, "bytes": len(answer.body), "request_id": found}
