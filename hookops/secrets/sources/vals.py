"""Secrets from the back ends of vals, where it is installed: `ref+BACKEND://PATH#/FIELD`.

vals reads from a dozen services that hookops has no source for. Each is named here with what it
needs of the environment: one that is not here is never asked.
"""

from collections.abc import Mapping
from types import MappingProxyType

from hookops.secrets.program import Program
from hookops.secrets.source import Context, SourceError

_AWS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
_AWS_PLACE = ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL")
_WEB = ("AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_SESSION_NAME")


def _vals(variables: tuple[str, ...], credentials: tuple[str, ...]) -> Program:
    return Program("vals", "https://github.com/helmfile/vals", variables, credentials)


# Source: vals, README, Supported Backends.
BACK_ENDS: Mapping[str, Program] = MappingProxyType(
    {
        "awssecrets": _vals((*_AWS_PLACE, *_WEB), _AWS),
        "awsssm": _vals((*_AWS_PLACE, *_WEB), _AWS),
        "azurekeyvault": _vals(
            ("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_FEDERATED_TOKEN_FILE"),
            ("AZURE_CLIENT_SECRET",),
        ),
        "bitwarden": _vals(("BW_API_ADDR",), ("BW_SESSION",)),
        "conjur": _vals(
            ("CONJUR_APPLIANCE_URL", "CONJUR_ACCOUNT", "CONJUR_AUTHN_LOGIN", "CONJUR_SSL_CERT"),
            ("CONJUR_AUTHN_API_KEY",),
        ),
        "doppler": _vals(("DOPPLER_API_ADDR", "DOPPLER_PROJECT"), ("DOPPLER_TOKEN",)),
        "gcpsecrets": _vals(("GOOGLE_APPLICATION_CREDENTIALS",), ()),
        "gitlab": _vals((), ("GITLAB_TOKEN",)),
        "hcpvaultsecrets": _vals(
            ("HCP_CLIENT_ID", "HCP_ORGANIZATION_ID", "HCP_PROJECT_ID"), ("HCP_CLIENT_SECRET",)
        ),
        "infisical": _vals(
            ("INFISICAL_SITE_URL", "INFISICAL_AUTH_METHOD"), ("INFISICAL_*CLIENT_SECRET",)
        ),
        "onepasswordconnect": _vals(("OP_CONNECT_HOST",), ("OP_CONNECT_TOKEN",)),
        "op": _vals((), ("OP_SERVICE_ACCOUNT_TOKEN",)),
        "openbao": _vals(("BAO_ADDR", "BAO_NAMESPACE", "BAO_CACERT"), ("BAO_TOKEN",)),
        "vault": _vals(("VAULT_ADDR", "VAULT_NAMESPACE", "VAULT_CACERT"), ("VAULT_TOKEN",)),
    }
)


def resolve(path: str, field: str, context: Context) -> str:
    """What `vals get` prints: see `source.py`.

    Shape: `path` is `ref+BACKEND://PATH`, `field` has vals' `/` before each step.
    """
    back_end = path.partition("+")[2].partition(":")[0]
    program = BACK_ENDS.get(back_end)
    if program is None:
        raise SourceError(f"hookops asks vals for {', '.join(BACK_ENDS)}", "unusable")
    # Without `+` in a path nothing can follow the expression: `ref+a://b+ref+exec://c` is two.
    expression = f"{path}#{field}" if field else path
    printed = program.run(["get", "--", expression], context)
    try:
        return printed.decode()
    except UnicodeDecodeError:
        raise SourceError("it is no text in UTF-8", "unusable") from None
