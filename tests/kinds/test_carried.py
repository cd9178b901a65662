"""Members of a hook that hookops does not know: found, and taken along by a PUT."""

from hookops.kinds.inline_hook.existing.carried import carry_unknown, find_unknown

CONFIG = {
    "uri": "https://h.example.com",
    "method": "POST",
    "headers": [{"key": "X-One", "value": "1", "note": "n"}, {"key": "X-Two", "value": "2"}],
    "authScheme": {"type": "HEADER", "key": "Authorization", "rotation": {"days": 30}},
    "timeoutSeconds": 5,
}
RAW = {
    "id": "calabc0123",
    "status": "ACTIVE",
    "name": "a",
    "type": "com.okta.oauth2.tokens.transform",
    "version": "1.0.1",
    "channel": {"type": "HTTP", "version": "1.0.0", "config": CONFIG, "region": "eu"},
    "created": "c",
    "lastUpdated": "l",
    "_links": {"self": {"href": "x"}},
    "retry": {"times": 1},
}


def body(**config):
    """What hookops declares."""
    whole = {
        "uri": "https://other.example.com",
        "method": "POST",
        "headers": [{"key": "x-one", "value": "3"}, {"key": "X-New", "value": "4"}],
        "authScheme": {"type": "HEADER", "key": "Authorization", "value": "ref"},
        **config,
    }
    channel = {"type": "HTTP", "version": "1.0.0", "config": whole}
    return {"name": "b", "type": RAW["type"], "version": "1.0.1", "channel": channel}


def test_every_unknown_member_is_found():
    """At each level, also in a header; what Okta alone sets is known."""
    assert [
        ("channel", "config", "headers", 0, "note"),
        ("channel", "config", "authScheme", "rotation"),
        ("channel", "config", "timeoutSeconds"),
        ("channel", "region"),
        ("retry",),
    ] == list(find_unknown(RAW))


def test_a_put_takes_them_along():
    """They are as the org has them; everything else is as declared."""
    sent = carry_unknown(body(), RAW)

    config = sent["channel"]["config"]
    assert ("b", {"times": 1}, "eu") == (sent["name"], sent["retry"], sent["channel"]["region"])
    assert (5, "https://other.example.com") == (config["timeoutSeconds"], config["uri"])
    assert {"type": "HEADER", "key": "Authorization", "value": "ref", "rotation": {"days": 30}} == (
        config["authScheme"]
    )
    assert [{"key": "x-one", "value": "3", "note": "n"}, {"key": "X-New", "value": "4"}] == (
        config["headers"]
    )


def test_nothing_of_what_only_okta_sets_is_sent():
    """Ids, times, links and the status stay out of the body."""
    assert {"name", "type", "version", "channel", "retry"} == carry_unknown(body(), RAW).keys()


def test_what_belongs_to_something_that_goes_is_not_sent():
    """Without the scheme there is nothing that its member could be of."""
    sent = carry_unknown(body(authScheme=None, headers=[]), RAW)["channel"]["config"]

    assert (None, []) == (sent["authScheme"], sent["headers"])


def test_a_hook_without_find_unknown_is_sent_as_declared():
    """Null and other shapes are left alone."""
    known = {"id": "calabc0123", "channel": {"config": {"headers": None, "authScheme": None}}}

    assert [] == list(find_unknown(known))
    assert body() == carry_unknown(body(), known)
