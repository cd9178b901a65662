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


def catch_all(**members):
    """The rule of the default enrollment policy, with these members."""
    return {
        "policies": [{"name": "Default Policy", "rules": [{"name": "Catch-all Rule"} | members]}]
    }


def app(**members):
    """The custom app of a seed, with these members."""
    return {"apps": [{"label": "a", **members}]}


def access_rule():
    """A rule of an access policy, of which the emulator knows nothing."""
    return {"name": "r", "conditions": {"any": 1}, "actions": {"appSignOn": {"any": 1}}}


CATCH_ALL = "rule 'Catch-all Rule' of policy 'Default Policy' of the seed"
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
        (
            {"groups": [{"name": "g", "profile": {"nmae": "g"}}]},
            "a group 'g' of the seed has no profile.nmae; profile has: name, description",
        ),
        ({"policies": [{"name": "p", "rule": []}]}, "a policy 'p' of the seed has no rule; it has"),
        (catch_all(inlineHok="h"), f"{CATCH_ALL} has no inlineHok; it has: name, type, priority"),
        (
            catch_all(actions={"profileEnrollment": {"acess": "ALLOW"}}),
            f"{CATCH_ALL} has no actions.profileEnrollment.acess; actions.profileEnrollment has",
        ),
        (
            {"policies": [{"name": "a", "type": "ACCESS_POLICY", "rules": [{"inlineHook": "h"}]}]},
            "rule None of policy 'a' of the seed has no inlineHook; it has: name, type, priority",
        ),
        (app(inlineHok="h"), "an app 'a' of the seed has no inlineHok; it has: label, name"),
        (app(visibility={"hiden": True}), "has no visibility.hiden; visibility has: autoLaunch"),
        (
            app(settings={"signOn": {"inlineHook": []}}),
            "an app 'a' of the seed has no settings.signOn.inlineHook; settings.signOn has: def",
        ),
        (
            app(name="workday", settings={"signOn": {"assertionSigned": True}}),
            "an app 'a' of the seed has no settings.signOn.assertionSigned; settings.signOn has",
        ),
        (
            app(
                name="old", signOnMode="SAML_1_1", settings={"signOn": {"destinationOverride": ""}}
            ),
            "has no settings.signOn.destinationOverride; settings.signOn has: defaultRelayState",
        ),
        ({"clients": [{"id": "x"}]}, "a client is a mapping of clientId, jwks, scopes, role, dpop"),
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
        app(signOnMode="BOOKMARK", settings={"app": {"url": "https://a.example"}, "more": 1}),
        app(settings={"app": {"region": "eu"}, "signOn": {"audience": "a"}}),
        {"policies": [{"name": "a", "type": "ACCESS_POLICY", "rules": [access_rule()]}]},
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
    """What the emulator keeps like it is may have any member: a channel, conditions, settings."""
    assert 200 == client(seed=seed).get("/api/v1/inlineHooks").status_code
