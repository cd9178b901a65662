"""What --verbose and --quiet change: a line for each exchange on stderr, or no notes there."""

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import Any

from hookops.cli.output import speaker
from hookops.model.errors import InvalidInput

LOGGER = "hookops.http"
"""That of `network/trace.py`, which a command without a connection need not import."""
VARIABLE = "HOOKOPS_LOG"


def log_format(env: Mapping[str, str], *, verbose: bool) -> str:
    """`text` or `json`; empty where nothing is logged. Raises: InvalidInput."""
    wanted = env.get(VARIABLE, "").strip().lower()
    if wanted not in ("", "text", "json"):
        raise InvalidInput(f"{VARIABLE} is text or json", "its value is not shown")
    return wanted or ("text" if verbose else "")


@contextmanager
def logging_exchanges(kind: str, traces: logging.Handler | None = None) -> Iterator[None]:
    """Each exchange is a line on stderr in that format, and goes to `traces`."""
    handlers = [traces] if traces is not None else []
    if kind:
        handlers.append(_Lines(speaker(), _as_json if kind == "json" else _as_text))
    logger = logging.getLogger(LOGGER)
    with ExitStack() as stack:
        for handler in handlers:
            logger.addHandler(handler)
            stack.callback(logger.removeHandler, handler)
        stack.callback(logger.setLevel, logger.level)
        stack.callback(setattr, logger, "propagate", logger.propagate)
        logger.setLevel(logging.INFO if handlers else logging.CRITICAL)
        # Whoever uses hookops as a library keeps his own handlers for his own logs.
        logger.propagate = False
        yield


class _Lines(logging.Handler):
    def __init__(self, write: Callable[..., object], worded: Callable[[Any, float], str]) -> None:
        super().__init__()
        self._write, self._worded = write, worded

    def emit(self, record: logging.LogRecord) -> None:
        """A line on the stream of the process, which cleans it and looks for secrets."""
        # From whatever thread sends the request.
        self._write(self._worded(record.exchange, record.created))  # type: ignore[attr-defined]


def _as_text(exchange: Mapping[str, Any], _: float) -> str:
    # The end first: whoever reads a log looks for what failed, and how long it took.
    ended = (
        f"{exchange['status']} in {exchange['ms']} ms, {exchange['bytes']:,} bytes"
        if "status" in exchange
        else f"no answer in {exchange['ms']} ms: {exchange['failed']}"
    )
    more = f", attempt {exchange['attempt']}" if exchange["attempt"] > 1 else ""
    name = f", request {exchange['request_id']}" if exchange.get("request_id") else ""
    place = f"{exchange['method']} {exchange['host']}{exchange['path']}"
    return f"http: {place}: {ended}{more}{name}"


def _as_json(exchange: Mapping[str, Any], created_s: float) -> str:
    # As members of one object: collectors of logs read no words.
    moment = datetime.fromtimestamp(created_s, UTC).isoformat(timespec="milliseconds")
    return json.dumps({"time": moment, "event": "http", **exchange})
