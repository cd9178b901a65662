"""Token hooks whose own access token waits for them.

To call a hook of channel OAUTH, Okta first gets an access token from its tokenUrl. Where that is an
authorization server whose rule calls the hook, issuing the token calls the hook, which needs a
token. Source: Okta Support, "How to Prevent Timeout Errors for Token Inline Hooks".
"""

import re
from collections.abc import Collection, Iterator, Sequence
from urllib.parse import unquote, urlsplit

from hookops.kinds.binding.spec import Binding
from hookops.kinds.inline_hook.channel import OAuthChannel
from hookops.kinds.inline_hook.secret_places import CONFIG
from hookops.kinds.inline_hook.spec import Hook, declared_hook
from hookops.kinds.inline_hook.types import TOKEN
from hookops.kinds.values import Clash
from hookops.model.diagnostic import Diagnostic, Problem
from hookops.model.resource import Key, Resource, Spec
from hookops.model.source import FieldPath

# The org's own authorization server, /oauth2/v1/token, has no rules that could call a hook.
_ENDPOINT = re.compile(r"/oauth2/([^/]+)/v1/token/?")
_TOKEN_URL: FieldPath = ("spec", *CONFIG, "tokenUrl")
_HINT = (
    "let tokenUrl be another authorization server, none of whose rules calls this hook; "
    "if it is one of another org, nothing has to change"
)


def gets_token_from(hook: Hook, servers: Collection[str], hosts: Collection[str] = ()) -> bool:
    """Whether one of these authorization servers issues the token that Okta calls the hook with.

    Shape: `servers` are ids and names; `hosts` are those of the org, in lower case; any when none
    is given, since a custom domain is not known offline.
    """
    server, host = _token_server(hook)
    return bool(server) and server in servers and (not hosts or host in hosts)


def describe_loop(resource: Resource, users: Sequence[Spec]) -> Diagnostic | None:
    """The warning of a hook that is called by a rule of the very server that it gets its token
    from; None where that was known without the org, or is not so."""
    hook = declared_hook(resource)
    servers = [binding.selectors[0] for binding in users if isinstance(binding, Binding)]
    found = {server.id for server in servers} | {server.name for server in servers}
    known = _token_server(hook)[0] in _servers(hook)
    if hook.type != TOKEN.name or known or not gets_token_from(hook, found):
        return None
    problem = _warning(resource, []).problem
    mark = resource.origin.at(_TOKEN_URL[1:])
    return Diagnostic(problem.code, problem.message, mark, problem.hint, "warning")


def check_token_servers(resources: Sequence[Resource]) -> Iterator[Clash]:
    """A warning for each token hook that waits for itself, also through other hooks."""
    every = [(resource, declared_hook(resource)) for resource in resources]
    hooks = {r.key: r for r, hook in every if hook.type == TOKEN.name and _token_server(hook)[0]}
    for resource in hooks.values():
        way = _way_back(resource, hooks)
        if way is not None:
            yield _warning(resource, [hooks[key] for key in way])


def _way_back(resource: Resource, hooks: dict[Key, Resource]) -> tuple[Key, ...] | None:
    """The other hooks through which its token waits for it, fewest first; None: it does not."""
    ways: list[tuple[Key, ...]] = [()]
    seen = {resource.key}
    # Each hook once, nearest first: a loop of others that this hook is no part of ends as well.
    for way in ways:
        server, _ = _token_server(declared_hook(hooks[way[-1]] if way else resource))
        called = [key for key, other in hooks.items() if server in _servers(declared_hook(other))]
        if resource.key in called:
            return way
        ways += [(*way, key) for key in called if key not in seen]
        seen.update(called)
    return None


def _warning(resource: Resource, others: Sequence[Resource]) -> Clash:
    server, _ = _token_server(declared_hook(resource))
    calls = f"whose rule calls {others[0].key if others else 'this hook'}"
    # With others between, each of them is named at its own tokenUrl.
    more = ", which in turn waits for this hook" if others else ""
    text = (
        f"tokenUrl is the authorization server {server}, {calls}{more}: "
        "Okta would wait for the token until the hook times out"
    )
    problem = Problem("token-loop", _TOKEN_URL, text, _HINT, "warning")
    return Clash(problem, resource, tuple((r, _TOKEN_URL, "it waits here") for r in others))


def _servers(hook: Hook) -> set[str]:
    """Names and ids of the authorization servers whose rules call it."""
    outermost = [binding.selectors[0] for binding in hook.bindings or ()]
    return {selector.id or selector.name for selector in outermost}


def _token_server(hook: Hook) -> tuple[str, str]:
    """Id and host of the authorization server of Okta that its token is from; empty for others."""
    if not isinstance(hook.channel, OAuthChannel):
        return "", ""
    parts = urlsplit(hook.channel.token_url)
    found = _ENDPOINT.fullmatch(unquote(parts.path))
    return (found.group(1), (parts.hostname or "").lower()) if found else ("", "")
