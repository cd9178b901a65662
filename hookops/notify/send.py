"""Notifications by apprise. Its URLs hold tokens: nothing here shows one, or a part of one."""

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from hookops.model.errors import InvalidInput
from hookops.model.install.extras import needs
from hookops.model.text import plural
from hookops.notify.message import Message

_LOUD = ("apprise", "urllib3", "requests", "requests_oauthlib")
_TYPES = {"drift": "warning", "error": "failure", "recovered": "success"}
_TIMEOUT_S = 20


@dataclass(frozen=True, slots=True)
class Target:
    """One service that is notified."""

    number: int
    """Its place in the list: the name by which messages know it."""
    service: Any = field(repr=False)

    def send(self, message: Message) -> bool:
        """Whether the service has taken it."""
        from apprise import Apprise

        with _silence():
            sender = Apprise(asset=_asset())
            sender.add(self.service)
            # Text, so that apprise escapes for services that take HTML.
            done = sender.notify(
                body=message.body,
                title=message.title,
                notify_type=_TYPES[message.event],
                body_format="text",
            )
        return bool(done)


def open_targets(urls: Sequence[str]) -> list[Target]:
    """The services of these URLs. Nothing is sent.

    Raises: InvalidInput without the extra, and for a URL that apprise does not know; it quotes
    none.
    """
    with needs("notify", "--notify"):
        from apprise import Apprise
    found = []
    # All of them before the run: a typo is found now, and not in the night of the drift.
    for number, url in enumerate(urls, start=1):
        with _silence():
            service = Apprise.instantiate(url, asset=_asset())
        if service is None:
            raise InvalidInput(
                f"notification URL {number} of {len(urls)} is none that apprise knows, or a part "
                "of it is missing; hookops read nothing and notified nobody",
                "URLs are as slack://..., json://host/path; see docs/drift-cron.md",
            )
        found.append(Target(number, service))
    return found


def deliver(targets: Sequence[Target], message: Message) -> str:
    """Each service gets it. Returns: what went wrong, without a URL; empty when nothing did."""
    # All of them: that one service is down is no reason to leave the others without a word.
    failed = [str(target.number) for target in targets if not target.send(message)]
    if not failed:
        return ""
    return (
        f"{plural(len(failed), 'notification')} could not be delivered: URL {', '.join(failed)} of "
        f"{len(targets)}; the next run sends it again"
    )


def _asset() -> Any:
    from apprise import AppriseAsset

    # No store: apprise would keep files in the home folder. No plugins of the computer either.
    return AppriseAsset(
        app_id="hookops",
        app_desc="hookops",
        app_url="",
        async_mode=False,
        secure_logging=True,
        storage_mode="memory",
        service_timeout=_TIMEOUT_S,
    )


@contextmanager
def _silence() -> Iterator[None]:
    """Libraries log and warn of nothing: it may have a URL, and Python prints it to stderr."""
    for name in _LOUD:
        logger = logging.getLogger(name)
        logger.setLevel(logging.CRITICAL + 1)
        logger.propagate = False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
