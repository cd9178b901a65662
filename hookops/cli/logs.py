"""What --verbose and --quiet change: a line for each exchange on stderr, or no notes there."""

import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from hookops.cli.host import Host
from hookops.cli.output import speaker
from hookops.model.errors import InvalidInput
from hookops.model.secret import Secret
from hookops.network.trace import LOGGER

if TYPE_CHECKING:
    from hookops.notify.traces import Span

VARIABLE = "HOOKOPS_LOG"


def log_format(env: Mapping[str, str], *, verbose: bool) -> str:
    """`text` or `json`; empty where nothing is logged. Raises: InvalidInput."""
    wanted = env.get(VARIABLE, "").strip().lower()
    if wanted not in ("", "text", "json"):
        raise InvalidInput(f"{VARIABLE} is text or json", "its value is not shown")
    return wanted or ("text" if verbose else "")


@contextmanager
def observed(here: Host, command: str, *, verbose: bool) -> Iterator[Callable[[Any], Any]]:
    """Each exchange is a line on stderr and a span of a trace, where the environment asks for it.

    What it gives takes the exit code, and returns it. Raises: InvalidInput.
    """
    kind = log_format(here.env, verbose=verbose)
    handlers: list[logging.Handler] = []
    if kind:
        handlers.append(_Lines(speaker(), _as_json if kind == "json" else _as_text))
    with ExitStack() as stack:
        if span := _span(here, command, stack):
            handlers.append(span.handler)
        _listen(handlers, stack)

        # An exception ends the span as well, by the stack: it has no code yet.
        def end(code: Any) -> Any:
            if span and isinstance(code, int):
                span.end(code)
            return code

        yield end


def _span(here: Host, command: str, stack: ExitStack) -> "Span | None":
    from hookops.notify.traces import header_values, is_wanted, tracing

    if not is_wanted(here.env):
        return None
    # What lets a job write to the collector is in nothing else that it writes.
    for value in header_values(here.env):
        here.tripwire.add(Secret(value))
    return stack.enter_context(tracing(here.env, command))


def _listen(handlers: Sequence[logging.Handler], stack: ExitStack) -> None:
    """The logger has these handlers until the end of the stack, and then what it had before."""
    logger = logging.getLogger(LOGGER)
    for handler in handlers:
        logger.addHandler(handler)
        stack.callback(logger.removeHandler, handler)
    stack.callback(logger.setLevel, logger.level)
    stack.callback(setattr, logger, "propagate", logger.propagate)
    logger.setLevel(logging.INFO if handlers else logging.CRITICAL)
    # Whoever uses hookops as a library keeps his own handlers for his own logs.
    logger.propagate = False


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
