"""The pages of a list: where the next one is, and when a list cannot be believed. No I/O.

A list that ends early looks like a complete one, and what it lacks like something deleted. So a
next page that hookops does not ask for is an error, never the end.
"""

import re
from urllib.parse import SplitResult, urljoin, urlsplit

from hookops.model.errors import Unavailable
from hookops.model.resource import Json
from hookops.okta.decoding import Answer, shown
from hookops.okta.encoding import Request

MAX_PAGES = 500
"""Of one list; with 200 elements on each, far more than any org has."""

# Source: RFC 8288, 3: link-value, link-param. Each match begins where the last one ended, so that
# no header takes more than a few looks at each of its characters.
_REGISTRY = "http://www.iana.org/assignments/relation/"
_TARGET = re.compile(r"[\s,]*<([^>]*)>")
_PARAMETER = re.compile(
    r'\s*;\s*(?:([^\s;,="<>]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?)?'
)
_QUERY = re.compile(r"[!-~]{0,8192}")
"""What can be sent, at a length that servers take."""
_PORTS = {"http": 80, "https": 443}


class Pages:
    """What has been seen of one list so far."""

    def __init__(self, first: Request, base: str, *, limit: int | None) -> None:
        self._first = first
        self._base = base
        self._limit = limit
        self._queries = {first.path.partition("?")[2]}
        self._contents: set[int] = set()

    def next_query(self, answer: Answer, page: Json) -> str | None:
        """The query of the page after this one; None when it is the last.

        Raises: Unavailable when the list does not end, or its next page is not one to ask for.
        """
        if page:
            self._check_new(page)
        query = next_query(answer, self._base, self._first)
        if query is None:
            return None
        # A list without an end would be read until the rate limit of the org is used up.
        if query in self._queries:
            raise _incomplete(self._first, "the list leads back to itself")
        if self._limit is not None and len(self._queries) >= self._limit:
            raise _incomplete(self._first, f"the list does not end after {self._limit} pages")
        self._queries.add(query)
        return query

    def _check_new(self, page: Json) -> None:
        # A server that ignores the cursor gives the same page under every new one. By the ids
        # alone, since times in it may change; as a hash, since the System Log may be long.
        items = page if isinstance(page, list) else [page]
        content = hash(tuple(map(_identity, items)))
        if content in self._contents:
            raise _incomplete(self._first, "one page of the list comes twice")
        self._contents.add(content)


def next_query(answer: Answer, base: str, request: Request) -> str | None:
    """The query of the next page; None when the answer has no link to one.

    Raises: Unavailable for a link to another origin or path, for two different ones, and for one
    that cannot be read.
    Source: Okta, Core Okta API, Link headers; RFC 8288, 3. Inline hooks are not paged today.
    """
    asked, header = urljoin(base, request.path), answer.headers.get("link", "")
    queries, position = set[str](), 0
    while found := _TARGET.match(header, position):
        relations, position = _relations(header, found.end())
        if "next" in relations:
            queries.add(_query_of(found[1].strip(), asked, request))
    # Rest that says nothing of a next page does not matter; a gateway may have added it.
    rest = header[position:]
    if "next" in rest.lower():
        raise _incomplete(
            request, f"its Link header cannot be read: {shown(rest.strip(), request, 120)}"
        )
    if len(queries) > 1:
        raise _incomplete(request, "the list has two next pages")
    return queries.pop() if queries else None


def _relations(header: str, position: int) -> tuple[set[str], int]:
    """What the link whose parameters begin there is to the page, and where they end."""
    relations = set[str]()
    while found := _PARAMETER.match(header, position):
        position = found.end()
        name, quoted, bare = found.groups()
        # Of several, RFC 8288, 3.3 lets the first count. To overlook a next page is worse than to
        # read one too many, so all of them do; `rel*` and the registry's own URL as well.
        if name and name.lower() in ("rel", "rel*"):
            # No type of relation has a comma or an apostrophe, but some servers write them.
            value = re.sub(r"\\(.)", r"\1", quoted or "") + (bare or "")
            names = re.split(r"[\s,']+", value.lower())
            relations |= {name.removeprefix(_REGISTRY) for name in names}
    return relations, position


def _query_of(target: str, asked: str, request: Request) -> str:
    """The query of a next page that is one of this list."""
    # Only the query is taken over, so a link cannot lead the API token to another host.
    try:
        url = urlsplit(urljoin(asked, target))
        differs = _difference(url, urlsplit(asked))
    except ValueError:
        # Not a URL: a broken IPv6 host, say, or a port that is no number.
        url, differs = urlsplit(""), "no address"
    if not differs and not _QUERY.fullmatch(url.query):
        differs = "an address that cannot be sent"
    if differs:
        place = shown(target, request, 120)
        text = f"its next page is at {differs}, and hookops does not follow {place}"
        raise _incomplete(request, text)
    return url.query


def _difference(url: SplitResult, ours: SplitResult) -> str:
    """What differs from the address that was asked for.

    Source: RFC 3986, 6.2.2.1 and 6.2.3: the case of a host and a default port make no difference.
    """
    if url.scheme != ours.scheme:
        return "another scheme"
    if url.hostname != ours.hostname or "@" in url.netloc:
        return "another host"
    if (url.port or _PORTS.get(url.scheme)) != (ours.port or _PORTS.get(ours.scheme)):
        return "another port"
    return "another path" if url.path != ours.path else ""


def _identity(item: Json) -> str:
    """Okta's ids; those of events are called `uuid`. Anything else is known by what it is."""
    id_ = (item.get("id") or item.get("uuid")) if isinstance(item, dict) else None
    return id_ if isinstance(id_, str) else repr(item)


def _incomplete(request: Request, found: str) -> Unavailable:
    # Without the query, which is long in the System Log and has nothing to do with it.
    place = f"{request.method} {request.path.partition('?')[0]}"
    return Unavailable(
        f"{place}: {found}; the list is incomplete, so hookops does not use it",
        "does a proxy in between change Okta's answers, or is the org's own url another one?",
    )
