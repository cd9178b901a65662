"""AWS KMS keeps the key of a service app: hookops signs in, and never sees it."""

import os
from typing import Any

import boto3
import pytest
from joserfc.jwk import ECKey, RSAKey
from signing_in import CLIENT, SigningIn

from hookops.model.call import Call
from hookops.model.errors import AuthError, HookopsError, InvalidInput
from hookops.network.credential_names import NamedCredential
from hookops.okta.auth.settings import credentials
from hookops.okta.encoding import DeferredValues, no_ids

AWS = {
    "AWS_REGION": "eu-central-1",
    "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "example",
}
LIST = Call("GET", ("api", "v1", "inlineHooks"))


@pytest.fixture
def kms() -> Any:
    """A client of moto's server, which has KMS as it has S3."""
    place = os.environ.get("HOOKOPS_TEST_S3")
    if not place:
        pytest.skip("tests/stores/run.sh starts it")
    return boto3.client(
        "kms",
        region_name=AWS["AWS_REGION"],
        endpoint_url=place,
        aws_access_key_id=AWS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=AWS["AWS_SECRET_ACCESS_KEY"],
    )


def environment(reference: str) -> dict[str, str]:
    endpoint = {"AWS_ENDPOINT_URL": os.environ["HOOKOPS_TEST_S3"]}
    return {**AWS, **endpoint, "HOOKOPS_ALLOWED_CREDENTIALS": reference}


def named(reference: str) -> NamedCredential:
    return NamedCredential(service_app=True, client_id=CLIENT, key_from=reference, key_id="k1")


@pytest.mark.parametrize("form", ["id", "arn", "alias"])
@pytest.mark.parametrize(
    ("spec", "kind", "algorithm"),
    [
        ("RSA_2048", RSAKey, "RS256"),
        ("RSA_4096", RSAKey, "RS256"),
        ("ECC_NIST_P256", ECKey, "ES256"),
        ("ECC_NIST_P384", ECKey, "ES384"),
        ("ECC_NIST_P521", ECKey, "ES512"),
    ],
)
def test_it_signs_in(kms: Any, spec: str, kind: Any, algorithm: str, form: str) -> None:
    """With the id, the ARN or an alias of a key: the org takes the assertion, DPoP included."""
    made = kms.create_key(KeySpec=spec, KeyUsage="SIGN_VERIFY")["KeyMetadata"]
    alias = f"alias/hookops-{made['KeyId']}"
    kms.create_alias(AliasName=alias, TargetKeyId=made["KeyId"])
    name = {"id": made["KeyId"], "arn": made["Arn"], "alias": alias}[form]
    public = kms.get_public_key(KeyId=made["KeyId"])["PublicKey"]
    org = SigningIn(kind.import_key(public, {"kid": "k1"}), dpop=True)
    reference = f"aws-kms:{name}"

    found = credentials(environment(reference), "https://acme.okta.com", choice=named(reference))
    answer = org.session(found.credential).send(LIST, DeferredValues(no_ids))

    assert [] == answer
    assert (algorithm, ()) == (found.credential.signer.algorithm, found.secrets)
    assert len(org.seen.jtis) == len(set(org.seen.jtis))


@pytest.mark.parametrize(
    ("reference", "error", "words"),
    [
        ("aws-kms:alias/nothing", AuthError, "AWS does not let hookops sign: NotFoundException"),
        ("aws-kms:{symmetric}", InvalidInput, "is a key of type SYMMETRIC_DEFAULT for"),
        ("aws-kms:{encrypting}", InvalidInput, "is a key of type RSA_2048 for ENCRYPT_DECRYPT"),
    ],
)
def test_a_key_that_cannot_sign(kms: Any, reference: str, error: Any, words: str) -> None:
    """One that is missing, or is no key to sign with, is named with AWS' reason."""
    symmetric = kms.create_key()["KeyMetadata"]["KeyId"]
    usage = {"KeySpec": "RSA_2048", "KeyUsage": "ENCRYPT_DECRYPT"}
    encrypting = kms.create_key(**usage)["KeyMetadata"]["KeyId"]
    whole = reference.format(symmetric=symmetric, encrypting=encrypting)

    with pytest.raises(error) as problem:
        credentials(environment(whole), "https://acme.okta.com", choice=named(whole))

    assert words in problem.value.message


def test_aws_is_not_there() -> None:
    """An AWS that nobody answers for is an error of its own, and quick."""
    reference = "aws-kms:alias/a"
    env = {
        **AWS,
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "HOOKOPS_ALLOWED_CREDENTIALS": reference,
    }

    with pytest.raises(AuthError, match="EndpointConnectionError"):
        credentials(env, "https://acme.okta.com", choice=named(reference))


def test_the_job_has_to_allow_it() -> None:
    """A branch that names a key of KMS gets nothing signed with it."""
    with pytest.raises(HookopsError) as problem:
        credentials(dict(AWS), "https://acme.okta.com", choice=named("aws-kms:alias/admin"))

    assert 5 == problem.value.exit_code
