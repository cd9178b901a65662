"""Secrets from Azure's Key Vault: `azurekv:NAME` or `azurekv:NAME#KEY`, the newest version."""

from functools import partial
from urllib.parse import urlsplit

from azure.core.exceptions import (
    AzureError,
    ClientAuthenticationError,
    HttpResponseError,
    ResourceNotFoundError,
    ServiceRequestError,
    ServiceResponseError,
)
from azure.identity import DefaultAzureCredential
from azure.keyvault.secrets import SecretClient

from hookops.secrets.address import checked_address
from hookops.secrets.source import Context, SourceError, member, silence

ADDRESS = "AZURE_KEYVAULT_URL"


def resolve(path: str, field: str, context: Context) -> str:
    """A secret of the vault at AZURE_KEYVAULT_URL: see `source.py`."""
    return read(path, field, context.once("azure", partial(_open, context)), context)


def read(path: str, field: str, client: SecretClient, context: Context) -> str:
    """The same with a client. Raises: SourceError, never with Azure's message."""
    wait_s = min(10.0, context.seconds_left())
    # The narrow errors first: they are also of the wider classes.
    try:
        found = client.get_secret(path, connection_timeout=wait_s, read_timeout=wait_s).value
    except ResourceNotFoundError:
        raise SourceError("the vault has no secret of that name", "unset") from None
    except ClientAuthenticationError:
        raise SourceError("Azure refuses the sign-in, or there is none", "denied") from None
    except HttpResponseError as problem:
        raise _problem(problem.status_code or 0) from None
    except (ServiceRequestError, ServiceResponseError) as problem:
        raise SourceError(
            f"Azure does not answer ({type(problem).__name__})", "unreachable"
        ) from None
    except (AzureError, ValueError) as problem:
        raise SourceError(f"Azure cannot be asked ({type(problem).__name__})", "unusable") from None
    if found is None:
        raise SourceError("the secret has no value", "unusable")
    return member(found, field, "the secret")


def _problem(status: int) -> SourceError:
    if status in (401, 403):
        return SourceError(f"Azure refuses it to this sign-in ({status})", "denied")
    is_passing = status == 429 or status >= 500
    return SourceError(f"Azure answers {status}", "unreachable" if is_passing else "unusable")


def _open(context: Context) -> SecretClient:
    silence("azure", "msal", "urllib3")
    address = checked_address(context.setting(ADDRESS), ADDRESS)
    if urlsplit(address).scheme != "https":
        raise SourceError(f"{ADDRESS} is no https:// address", "unusable")
    # Retries of its own would outlast the deadline.
    return SecretClient(address, DefaultAzureCredential(), retry_total=1)
