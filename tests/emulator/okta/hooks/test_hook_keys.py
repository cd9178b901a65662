"""Hook keys: made, shown, renamed, deleted, seeded."""

import base64
import re

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from hookops.emulator import rsa_keys
from hookops.emulator.control.switches import Switches
from hookops.emulator.facts import load
from hookops.emulator.okta.hooks.keys import KEYS
from hookops.emulator.world import get_world

PATH = "/api/v1/hook-keys"
HOOKS = "/api/v1/inlineHooks"
MEMBERS = ["id", "keyId", "name", "created", "lastUpdated", "isUsed"]


@pytest.fixture(scope="session")
def pem():
    """A private key, made once: it takes a while."""
    return rsa_keys.new_pem()


@pytest.fixture
def org(client, pem):
    """A function that gives a client of an org with the key HKYa."""

    def start(**switches):
        seed = {"keys": [{"name": "first", "id": "HKYa", "private_key": pem}]}
        return client(seed=seed, switches=Switches(**switches))

    return start


def key_body(oauth_body, id="HKYa", name="signed"):
    return oauth_body(name, authType="private_key_jwt", clientSecret=None, hookKeyId=id)


def test_create_answers_the_public_key(client):
    """A create is answered with 200, the members in this order, the public half embedded.

    Source: recorded by terraform-provider-okta TestAccResourceOktaHookKey_crud, POST.
    """
    answer = client().post(PATH, json={"name": "k"})

    key = answer.json()
    jwk = key["_embedded"]
    assert (200, [*MEMBERS, "_embedded"]) == (answer.status_code, list(key))
    assert re.fullmatch("HKY[A-Za-z0-9]{17}", key["id"])
    assert ("k", False, "2023-11-14T22:13:20.000Z") == (key["name"], key["isUsed"], key["created"])
    assert ["kty", "alg", "kid", "use", "e", "n"] == list(jwk)
    assert ("RSA", "RSA", key["keyId"], None, "AQAB") == tuple(jwk.values())[:5]
    assert 256 == len(base64.urlsafe_b64decode(jwk["n"] + "=="))


def test_get_embeds_the_key_on_request(org):
    """GET shows no public key but with `expand=publickey`; the list never does.

    Source: recorded by terraform-provider-okta TestAccResourceOktaHookKey_crud, GET; Okta
    Management API, getHookKey.
    """
    okta = org()

    plain = okta.get(f"{PATH}/HKYa").json()
    expanded = okta.get(f"{PATH}/HKYa?expand=publickey").json()

    assert MEMBERS == list(plain)
    assert {**plain, "_embedded": expanded["_embedded"]} == expanded
    assert [plain] == okta.get(PATH).json()
    assert "link" not in okta.get(PATH).headers


def test_public_key_is_flat(org):
    """The public key is answered by `keyId`, without a wrapper.

    Source: Okta Management API, getPublicKey, schema; okta-sdk-nodejs reads `publicKey.alg`.
    """
    okta = org()
    key = okta.get(f"{PATH}/HKYa?expand=publickey").json()

    assert key["_embedded"] == okta.get(f"{PATH}/public/{key['keyId']}").json()


def test_private_key_is_never_answered(org, pem):
    """No answer has the private half.

    Source: Okta Management API, CreateHookKeyResponse: the public part only.
    """
    okta = org()
    key_id = okta.get(PATH).json()[0]["keyId"]
    paths = [PATH, f"{PATH}/HKYa?expand=publickey", f"{PATH}/public/{key_id}"]

    answers = [okta.get(path) for path in paths]
    answers += [okta.put(f"{PATH}/HKYa", json={"name": "b"}), okta.get("/api/v1/logs")]

    assert [200] * 5 == [answer.status_code for answer in answers]
    assert not [answer for answer in answers if "PRIVATE" in answer.text or '"d"' in answer.text]


def test_put_renames_only(org, clock):
    """PUT changes name and `lastUpdated`, and answers with the same key embedded.

    Source: recorded by terraform-provider-okta TestAccResourceOktaHookKey_crud, PUT.
    """
    okta = org()
    before = okta.get(f"{PATH}/HKYa?expand=publickey").json()
    clock.now += 60

    after = okta.put(f"{PATH}/HKYa", json={"name": "second"}).json()

    changed = {"name": "second", "lastUpdated": "2023-11-14T22:14:20.000Z"}
    assert {**before, **changed} == after
    assert list(before) == list(after)


def test_delete_of_an_unused_key(org):
    """An unused key is deleted with 204 and no body, and is not found then.

    Source: recorded by terraform-provider-okta TestAccResourceOktaHookKey_crud, DELETE.
    """
    okta = org()

    answer = okta.delete(f"{PATH}/HKYa")

    assert (204, b"") == (answer.status_code, answer.content)
    assert 404 == okta.get(f"{PATH}/HKYa").status_code


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_unknown_key_is_not_found(client, method):
    """Any call for a key that does not exist is answered with 404 E0000007.

    Source: okta-sdk-nodejs, test of hook keys, for GET; the form of the text is that of hooks.
    """
    answer = client().request(method, f"{PATH}/HKYx", json={"name": "a"})

    summary = "Not found: Resource not found: HKYx (HookKey)"
    assert (404, "E0000007", summary) == (
        answer.status_code,
        answer.json()["errorCode"],
        answer.json()["errorSummary"],
    )


def test_unknown_public_key_is_not_found(org):
    """The public key is not found by the id of the key."""
    assert 404 == org().get(f"{PATH}/public/HKYa").status_code


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        (None, "name: The field cannot be left blank"),
        ("", "name: The field cannot be left blank"),
        ("x" * 256, "name: The field cannot exceed 255 characters"),
        ("first", "name: A hook key with this name already exists"),
    ],
)
def test_names_are_unique_and_not_too_long(org, pem, name, cause):
    """A name has 1 to 255 characters, and no other key has it.

    Source: Okta Management API, createHookKey, name. The error is the emulator's choice.
    """
    okta = org()

    answer = okta.post(PATH, json={"name": name})

    assert (400, "E0000001") == (answer.status_code, answer.json()["errorCode"])
    assert [{"errorSummary": cause}] == answer.json()["errorCauses"]


def test_key_may_keep_its_name(org):
    """Renaming a key to the name it has is no conflict with itself."""
    assert 200 == org().put(f"{PATH}/HKYa", json={"name": "first"}).status_code


@pytest.mark.parametrize(("switch", "status"), [("refuse", 400), ("forbid", 403)])
def test_one_key_more_than_allowed(client, pem, switch, status):
    """An org has at most 50 keys; the error is the switch `limit_error`.

    Source: Okta Management API, createHookKey.
    """
    okta = client(switches=Switches(limit_error=switch))
    world = get_world(okta._transport.app)
    with world.transaction() as records:
        for number in range(load().limits["hookKeysPerOrg"]):
            records.save(KEYS, f"HKY{number}", {"name": f"{number}", "id": "", "keyId": ""})

    assert status == okta.post(PATH, json={"name": "more"}).status_code


@pytest.mark.parametrize(
    ("switch", "used", "unused"), [("boolean", True, False), ("text", "true", "false")]
)
def test_key_is_used_while_a_hook_names_it(org, oauth_body, switch, used, unused):
    """`isUsed` follows the hooks, in either status; its form is the switch `is_used_form` (U15).

    Source: the boolean is recorded by terraform-provider-okta TestAccResourceOktaHookKey_crud, the
    text is in the Okta Management API; when it changes is the emulator's choice.
    """
    okta = org(is_used_form=switch)

    def is_used():
        return okta.get(f"{PATH}/HKYa").json()["isUsed"]

    seen = [is_used()]
    hook = okta.post(HOOKS, json=key_body(oauth_body)).json()["id"]
    seen.append(is_used())
    okta.post(f"{HOOKS}/{hook}/lifecycle/deactivate")
    seen.append(is_used())
    okta.delete(f"{HOOKS}/{hook}")

    assert [unused, used, used, unused] == [*seen, is_used()]


@pytest.mark.parametrize(
    ("switch", "status", "code"), [("refuse", 400, "E0000001"), ("forbid", 403, "E0000006")]
)
def test_used_key_is_not_deleted(org, oauth_body, switch, status, code):
    """A key that a hook names stays; the error is the switch `used_hook_key`.

    Source: Okta Management API, deleteHookKey: only unused keys.
    """
    okta = org(used_hook_key=switch)
    okta.post(HOOKS, json=key_body(oauth_body))

    answer = okta.delete(f"{PATH}/HKYa")

    assert (status, code) == (answer.status_code, answer.json()["errorCode"])
    assert 200 == okta.get(f"{PATH}/HKYa").status_code


@pytest.mark.parametrize(("switch", "status"), [("accept", 200), ("refuse", 400)])
def test_hook_that_names_an_unknown_key(org, oauth_body, switch, status):
    """Whether a hook may name a key that is none is the switch `unknown_hook_key`."""
    okta = org(unknown_hook_key=switch)
    known = okta.post(HOOKS, json=key_body(oauth_body)).json()["id"]
    unknown = key_body(oauth_body, "HKYx", "other")

    answers = [okta.post(HOOKS, json=unknown), okta.put(f"{HOOKS}/{known}", json=unknown)]

    # Where the create was accepted, the update would give a second hook the same name.
    answers[1] = okta.put(f"{HOOKS}/{known}", json=key_body(oauth_body, "HKYx", "third"))
    assert [status, status] == [answer.status_code for answer in answers]


def test_everything_is_logged(org):
    """A create, an update and a delete are events of the System Log.

    Source: Okta, Event types, system.hook.key.created, .updated and .deleted.
    """
    okta = org()
    okta.put(f"{PATH}/HKYa", json={"name": "second"})
    okta.delete(f"{PATH}/HKYa")

    events = okta.get("/api/v1/logs", params={"filter": 'target.id eq "HKYa"'}).json()

    names = [f"system.hook.key.{what}" for what in ("created", "updated", "deleted")]
    assert names == [event["eventType"] for event in events]
    assert ["HookKey"] * 3 == [event["target"][0]["type"] for event in events]


def test_keys_with_a_password_or_of_another_kind_are_refused(pem):
    """The private key of a seed is an RSA key of 2048 bits, in the clear."""
    plain = serialization.load_pem_private_key(pem.encode(), None)
    other = ec.generate_private_key(ec.SECP256R1())
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    locked = plain.private_bytes(*form, serialization.BestAvailableEncryption(b"x"))
    curve = other.private_bytes(*form, serialization.NoEncryption())

    with pytest.raises(ValueError, match="password"):
        rsa_keys.public_numbers(locked.decode())
    with pytest.raises(ValueError, match="no RSA key of 2048 bits"):
        rsa_keys.public_numbers(curve.decode())
