"""AWS KMS: `privateKeyFrom: aws-kms:KEY`, where KEY is an id, an ARN or `alias/NAME`.

Source: AWS Key Management Service API Reference, DescribeKey and Sign.
"""

from collections.abc import Mapping
from typing import Any

from hookops.model.errors import AuthError, InvalidInput
from hookops.model.install.extras import needs
from hookops.model.text import show

# By the KeySpec of a key: algorithm of JWS, of KMS, and how many bytes R and S have each.
_RSA = ("RS256", "RSASSA_PKCS1_V1_5_SHA_256", 0)
_SPECS = {
    **dict.fromkeys(("RSA_2048", "RSA_3072", "RSA_4096"), _RSA),
    "ECC_NIST_P256": ("ES256", "ECDSA_SHA_256", 32),
    "ECC_NIST_P384": ("ES384", "ECDSA_SHA_384", 48),
    "ECC_NIST_P521": ("ES512", "ECDSA_SHA_512", 66),
}


class KmsKey:
    """A signer whose key never leaves KMS."""

    def __init__(self, client: Any, name: str, key_id: str) -> None:
        """Raises: AuthError, InvalidInput for a key that cannot sign."""
        self._client = client
        self._name = name
        self.key_id = key_id
        answer = _ask(name, "kms:DescribeKey", lambda: client.describe_key(KeyId=name))
        found = answer["KeyMetadata"]
        spec, usage = str(found.get("KeySpec")), str(found.get("KeyUsage"))
        if usage != "SIGN_VERIFY" or spec not in _SPECS:
            raise InvalidInput(
                f"aws-kms:{name} is a key of type {show(spec)} for {show(usage)}",
                f"hookops signs with SIGN_VERIFY keys of type {', '.join(_SPECS)}",
            )
        self.algorithm, self._signing, self._size = _SPECS[spec]

    def sign(self, message: bytes) -> bytes:
        """See `Signer.sign`."""
        found = _ask(
            self._name,
            "kms:Sign",
            # The text and not its digest: an assertion is well below KMS' limit of 4,096 bytes.
            lambda: self._client.sign(
                KeyId=self._name,
                Message=message,
                MessageType="RAW",
                SigningAlgorithm=self._signing,
            ),
        )
        signature: bytes = found["Signature"]
        return _fixed(signature, self._size) if self._size else signature


def open_kms(name: str, key_id: str, env: Mapping[str, str]) -> KmsKey:
    """The signer of that key: an `OpenSigner`.

    Raises: InvalidInput without boto3 or a region; AuthError when KMS does not sign with the key.
    """
    with needs("aws", f"the key aws-kms:{name}"):
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError
    # What is not here boto3 finds itself, as the role of a job or an instance.
    given = {
        "region_name": env.get("AWS_REGION") or env.get("AWS_DEFAULT_REGION"),
        "endpoint_url": env.get("AWS_ENDPOINT_URL_KMS") or env.get("AWS_ENDPOINT_URL"),
        "aws_access_key_id": env.get("AWS_ACCESS_KEY_ID"),
        "aws_secret_access_key": env.get("AWS_SECRET_ACCESS_KEY"),
        "aws_session_token": env.get("AWS_SESSION_TOKEN"),
    }
    try:
        # boto3 would wait for minutes.
        config = Config(connect_timeout=5, read_timeout=10, retries={"total_max_attempts": 3})
        # A line break at their end is a file's or a mount's.
        given = {name: text.strip() for name, text in given.items() if text and text.strip()}
        client = boto3.client("kms", config=config, **given)
    except (BotoCoreError, ValueError) as problem:
        text = f"aws-kms:{name}: boto3 makes no client: {type(problem).__name__}"
        raise InvalidInput(text, "set AWS_REGION where the job is defined") from None
    return KmsKey(client, name, key_id)


def _ask(name: str, permission: str, ask: Any) -> Mapping[str, Any]:
    """The answer. Raises: AuthError, with AWS' code and none of its text."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        found: Mapping[str, Any] = ask()
        return found
    except ClientError as problem:
        reason = show(str(problem.response.get("Error", {}).get("Code", "no code")), 60)
    except BotoCoreError as problem:
        # Its text may have the address and its parameters.
        reason = type(problem).__name__
    raise AuthError(
        f"aws-kms:{name}: AWS does not let hookops sign: {reason}",
        f"the job's AWS identity needs {permission} on this key; is AWS_REGION the key's?",
    ) from None


def _fixed(der: bytes, size: int) -> bytes:
    """R and S, each of `size` bytes, of an ECDSA signature in DER.

    Source: RFC 3279, 2.2.3 (SEQUENCE of two INTEGERs); RFC 7518, 3.4.
    """
    # Lengths beyond 127 have a byte of their own before them, as those of P-521 do.
    start = 3 if der[1] == 0x81 else 2
    first = der[start + 2 : start + 2 + der[start + 1]]
    rest = der[start + 2 + len(first) :]
    second = rest[2 : 2 + rest[1]]
    return b"".join(int.from_bytes(n, "big").to_bytes(size, "big") for n in (first, second))
