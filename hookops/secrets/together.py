"""Reads secrets from sources that take their time: several at once, until a deadline."""

from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor, wait

from hookops.model.errors import SecretUnavailable
from hookops.model.references.syntax import Reference, read_reference
from hookops.model.secret import Secret
from hookops.model.text import one_line
from hookops.secrets.environment import without_line_break
from hookops.secrets.registry import load
from hookops.secrets.source import Context, Resolve, SourceError

AT_ONCE = 8
LIMIT = 64 * 1024
"""Characters of a value. No header is that long: such a file was meant for something else."""

Found = Secret | SecretUnavailable


def read_together(
    refs: Collection[str], context: Context, load: Callable[[str], Resolve] = load
) -> dict[str, Found]:
    """Each as a secret, or as what keeps it from being read. Returns in time, whatever they do."""
    pool = ThreadPoolExecutor(min(AT_ONCE, len(refs)), "hookops-secrets")
    futures = {ref: pool.submit(_read, ref, context, load) for ref in refs}
    wait(futures.values(), timeout=context.seconds_left())
    # Nobody waits for a source that does not keep to its time.
    pool.shutdown(wait=False, cancel_futures=True)
    return {ref: _outcome(ref, future) for ref, future in futures.items()}


def _outcome(ref: str, future: "Future[Found]") -> Found:
    if future.cancelled() or not future.done():
        return SecretUnavailable(ref, "its source did not answer in time", "unreachable")
    if (problem := future.exception()) is not None:
        # Only its class is shown: the text of a mistake may have anything in it, also the value.
        reason = f"its source failed with {type(problem).__name__}, which is a mistake in it"
        return SecretUnavailable(ref, reason, "unusable")
    return future.result()


def _read(text: str, context: Context, load: Callable[[str], Resolve]) -> Found:
    try:
        reference = read_reference(text)
    except ValueError as wrong:
        return SecretUnavailable(text, f"it {wrong}", "unusable")
    try:
        value = load(reference.scheme)(*_where(reference), context)
    except SourceError as problem:
        return SecretUnavailable(text, one_line(problem.reason), problem.cause)
    # A source of somebody else may give anything, whatever its annotations say.
    if not isinstance(value, str) or len(value) > LIMIT:
        reason = f"its source gave no text of at most {LIMIT:,} characters"
        return SecretUnavailable(text, reason, "unusable")
    return Secret(without_line_break(value))


def _where(reference: Reference) -> tuple[str, str]:
    # vals takes an expression, of which its back end is a part.
    if "+" in reference.scheme:
        return f"{reference.scheme}:{reference.path}", reference.field
    return reference.path, reference.field
