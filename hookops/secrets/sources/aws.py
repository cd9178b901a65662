"""Secrets from AWS: Secrets Manager (`awssm:NAME#KEY`) and Parameter Store (`awsssm:/PATH#KEY`)."""

from collections.abc import Callable
from functools import partial
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
)
from botocore.exceptions import ConnectionError as NotConnected

from hookops.model.text import show
from hookops.secrets.address import checked_address
from hookops.secrets.source import Context, SourceError, member, silence

# Source: AWS, Common Error Types; GetSecretValue and GetParameter, Errors.
_UNSET = frozenset({"ResourceNotFoundException", "ParameterNotFound"})
_DENIED = frozenset(
    {
        *("AccessDeniedException", "AccessDenied", "ExpiredTokenException", "ExpiredToken"),
        *("UnrecognizedClientException", "InvalidClientTokenId", "InvalidSignatureException"),
        *("IncompleteSignature", "MissingAuthenticationToken", "NotAuthorized", "OptInRequired"),
    }
)


_ENDPOINTS = {"secretsmanager": "AWS_ENDPOINT_URL_SECRETS_MANAGER", "ssm": "AWS_ENDPOINT_URL_SSM"}
"""Source: AWS SDKs, Service-specific endpoints."""


def resolve_secret(path: str, field: str, context: Context) -> str:
    """The current version of a secret: see `source.py`."""
    client = _client("secretsmanager", context)
    answer = _ask(partial(client.get_secret_value, SecretId=path))
    if not isinstance(answer.get("SecretString"), str):
        raise SourceError("the secret is binary and no text", "unusable")
    return member(answer["SecretString"], field, "the secret")


def resolve_parameter(path: str, field: str, context: Context) -> str:
    """A parameter, decrypted where it is a SecureString: see `source.py`."""
    client = _client("ssm", context)
    answer = _ask(partial(client.get_parameter, Name=path, WithDecryption=True))
    return member(answer["Parameter"]["Value"], field, "the parameter")


def _client(service: str, context: Context) -> Any:
    # A client may be shared between threads, the session that makes it may not.
    return context.once(("aws", service), partial(_open, service, context))


def _open(service: str, context: Context) -> Any:
    silence("boto3", "botocore", "urllib3")
    endpoint = context.option(_ENDPOINTS[service], "AWS_ENDPOINT_URL")
    keys = {}
    # Without them boto3 looks further: web identity, container, instance, a profile's files.
    if key_id := context.option("AWS_ACCESS_KEY_ID"):
        keys = {
            "aws_access_key_id": key_id,
            "aws_secret_access_key": context.option("AWS_SECRET_ACCESS_KEY") or None,
            "aws_session_token": context.option("AWS_SESSION_TOKEN") or None,
        }
    # Twice at most, and each with a connection and an answer.
    timeout_s = min(5.0, context.seconds_left() / 4)
    retries: Any = {"mode": "standard", "total_max_attempts": 2}

    def make() -> Any:
        session = boto3.session.Session(
            **keys,
            region_name=context.option("AWS_REGION", "AWS_DEFAULT_REGION") or None,
            profile_name=None if keys else context.option("AWS_PROFILE") or None,
        )
        return session.client(
            service,
            endpoint_url=checked_address(endpoint, "AWS_ENDPOINT_URL") if endpoint else None,
            config=Config(connect_timeout=timeout_s, read_timeout=timeout_s, retries=retries),
        )

    return _ask(make)


def _ask(request: Callable[[], Any]) -> Any:
    """The answer. Raises: SourceError with AWS's code, and never its message."""
    # In the order of what people can do about it: permissions, settings, and waiting.
    try:
        return request()
    except ClientError as problem:
        code = str(problem.response.get("Error", {}).get("Code", ""))
        status = problem.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        raise _problem(code, status) from None
    except (NoCredentialsError, PartialCredentialsError):
        raise SourceError("AWS needs credentials, and none are set whole", "denied") from None
    except NoRegionError:
        raise SourceError("AWS_REGION is not set", "unusable") from None
    # What is not connected is neither a subclass of the other.
    except (NotConnected, HTTPClientError) as problem:
        raise SourceError(
            f"AWS does not answer ({type(problem).__name__})", "unreachable"
        ) from None
    except (BotoCoreError, ValueError) as problem:
        raise SourceError(f"AWS cannot be asked ({type(problem).__name__})", "unusable") from None


def _problem(code: str, status: int) -> SourceError:
    if code in _UNSET:
        return SourceError("AWS has nothing of that name in this region and account", "unset")
    if code in _DENIED:
        return SourceError(f"AWS refuses it to this sign-in ({show(code)})", "denied")
    if status >= 500 or "Throttling" in code or "TooManyRequests" in code:
        return SourceError(f"AWS cannot answer now ({show(code)})", "unreachable")
    return SourceError(f"AWS refuses the request ({show(code)})", "unusable")
