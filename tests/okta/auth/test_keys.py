"""E09: the private key of a service app, in every form that people have it in."""

import json

import pytest
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from joserfc import jws
from made_keys import made_pem
from signing_in import claims_of, new_key, pem_of

from hookops.model.errors import InvalidInput
from hookops.model.secret import Finder, Secret
from hookops.okta.auth.assertions import make_assertion
from hookops.okta.auth.keys import read_key

PLACE = "HOOKOPS_PRIVATE_KEY"


def pem(key, kind=form.PrivateFormat.PKCS8, encryption=form.NoEncryption()):
    return key.private_bytes(form.Encoding.PEM, kind, encryption).decode()


RSA = form.load_pem_private_key(made_pem().encode(), None)
EC = ec.generate_private_key(ec.SECP256R1())
PUBLIC = EC.public_key().public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)
CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
LOCKED = form.BestAvailableEncryption(b"passphrase")
JWK = new_key().as_dict(private=True)


@pytest.mark.parametrize(
    ("text", "algorithm"),
    [
        (pem(RSA), "RS256"),
        (pem(RSA, form.PrivateFormat.TraditionalOpenSSL), "RS256"),
        (pem(EC), "ES256"),
        (pem(EC, form.PrivateFormat.TraditionalOpenSSL), "ES256"),
        (pem(ec.generate_private_key(ec.SECP384R1())), "ES384"),
        (pem(ec.generate_private_key(ec.SECP521R1())), "ES512"),
        (f"\n{pem(EC)}\n\n".replace("\n", "\r\n"), "ES256"),
        (f"{pem(EC)}{CERTIFICATE}", "ES256"),
        (f"{CERTIFICATE}{pem(RSA)}", "RS256"),
        (json.dumps(JWK), "ES256"),
        (json.dumps({**JWK, "use": "enc", "key_ops": ["verify"], "alg": "ES512"}), "ES256"),
        (json.dumps({**JWK, "ext": True}), "ES256"),
        (json.dumps(new_key("RSA").as_dict(private=True), indent=1), "RS256"),
    ],
)
def test_every_form_signs(text, algorithm):
    """PEM in the forms of openssl, and JWK: the assertion has the algorithm of its key."""
    key = read_key(Secret(text), PLACE, "k1")

    assertion = make_assertion(key, "0oa1", "https://acme.okta.com/oauth2/v1/token", 100.0)

    header = jws.extract_compact(assertion.reveal().encode()).headers()
    assert (algorithm, algorithm, "k1") == (key.algorithm, header["alg"], header["kid"])
    assert (95, 395) == (
        claims_of(assertion.reveal())["iat"],
        claims_of(assertion.reveal())["exp"],
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        (" \n", "is empty"),
        ("00tok3n", "is neither a PEM"),
        (pem(RSA).replace("\n", "\\n"), r"has \n as two characters"),
        (pem(RSA, encryption=LOCKED), "is encrypted"),
        (pem(RSA, form.PrivateFormat.TraditionalOpenSSL, LOCKED), "is encrypted"),
        (PUBLIC.decode(), "is a public key"),
        ("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", "is a certificate"),
        (pem(RSA)[:800], "is no whole PEM"),
        (pem(RSA).replace("M", "!", 3), "is no whole PEM"),
        (pem(ed25519.Ed25519PrivateKey.generate()), "is neither an RSA nor an EC key"),
        (pem(ec.generate_private_key(ec.SECP256K1())), "of a curve that Okta does not take"),
        (pem(rsa.generate_private_key(65537, 1024)), "is an RSA key of 1024 bits"),
        ("{", "is not valid JSON"),
        ("{" * 100_000, "is not valid JSON"),
        (json.dumps({"keys": [JWK]}), "is a set of keys"),
        (json.dumps({"kty": "oct", "k": "eA"}), "neither RSA nor EC"),
        (json.dumps({k: v for k, v in JWK.items() if k != "d"}), "is a public key"),
        (json.dumps({k: v for k, v in JWK.items() if k != "x"}), "is no whole JWK"),
        (json.dumps({**JWK, "crv": "P-999"}), "is no whole JWK"),
        (json.dumps({**JWK, "x": 7}), "is no whole JWK"),
        (json.dumps({**JWK, "d": None}), "is no whole JWK"),
        (json.dumps({**JWK, "kid": 7}), "is no whole JWK"),
        (json.dumps({**JWK, "kty": ["EC"]}), "neither RSA nor EC"),
        (f"{pem(EC)}\u00e9\udcff", "is no whole PEM"),
    ],
)
def test_e09_what_is_no_key(text, words):
    """E09: the message says what is there instead, and has nothing of it. Exit code 3."""
    with pytest.raises(InvalidInput) as problem:
        read_key(Secret(text), PLACE, "k1")

    assert (3, True) == (problem.value.exit_code, f"{PLACE} " in problem.value.message)
    assert words in problem.value.message
    assert not any(part in str(problem.value) for part in text.split() if len(part) > 12)


def test_e09_a_jwk_without_a_name():
    """E09: a JWK without `kid` needs `keyId`; a PEM needs none; two names are one too many."""
    nameless = json.dumps({k: v for k, v in JWK.items() if k != "kid"})
    for text, key_id in ((nameless, ""), (json.dumps(JWK), "other")):
        with pytest.raises(InvalidInput, match="kid"):
            read_key(Secret(text), PLACE, key_id)

    found = [read_key(Secret(text), PLACE, kid).key_id for text, kid in ((nameless, "k7"),)]
    assert ["k7"] == found
    assert ["", "k1"] == [
        read_key(Secret(pem_of(EC_JWK)), PLACE).key_id,
        read_key(Secret(json.dumps(JWK)), PLACE).key_id,
    ]


EC_JWK = new_key()


@pytest.mark.parametrize("text", [pem(RSA), pem(EC), json.dumps(JWK)])
def test_no_part_of_a_key_is_written(text):
    """A text with the key, a line of its PEM, all lines as one, or a private number is found."""
    key = read_key(Secret(text), PLACE, "k1")
    finder = Finder()
    for secret in key.secrets:
        finder.add(secret)

    lines = [line for line in text.splitlines() if len(line) > 40 and "-----" not in line]
    private = [str(key.key.as_dict(private=True)["d"])]
    for part in (text, repr(text), "".join(lines) or text, *lines, *private):
        assert finder.finds(f"before {part} after")
    assert not finder.finds(json.dumps(key.key.as_dict(private=False)))
    assert "<secret>" not in repr(key)
