"""Objects of a bucket, written on a condition: what ledgers and leases in object storage are.

Endpoint and credentials come from the standard variables alone: a location is only a name.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from hookops.ledger.location import VARIABLE, masked
from hookops.model.errors import HookopsError, InvalidInput, Unavailable
from hookops.model.install.extras import needs

if TYPE_CHECKING:
    from obstore.store import ObjectStore

_BUCKET = re.compile(r"[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]")
_PATH = re.compile(r"(?:[\w~+-][\w.~+-]*/)*[\w~+-][\w.~+-]*", re.ASCII)
_STATUS = re.compile(r"status code: (\d{3}(?: [A-Za-z]+)*)")
_CODE = re.compile(r"<Code>([A-Za-z]{1,64})</Code>")
_WRITER = "hookopswriter"
"""Metadata of an object; a name that Azure takes, too."""
_NO_BUCKET = ("NoSuchBucket", "ContainerNotFound")

VARIABLES = {
    "s3": (
        *("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"),
        *("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_VIRTUAL_HOSTED_STYLE_REQUEST"),
        *("AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME", "AWS_WEB_IDENTITY_TOKEN_FILE"),
        *("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"),
        *("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "AWS_METADATA_ENDPOINT"),
    ),
    "gs": (
        *("GOOGLE_APPLICATION_CREDENTIALS", "GOOGLE_SERVICE_ACCOUNT"),
        *("GOOGLE_SERVICE_ACCOUNT_KEY", "GOOGLE_BASE_URL"),
    ),
    "az": (
        *("AZURE_STORAGE_ACCOUNT_NAME", "AZURE_STORAGE_ACCOUNT_KEY", "AZURE_STORAGE_SAS_KEY"),
        *("AZURE_STORAGE_ENDPOINT", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_TENANT_ID"),
        *("AZURE_AUTHORITY_HOST", "AZURE_FEDERATED_TOKEN_FILE"),
    ),
}
"""What each kind of storage reads. Source: object_store 0.12, AmazonS3ConfigKey and its like."""


class Taken(Exception):
    """The condition of a write does not hold: another one came before it."""


@dataclass(frozen=True, slots=True)
class Found:
    """An object as it was read."""

    data: bytes
    version: Mapping[str, str]
    """What a later write can be conditional on."""
    writer: str = ""
    """Whose write it is, since two runs may write the same text."""
    modified: float = 0
    """Seconds since 1970, by the clock of the storage; 0 of what this run wrote."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """Objects of one bucket. Every error but `Taken` is one of hookops."""

    place: str
    """For people."""
    store: "ObjectStore" = field(repr=False)
    writer: str = field(default_factory=lambda: os.urandom(16).hex())

    def get(self, key: str, known: Found | None = None) -> Found | None:
        """The object; None where there is none. What is `known` is not sent again."""
        import obstore

        options: Any = {"if_none_match": known.version["e_tag"]} if known else None
        try:
            answer = obstore.get(self.store, key, options=options)
            data, meta = bytes(answer.bytes()), answer.meta
            writer = str(answer.attributes.get(_WRITER, ""))
            return Found(data, _version(meta), writer, meta["last_modified"].timestamp())
        except obstore.exceptions.NotModifiedError:
            return known
        except FileNotFoundError as problem:
            # A bucket that is missing is a mistake, and no ledger that is yet to be made.
            if any(f"<Code>{code}</Code>" in str(problem) for code in _NO_BUCKET):
                raise self._explain(problem) from None
            return None
        except (obstore.exceptions.BaseError, OSError, ValueError) as problem:
            raise self._explain(problem) from None

    def put(self, key: str, data: bytes, before: Mapping[str, str] | None) -> Mapping[str, str]:
        """The object is `data`, if it had the version `before`, or was not there.

        Returns: its version. Raises: Taken; Unavailable, and then it may be written all the same.
        """
        import obstore

        mode: Any = "create" if before is None else before
        try:
            # One request: the parts of a multipart upload have no condition.
            made = obstore.put(
                self.store,
                key,
                data,
                mode=mode,
                use_multipart=False,
                attributes={_WRITER: self.writer},
            )
            return _version(made)
        except (obstore.exceptions.AlreadyExistsError, obstore.exceptions.PreconditionError):
            raise Taken from None
        except (obstore.exceptions.BaseError, OSError, ValueError) as problem:
            raise self._explain(problem) from None

    def delete(self, key: str) -> None:
        """The object is gone."""
        import obstore

        try:
            obstore.delete(self.store, key)
        except FileNotFoundError:
            return
        except (obstore.exceptions.BaseError, OSError, ValueError) as problem:
            raise self._explain(problem) from None

    def _explain(self, problem: Exception) -> HookopsError:
        """By its status: the library's text has addresses in it, whose query may be a signature."""
        text = str(problem)
        status, code = _STATUS.search(text), _CODE.search(text)
        reason = f"it answers {status[1]}" if status else "no answer"
        if code:
            reason += f" ({code[1]})"
        return Unavailable(
            f"the ledger at {self.place} cannot be used: {reason}",
            "endpoint and credentials come from the standard variables of its storage; hookops "
            "sends no write whose intent it cannot store",
        )


def open_bucket(location: str, env: Mapping[str, str]) -> tuple[Bucket, str]:
    """A bucket and the key in it; nothing is sent. Raises: InvalidInput."""
    place = masked(location)
    with needs("state", f"the ledger at {place}"):
        from obstore import store as stores
        from obstore.exceptions import BaseError
    scheme, bucket, key = _parts(location, place)
    config = {name.lower(): env[name] for name in VARIABLES[scheme] if env.get(name)}
    endpoint = env.get("AWS_ENDPOINT_URL_S3") or env.get("AWS_ENDPOINT_URL")
    if scheme == "s3" and endpoint:
        config["aws_endpoint"] = endpoint
    settings: Any = {"config": config, "client_options": _client(config, env), **_RETRIES}
    made = {"s3": stores.S3Store, "gs": stores.GCSStore, "az": stores.AzureStore}[scheme]
    try:
        return Bucket(place, made(bucket, **settings)), key
    except (BaseError, OSError, ValueError):
        # The library's message would quote the value of a variable.
        raise InvalidInput(
            f"the storage of the ledger at {place} cannot be set up",
            f"see whether its variables are right: {', '.join(sorted(map(str.upper, config)))}",
        ) from None


# obstore would go on for three minutes, in which a lease expires.
_RETRIES = {
    "retry_config": {
        "max_retries": 3,
        "retry_timeout": timedelta(seconds=15),
        "backoff": {
            "init_backoff": timedelta(milliseconds=200),
            "max_backoff": timedelta(seconds=3),
            "base": 2,
        },
    }
}


def _client(config: Mapping[str, str], env: Mapping[str, str]) -> dict[str, object]:
    endpoints = [text for text in config.values() if text.startswith("http://")]
    near = all(urlsplit(text).hostname in ("127.0.0.1", "localhost", "::1") for text in endpoints)
    allowed = any(env.get(name) == "true" for name in ("AWS_ALLOW_HTTP", "AZURE_ALLOW_HTTP"))
    # Signatures do not hide what a ledger says, and a token without TLS is everybody's.
    http = bool(endpoints) and (near or allowed)
    return {"timeout": "15s", "connect_timeout": "5s", "allow_http": http}


def _parts(location: str, place: str) -> tuple[str, str, str]:
    scheme, _, rest = location.partition("://")
    bucket, _, key = rest.partition("/")
    # Stricter than any storage: what else there is could lead to another host.
    if not _BUCKET.fullmatch(bucket) or not _PATH.fullmatch(key):
        raise InvalidInput(
            f"{place} is no location of an object",
            f"write {scheme}://BUCKET/PATH.json in hookops.yaml or {VARIABLE}",
        )
    return scheme, bucket, key


def _version(meta: Any) -> Mapping[str, str]:
    # Google compares the version, the others the e-tag; obstore takes no None for either.
    return {name: meta[name] for name in ("e_tag", "version") if meta.get(name)}
