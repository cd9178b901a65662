"""One hook's life: what the recordings show of create, read, replace, lifecycle and delete."""

import json
import re

import pytest

HOOKS = "/api/v1/inlineHooks"
HREF = "https://acme.okta.example/api/v1/inlineHooks/"


def test_create_answers_200_with_the_recorded_order(client, http_body):
    """A created hook is answered with 200 and these members in this order, secrets left out.

    Source: recorded by terraform-provider-okta TestAccResourceOktaInlineHook_crud.
    """
    answer = client().post(HOOKS, json=http_body())

    hook_id = answer.json()["id"]
    href = HREF + hook_id
    expected = {
        "id": hook_id,
        "status": "ACTIVE",
        "name": "enrich",
        "type": "com.okta.oauth2.tokens.transform",
        "version": "1.0.1",
        "channel": {
            "type": "HTTP",
            "version": "1.0.0",
            "config": {
                "uri": "https://hooks.acme.example/t",
                "headers": [],
                "method": "POST",
                "authScheme": {"type": "HEADER", "key": "Authorization"},
            },
        },
        "created": "2023-11-14T22:13:20.000Z",
        "lastUpdated": "2023-11-14T22:13:20.000Z",
        "_links": {
            "self": {"href": href},
            "execute": {"href": href + "/execute", "hints": {"allow": ["POST"]}},
            "deactivate": {
                "href": href + "/lifecycle/deactivate",
                "hints": {"allow": ["POST"]},
            },
        },
    }
    assert answer.status_code == 200
    assert json.dumps(answer.json()) == json.dumps(expected)


def test_oauth_config_has_its_own_order(client, oauth_body):
    """An OAUTH config is shown in this order, authScheme null, without clientSecret.

    Source: recorded by terraform-provider-okta
    TestAccResourceOktaInlineHook_com_okta_saml_tokens_transform.
    """
    body = oauth_body(headers=[{"key": "Field 1", "value": "a"}])

    shown = client().post(HOOKS, json=body).json()["channel"]["config"]

    assert list(shown.items()) == [
        ("uri", "https://hooks.acme.example/s"),
        ("headers", [{"key": "Field 1", "value": "a"}]),
        ("method", "POST"),
        ("authScheme", None),
        ("clientId", "hooks"),
        ("tokenUrl", "https://hooks.acme.example/token"),
        ("authType", "client_secret_post"),
        ("scope", "call"),
    ]


def test_private_key_config_ends_with_the_key(client, oauth_body):
    """A private_key_jwt config shows hookKeyId last, and a scope that is not set as null.

    Source: Okta Management API, InlineHook, private key example.
    """
    body = oauth_body(authType="private_key_jwt", clientSecret=None, scope=None, hookKeyId="HKYabc")

    shown = client().post(HOOKS, json=body).json()["channel"]["config"]

    assert list(shown.items())[-2:] == [("scope", None), ("hookKeyId", "HKYabc")]


def test_auth_scheme_is_null_when_there_is_none(client, http_body):
    """A hook without authScheme shows it as null.

    Source: recorded by terraform-provider-okta TestAccResourceOktaInlineHook_crud.
    """
    answer = client().post(HOOKS, json=http_body(authScheme=None))

    assert answer.json()["channel"]["config"]["authScheme"] is None


def test_case_of_the_auth_key_is_kept(client, http_body):
    """The key of authScheme comes back as it was sent.

    Source: recorded by terraform-provider-okta TestAccResourceOktaInlineHook_token_channeljson.
    """
    scheme = {"type": "HEADER", "key": "authorization", "value": "x"}

    answer = client().post(HOOKS, json=http_body(authScheme=scheme))

    shown = answer.json()["channel"]["config"]["authScheme"]
    assert shown == {"type": "HEADER", "key": "authorization"}


def test_ids_end_alike_in_one_organization(client, http_body):
    """Ids are `cal` and 17 alphanumerics, and all of a store have the same last three.

    Source: recorded by terraform-provider-okta and okta-sdk-python, all cassettes.
    """
    okta = client()
    first = okta.post(HOOKS, json=http_body("a")).json()["id"]
    second = okta.post(HOOKS, json=http_body("b")).json()["id"]

    assert re.fullmatch("cal[A-Za-z0-9]{17}", first)
    assert first != second
    assert first[-3:] == second[-3:]


def test_status_in_a_create_is_ignored(client, http_body):
    """A hook created with status INACTIVE is ACTIVE.

    Source: recorded by terraform-provider-okta TestAccResourceOktaInlineHook_crud.
    """
    answer = client().post(HOOKS, json={**http_body(), "status": "INACTIVE"})

    assert answer.json()["status"] == "ACTIVE"


def test_get_answers_what_create_answered(client, http_body):
    """Reading a hook shows the same as creating it did.

    Source: recorded by terraform-provider-okta TestAccResourceOktaInlineHook_crud.
    """
    okta = client()
    created = okta.post(HOOKS, json=http_body())

    answer = okta.get(f"{HOOKS}/{created.json()['id']}")

    assert (answer.status_code, answer.text) == (200, created.text)


def test_deactivated_hook_has_other_links(client, http_body, clock):
    """An INACTIVE hook links activate, self and delete, in this order; lastUpdated has moved.

    Source: recorded by terraform-provider-okta TestAccResourceOktaInlineHook_crud.
    """
    okta = client()
    href = HREF + okta.post(HOOKS, json=http_body()).json()["id"]
    clock.now += 5

    answer = okta.post(href + "/lifecycle/deactivate")

    assert answer.status_code == 200
    assert answer.json()["status"] == "INACTIVE"
    assert answer.json()["created"] == "2023-11-14T22:13:20.000Z"
    assert answer.json()["lastUpdated"] == "2023-11-14T22:13:25.000Z"
    assert list(answer.json()["_links"].items()) == [
        ("activate", {"href": href + "/lifecycle/activate", "hints": {"allow": ["POST"]}}),
        ("self", {"href": href}),
        ("delete", {"href": href, "hints": {"allow": ["DELETE"]}}),
    ]


def test_lifecycle_is_idempotent(client, http_body):
    """Activating what is ACTIVE and deactivating what is INACTIVE answer 200.

    Source: okta-sdk-nodejs, test inlinehook-lifecycle.
    """
    okta = client()
    path = f"{HOOKS}/{okta.post(HOOKS, json=http_body()).json()['id']}/lifecycle/"
    calls = ("activate", "deactivate", "deactivate", "activate")

    answers = [okta.post(path + call) for call in calls]

    assert [(answer.status_code, answer.json()["status"]) for answer in answers] == [
        (200, "ACTIVE"),
        (200, "INACTIVE"),
        (200, "INACTIVE"),
        (200, "ACTIVE"),
    ]


def test_lifecycle_accepts_any_media_type(client, http_body):
    """An empty lifecycle call may carry any Content-Type.

    Source: api, the requests of okta-sdk-python 3.4.
    """
    okta = client()
    path = f"{HOOKS}/{okta.post(HOOKS, json=http_body()).json()['id']}/lifecycle/deactivate"

    answer = okta.post(path, headers={"Content-Type": "application/octet-stream"})

    assert answer.status_code == 200


def test_put_replaces_everything(client, http_body, clock):
    """Members left out of a PUT are reset: headers to [], authScheme to null.

    Source: recorded by terraform-provider-okta TestAccResourceOktaInlineHook_crud.
    """
    okta = client()
    body = http_body(headers=[{"key": "a", "value": "b"}])
    path = f"{HOOKS}/{okta.post(HOOKS, json=body).json()['id']}"
    clock.now += 5

    answer = okta.put(path, json=http_body("renamed", authScheme=None))

    config = answer.json()["channel"]["config"]
    assert answer.status_code == 200
    assert answer.json()["name"] == "renamed"
    assert (config["headers"], config["authScheme"]) == ([], None)
    assert answer.json()["lastUpdated"] == "2023-11-14T22:13:25.000Z"
    assert okta.get(path).json() == answer.json()


def test_put_leaves_the_status(client, http_body):
    """A PUT with status ACTIVE leaves an INACTIVE hook INACTIVE.

    Source: recorded by terraform-provider-okta TestAccResourceOktaInlineHook_crud.
    """
    okta = client()
    path = f"{HOOKS}/{okta.post(HOOKS, json=http_body()).json()['id']}"
    okta.post(path + "/lifecycle/deactivate")

    answer = okta.put(path, json={**http_body(), "status": "ACTIVE"})

    assert answer.json()["status"] == "INACTIVE"


def test_delete_answers_204_without_content_type(client, http_body):
    """Deleting an INACTIVE hook answers 204 with no body and no Content-Type; then it is not found.

    Source: recorded by terraform-provider-okta TestAccResourceOktaInlineHook_crud and
    okta-sdk-python test_inline_hooks_it.
    """
    okta = client()
    path = f"{HOOKS}/{okta.post(HOOKS, json=http_body()).json()['id']}"
    okta.post(path + "/lifecycle/deactivate")

    answer = okta.delete(path)

    assert (answer.status_code, answer.content) == (204, b"")
    assert "content-type" not in answer.headers
    assert okta.get(path).status_code == 404


@pytest.mark.parametrize(
    ("method", "tail"),
    [
        ("GET", ""),
        ("PUT", ""),
        ("POST", ""),
        ("DELETE", ""),
        ("POST", "/lifecycle/activate"),
        ("POST", "/lifecycle/deactivate"),
    ],
)
def test_unknown_id_is_not_found(client, http_body, method, tail):
    """Any call for a hook that does not exist is answered with 404 E0000007 and its id.

    Source: GET recorded by okta-sdk-python test_inline_hooks_it; the other verbs are inferred.
    """
    answer = client().request(method, f"{HOOKS}/calx{tail}", json=http_body())

    assert answer.status_code == 404
    assert answer.json()["errorCode"] == "E0000007"
    assert answer.json()["errorSummary"] == ("Not found: Resource not found: calx (InlineHook)")


def test_secrets_are_in_no_answer(client, http_body, oauth_body):
    """Neither authScheme.value nor clientSecret is in the answer to any call.

    Source: recorded by terraform-provider-okta TestAccResourceOktaInlineHook_token_channel_auth.
    """
    okta = client()
    created = [okta.post(HOOKS, json=body) for body in (http_body(), oauth_body())]
    path = f"{HOOKS}/{created[1].json()['id']}"
    answers = [
        *created,
        okta.put(path, json=oauth_body()),
        okta.post(path, json=oauth_body()),
        okta.get(path),
        okta.post(path + "/lifecycle/deactivate"),
        okta.get(HOOKS),
    ]

    assert [answer.status_code for answer in answers] == [200] * 7
    assert "s3cret" not in "".join(answer.text for answer in answers)
