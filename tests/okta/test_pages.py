"""Lists of many pages: which links are followed, and what makes a list one to plan nothing on."""

import json
from dataclasses import replace
from itertools import count
from types import SimpleNamespace

import pytest
from okta.sessions import LIST, URL, Org, page, session

from hookops.model.call import Call
from hookops.model.errors import Unavailable
from hookops.model.secret import Secret
from hookops.okta.decoding import Answer
from hookops.okta.encoding import Request
from hookops.okta.pages import MAX_PAGES, next_query

PATH = "/api/v1/inlineHooks"
HOOKS = f"{URL}{PATH}"
GET = Request("GET", PATH)


def query_of(link, base=URL):
    """The query of the next page by this header."""
    return next_query(Answer(200, {"link": link}, b""), f"{base}/", GET)


# one header


@pytest.mark.parametrize(
    ("link", "query"),
    [
        (f'<{HOOKS}?after=x&limit=2>; rel="next"', "after=x&limit=2"),
        (f"<{HOOKS}?after=x>; rel=next", "after=x"),
        (f'<{HOOKS}?after=x>; rel="Next"', "after=x"),
        (f"<{HOOKS}?after=x>; REL=NEXT", "after=x"),
        (f'<{HOOKS}?after=x>;rel = "next"', "after=x"),
        (f'<{HOOKS}?after=x> ; rel\t=\t"next" ; title="b"', "after=x"),
        (f'<{HOOKS}?after=x>; title="a, b; rel=self"; rel="next"', "after=x"),
        (f'<{HOOKS}?after=x>; title="say \\"hi\\""; rel="next"', "after=x"),
        (f'<{HOOKS}?after=x>; rel="self next"', "after=x"),
        (f'<{HOOKS}?after=x>; rel="next  last"', "after=x"),
        (f'<{HOOKS}?after=x>; rel="self,next"', "after=x"),
        (f"<{HOOKS}?after=x>; rel='next'", "after=x"),
        (f'<{HOOKS}?after=x>; rel="n\\ext"', "after=x"),
        (f"<{HOOKS}?after=x>;; ;rel=next;", "after=x"),
        (f"<{HOOKS}?after=x>; crossorigin; rel=next", "after=x"),
        (f'<{HOOKS}>; rel="self", <{HOOKS}?after=y>; rel="next"', "after=y"),
        (f"<{HOOKS}>;rel=self,<{HOOKS}?after=y>;rel=next", "after=y"),
        (f'</s.css>; rel=preload; as=style, <{HOOKS}?after=y>; rel="next"', "after=y"),
        (f',, <{HOOKS}?after=y>; rel="next",', "after=y"),
        (f'<{HOOKS}?after=y>; rel="next", <{HOOKS}?after=y>; rel="next"', "after=y"),
        (f'< {HOOKS}?after=y >; rel="next"', "after=y"),
        (f'<{HOOKS}?after=a,b>; rel="next"', "after=a,b"),
        (f'<{HOOKS}?after=a;b>; rel="next"', "after=a;b"),
        (f'<{HOOKS}?after=x#top>; rel="next"', "after=x"),
        (f'<{PATH}?after=x>; rel="next"', "after=x"),
        ('<?after=x>; rel="next"', "after=x"),
        ('<inlineHooks?after=x>; rel="next"', "after=x"),
        ('<../v1/inlineHooks?after=x>; rel="next"', "after=x"),
        ('<//acme.okta.com/api/v1/inlineHooks?after=x>; rel="next"', "after=x"),
        ('<https://ACME.Okta.com/api/v1/inlineHooks?after=X>; rel="next"', "after=X"),
        ('<HTTPS://acme.okta.com/api/v1/inlineHooks?after=x>; rel="next"', "after=x"),
        ('<https://acme.okta.com:443/api/v1/inlineHooks?after=x>; rel="next"', "after=x"),
        (f'<{HOOKS}>; rel="next"', ""),
    ],
)
def test_every_way_to_write_a_next_page(link, query):
    """Whatever RFC 8288 allows, and what servers make of it, leads to the next page."""
    assert query == query_of(link)


@pytest.mark.parametrize(
    "link",
    [
        "",
        ",;,",
        "garbage",
        f'<{HOOKS}?after=x>; rel="self"',
        f"<{HOOKS}?after=x>",
        f'<{HOOKS}?after=x>; rel="prev nextish"',
        f'<{HOOKS}?after=x>; rel="https://example.com/next"',
        f'<{HOOKS}?after=x>; title="next"',
        '<https://evil.example.com/>; rel="self"',
    ],
)
def test_the_last_page(link):
    """Without a link to a next page the list ends; another relation is none."""
    assert query_of(link) is None


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("https://evil.example.com/api/v1/inlineHooks?after=x", "another host"),
        ("//evil.example.com/api/v1/inlineHooks?after=x", "another host"),
        ("https://acme.okta.com.evil.example.com/api/v1/inlineHooks?a=x", "another host"),
        ("https://acme.okta.com@evil.example.com/api/v1/inlineHooks?a=x", "another host"),
        ("https://user@acme.okta.com/api/v1/inlineHooks?a=x", "another host"),
        ("https://acme.okta.com./api/v1/inlineHooks?a=x", "another host"),
        ("http://acme.okta.com/api/v1/inlineHooks?after=x", "another scheme"),
        ("http://acme.okta.com:443/api/v1/inlineHooks?after=x", "another scheme"),
        ("https://acme.okta.com:8443/api/v1/inlineHooks?after=x", "another port"),
        ("https://acme.okta.com:80/api/v1/inlineHooks?after=x", "another port"),
        ("https://acme.okta.com/api/v1/users?after=x", "another path"),
        ("https://acme.okta.com/api/v1/inlineHooks/?after=x", "another path"),
        ("https://acme.okta.com/api/v2/../v1/inlineHooks/../users?after=x", "another path"),
        ("https://[acme/api/v1/inlineHooks?after=x", "no address"),
        ("https://acme.okta.com:99999/api/v1/inlineHooks?after=x", "no address"),
        ("https://acme.okta.com:x/api/v1/inlineHooks?after=x", "no address"),
        (f"{HOOKS}?after=x\x7f", "an address that cannot be sent"),
        (f"{HOOKS}?after=x y", "an address that cannot be sent"),
        (f"{HOOKS}?after=é", "an address that cannot be sent"),
        (f"{HOOKS}?after={'x' * 9000}", "an address that cannot be sent"),
    ],
)
def test_a_next_page_that_is_not_asked_for(target, found):
    """It makes the list incomplete: nothing ends a list in silence, and no token goes elsewhere."""
    for link in (f'<{target}>; rel="next"', f'<{HOOKS}?after=y>; rel="next", <{target}>; rel=next'):
        with pytest.raises(
            Unavailable, match=f"its next page is at {found}, and hookops"
        ) as problem:
            query_of(link)

        assert 9 == problem.value.exit_code
        assert problem.value.message.startswith("GET /api/v1/inlineHooks: ")
        assert len(problem.value.message) < 350


@pytest.mark.parametrize(
    "link",
    [
        f'{HOOKS}?after=x; rel="next"',
        f'<{HOOKS}?after=x; rel="next"',
        f'<{HOOKS}?after=x>; rel="next',
        f'<{HOOKS}?after=x>; rel="self" garbage <{HOOKS}?after=y>; rel="next"',
    ],
)
def test_a_next_page_that_cannot_be_read(link):
    """A broken header that speaks of a next page is not taken for the last page."""
    with pytest.raises(Unavailable, match="its Link header cannot be read: ") as problem:
        query_of(link)

    assert 9 == problem.value.exit_code


def test_two_next_pages():
    """Nobody can say which of them is the list."""
    with pytest.raises(Unavailable, match="the list has two next pages"):
        query_of(f'<{HOOKS}?after=x>; rel="next", <{HOOKS}?after=y>; rel="next"')


def test_a_header_made_to_be_slow():
    """A header of 90 KB is read at once, however it is broken."""
    for part in ("; ", ' ; a = "', '\\"', "<", ",", "<>; rel=self "):
        header = f"<{HOOKS}>" + part * (90_000 // len(part))

        assert query_of(header) is None


@pytest.mark.parametrize("base", ["http://127.0.0.1:8080", "http://[::1]:8080"])
def test_orgs_that_are_addresses(base):
    """The emulator has a port, and may have an IPv6 address."""
    assert "after=x" == query_of(f"<{base}{PATH}?after=x>; rel=next", base)
    with pytest.raises(Unavailable, match="another port"):
        query_of(f"<{base[:-5]}{PATH}?after=x>; rel=next", base)


def test_a_link_that_quotes_the_token():
    """It is not shown."""
    request = replace(GET, secrets=(Secret("the-token-of-the-org"),))
    for link in (
        "<https://e.example/the-token-of-the-org>; rel=next",
        "<the-token-of-the-org next",
    ):
        with pytest.raises(Unavailable) as problem:
            next_query(Answer(200, {"link": link}, b""), URL, request)

        assert "the-token-of-the-org" not in str(problem.value)


# whole lists


def following(query):
    """A link to the next page."""
    return f'<{HOOKS}?{query}>; rel="next"'


def body(*ids, **more):
    """A page with these."""
    return json.dumps([{"id": id_, **more} for id_ in ids]).encode()


def ids_of(org, call=LIST, **options):
    """The ids of every page."""
    return [[item["id"] for item in items] for items in session(org).pages(call, **options)]


def test_two_pages():
    """The next page is asked for with the query that Okta gave, until there is none."""
    last = f'<{HOOKS}?limit=2>; rel="self"'
    org = Org(page(body("a", "b"), following("after=2&limit=2")), page(body("c"), last))

    assert [["a", "b"], ["c"]] == ids_of(org)
    assert [f"GET {PATH}", f"GET {PATH} after=2&limit=2"] == org.asked


def test_three_pages():
    """The query of one page does not stick to the next; a page may be empty."""
    org = Org(page(body("a"), following("after=1")), page(b"[]", following("x=2")), page(b"[]"))

    assert [["a"], [], []] == ids_of(org)
    assert f"GET {PATH} x=2" == org.asked[-1]


def test_a_query_of_our_own_and_the_pages_after_it():
    """A call's query is encoded and asked for once; the next pages have Okta's own."""
    call = Call("GET", ("api", "v1", "apps"), query=(("limit", "200"), ("q", "a b&c")))
    link = f'<{URL}/api/v1/apps?after=1&limit=200>; rel="next"'
    org = Org(page(body("a"), link), page(body("b")))

    assert [["a"], ["b"]] == ids_of(org, call)
    assert ["GET /api/v1/apps limit=200&q=a+b%26c", "GET /api/v1/apps after=1&limit=200"] == (
        org.asked
    )
    assert "GET /api/v1/apps?limit=200&q=a b&c" == str(call)


def incomplete(org, **options):
    """The error that a list ends with."""
    with pytest.raises(Unavailable) as problem:
        ids_of(org, **options)
    assert 9 == problem.value.exit_code
    end = "; the list is incomplete, so hookops does not use it"
    return problem.value.message.removeprefix(f"GET {PATH}: ").removesuffix(end)


@pytest.mark.promise("P19")
def test_a_link_to_elsewhere():
    """The page on another host is not asked for: the token stays with its org."""
    evil = "https://evil.example.com/api/v1/inlineHooks?after=1"
    org = Org(page(body("a"), f'<{evil}>; rel="next"'))

    text = f"its next page is at another host, and hookops does not follow {evil}"
    assert text == incomplete(org)
    assert 1 == len(org.asked)


def test_links_in_two_headers():
    """Okta sends one header for each link."""

    def app(environ, start):
        links = [f'<{HOOKS}>; rel="self"', following("after=1")]
        start("200 OK", [("link", link) for link in links if not environ["QUERY_STRING"]])
        return [body(environ["QUERY_STRING"] or "a")]

    assert [["a"], ["after=1"]] == ids_of(app)


@pytest.mark.parametrize("query", ["", "limit=2", "after=1"])
def test_a_page_that_leads_back(query):
    """To the first page, to itself or to one between: such a list has no end."""
    call = Call("GET", LIST.path, query=(("limit", "2"),) if query == "limit=2" else ())
    pages = [page(body(f"a{n}"), following(link)) for n, link in enumerate(["after=1", "after=2"])]
    org = Org(*pages, page(body("b"), f'<{PATH}?{query}>; rel="next"'))

    assert "the list leads back to itself" == incomplete(org, call=call)
    assert 3 == len(org.asked)


@pytest.mark.parametrize(
    "contents",
    [
        [body("a"), body("a")],
        [body("a", "b"), body("c", "d"), body("a", "b")],
        [body("a", lastUpdated="1"), body("a", lastUpdated="2")],
        [b'[{"uuid": "e1", "n": 1}]', b'[{"uuid": "e1", "n": 2}]'],
        [b"[1, 2]", b"[1, 2]"],
    ],
)
def test_a_page_that_comes_twice(contents):
    """A server that ignores the cursor gives the same page under every new one."""
    pages = [page(content, following(f"after={n}")) for n, content in enumerate(contents)]
    org = Org(*pages)

    with pytest.raises(Unavailable, match="one page of the list comes twice"):
        list(session(org).pages(LIST))
    assert len(contents) == len(org.asked)


class Endless:
    """A list that never ends, a new element on every page."""

    def __init__(self):
        self.numbers = count(1)
        self.asked = 0

    def __call__(self, environ, start):
        self.asked = next(self.numbers)
        start("200 OK", [("link", following(f"after={self.asked}"))])
        return [body(f"a{self.asked}")]


@pytest.mark.promise("P26")
def test_a_list_without_an_end():
    """No more than 500 pages are read of one list."""
    org = Endless()

    assert "the list does not end after 500 pages" == incomplete(org)
    assert (500, 500) == (org.asked, MAX_PAGES)


def test_500_pages():
    """As many pages as may be are a list."""
    org, numbers = SimpleNamespace(asked=0), count(1)

    def app(environ, start):
        org.asked = next(numbers)
        more = [("link", following(f"after={org.asked}"))] if org.asked < MAX_PAGES else []
        start("200 OK", more)
        return [body(f"a{org.asked}")]

    assert MAX_PAGES == len(ids_of(app))


def test_a_list_that_something_else_bounds():
    """Without a limit it is read to its end, as the System Log is."""
    org = Endless()
    pages = session(org).pages(LIST, limit=None)

    for _ in range(MAX_PAGES + 2):
        next(pages)

    assert MAX_PAGES + 2 == org.asked
