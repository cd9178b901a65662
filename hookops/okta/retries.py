"""Which answers lead to another attempt, and after how long. Pure."""

from hookops.model.errors import HookopsError, Unavailable, WriteUnknown
from hookops.network.proxies import Proxy
from hookops.okta.decoding import Answer, api_error, wait_s
from hookops.okta.encoding import Request


class Retryable(Exception):
    """The exchange failed, and sending the request again can do no harm."""

    def __init__(self, error: HookopsError, wait_s: float | None = None, why: str = "") -> None:
        super().__init__()
        self.error = error
        """What is raised when there is no further attempt."""
        self.wait_s = wait_s
        """How long to wait first; None leaves it to the caller."""
        self.why = why
        """What is reported with the wait; empty: nothing."""


def check_retry(answer: Answer, request: Request, now_s: float) -> None:
    """The answer is the last word on its request. Units: Unix time by the local clock.

    Raises: Retryable for one to ask again after; WriteUnknown for a write that may have been
    carried out.
    """
    # Both are taken for requests that were not carried out, so a write is repeated as well.
    if answer.status == 429:
        reset = wait_s(answer, now_s)
        why = "" if reset is None else "rate limited by Okta"
        raise Retryable(api_error(answer, request), reset, why)
    # Its answer has the headers of rate limits, which have nothing to do with it. Source:
    # recorded by terraform-provider-okta: E0000239 twice, and 200 three seconds later.
    if answer.status == 423:
        why = f"{request}: Okta still works on an earlier change (423)"
        raise Retryable(api_error(answer, request), why=why)
    if answer.status >= 500:
        error = api_error(answer, request)
        # A write may have been carried out before the failure: reading proves it later.
        if request.writes:
            raise WriteUnknown(error.message)
        raise Retryable(error)


def not_connected(request: Request, url: str, proxy: Proxy | None, reason: str) -> Retryable:
    """Nobody takes a connection, the proxy or else the org, so nothing of the request was sent."""
    by, hint = "", "is the organization's url right, and the network up?"
    if proxy is not None:
        by = f" by the proxy {proxy.shown} ({proxy.variable})"
        hint = f"is {proxy.variable} right? NO_PROXY lists hosts to reach without it"
    text = f"{request}: {url} cannot be reached{by}: {reason}; nothing was sent"
    return Retryable(Unavailable(text, hint))


def proxy_error(request: Request, url: str, proxy: Proxy, status: str) -> Exception:
    """The proxy opens no tunnel, so nothing of the request was sent. Source: RFC 9110, 9.3.6."""
    shown = status if status.isdecimal() else "no status"
    place = f"the proxy {proxy.shown} ({proxy.variable})"
    text = f"{request}: {place} opens no tunnel to {url}: {shown}; nothing was sent"
    if shown == "407":
        hint = f"{proxy.variable}=http://USER:PASSWORD@HOST:PORT gives it a user and a password"
        return Unavailable(text, hint)
    error = Unavailable(text, "does it allow this host? NO_PROXY lists hosts to reach without it")
    # What it refuses it will go on refusing; what it cannot reach now it may reach later.
    return Retryable(error) if shown.startswith("5") else error
