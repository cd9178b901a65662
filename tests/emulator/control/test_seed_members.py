"""A seed has no members that the emulator would ignore."""

import pytest

from hookops.emulator.world import SeedError


def hook(**config):
    """The hook of a seed whose channel's config has these members too."""
    given = {"uri": "https://hooks.example/a", **config}
    channel = {"type": "HTTP", "version": "1.0.0", "config": given}
    type_ = "com.okta.import.transform"
    return {"name": "h", "type": type_, "version": "1.0.2", "channel": channel}


def rule(**members):
    """Servers of a seed: `default` with a rule that has these members."""
    policy = {"name": "Default Policy", "rules": [{"name": "r", **members}]}
    return {"authorization_servers": [{"name": "default", "policies": [policy]}]}


RULE = "rule 'r' of policy 'Default Policy' of authorization server 'default' of the seed"


@pytest.mark.parametrize(
    ("seed", "message"),
    [
        (
            {"organization": {"id": "00o1abcdefgHIJKLM5d7", "name": "x"}},
            "organization of the seed has no name; it has: id",
        ),
        (
            {"keys": [{"name": "k", "keyID": "x"}]},
            "a key 'k' of the seed has no keyID; it has: name, id, keyId, private_key",
        ),
        (
            {"hooks": [{**hook(), "nmae": "x"}]},
            "a hook 'h' of the seed has no nmae; it has: name, type, version, status, channel",
        ),
        (
            {"hooks": [{"nmae": "h"}, hook()]},
            "a hook (number 1) of the seed has no nmae; it has: name, type, version, status",
        ),
        (
            {"hooks": [hook(headers=[{"key": "a", "value": "b"}, {"key": "a", "valeu": "b"}])]},
            "has no channel.config.headers.valeu; channel.config.headers has: key, value",
        ),
        (
            {"hooks": [hook(authScheme={"type": "HEADER", "key": "a", "values": "b"})]},
            "has no channel.config.authScheme.values; channel.config.authScheme has: type, key",
        ),
        (
            {"authorization_servers": [{"name": "a", "audience": "x"}]},
            "an authorization server 'a' of the seed has no audience; it has: name, description",
        ),
        (
            {"authorization_servers": [{"name": "a", "policies": [{"name": "p", "rule": []}]}]},
            "policy 'p' of authorization server 'a' of the seed has no rule; it has: name, type",
        ),
        (rule(inlineHok="h"), f"{RULE} has no inlineHok; it has: name, type, priority"),
        (rule(prioritty=1), f"{RULE} has no prioritty; it has: name, type, priority"),
        (rule(actions={"tokens": {}}), f"{RULE} has no actions.tokens; actions has: token"),
        (
            rule(actions={"token": {"lifetime": 5}}),
            f"{RULE} has no actions.token.lifetime; actions.token has: accessTokenLifetimeMinutes",
        ),
        (
            rule(actions={"token": {"inlineHook": {"name": "h"}}}),
            f"{RULE} has no actions.token.inlineHook.name; actions.token.inlineHook has: id",
        ),
    ],
)
def test_unknown_member_is_refused(client, seed, message):
    """A member that would be ignored is an error, which says where it is and what there is."""
    with pytest.raises(SeedError) as caught:
        client(seed=seed)

    assert message in str(caught.value)


@pytest.mark.parametrize(
    "seed",
    [
        {"hooks": [hook(timeoutSeconds=5)]},
        rule(conditions={"risk": {"behaviors": []}}),
        {
            "authorization_servers": [
                {
                    "name": "a",
                    "policies": [{"name": "p", "conditions": {"clients": {"include": ["0oa1"]}}}],
                }
            ]
        },
    ],
)
def test_members_that_are_kept_are_free(client, seed):
    """What the emulator keeps like it is may have any member: a channel, conditions."""
    assert 200 == client(seed=seed).get("/api/v1/inlineHooks").status_code
