"""Makes the bucket and the container that the tests of ledger stores write to."""

import base64
import hashlib
import hmac
import os
import time
import urllib.request
from email.utils import formatdate

ACCOUNT = "devstoreaccount1"
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
"""Source: Azurite's README: its one account and the key of it."""


def put(url: str, headers: dict[str, str]) -> None:
    """An empty PUT. Raises: OSError when it is refused."""
    urllib.request.urlopen(urllib.request.Request(url, method="PUT", headers=headers), timeout=10)


def make_bucket(url: str) -> None:
    """A server that has just begun to listen may refuse it for some seconds."""
    for attempt in range(40):
        try:
            put(f"{url}/acme-state", {})
            return
        except OSError:
            if attempt == 39:
                raise
            time.sleep(0.5)


def make_container(url: str) -> None:
    """Source: Azure Storage, Authorize with Shared Key, and Create Container."""
    headers = {"x-ms-date": formatdate(usegmt=True), "x-ms-version": "2021-08-06"}
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    resource = f"/{ACCOUNT}/{ACCOUNT}/acme-state\nrestype:container"
    signed = ("PUT" + "\n" * 12 + lines + resource).encode()
    signature = base64.b64encode(hmac.digest(base64.b64decode(KEY), signed, hashlib.sha256))
    authorization = f"SharedKey {ACCOUNT}:{signature.decode()}"
    put(f"{url}/acme-state?restype=container", {**headers, "Authorization": authorization})


if __name__ == "__main__":
    for variable in ("HOOKOPS_TEST_S3", "HOOKOPS_TEST_SEAWEEDFS"):
        if variable in os.environ:
            make_bucket(os.environ[variable])
    if "HOOKOPS_TEST_AZURE" in os.environ:
        make_container(os.environ["HOOKOPS_TEST_AZURE"])
