"""Secrets from the back ends of vals, where it is installed: `ref+BACKEND://PATH#/FIELD`.

vals reads from services that hookops has no source for. Each is named here with what it needs of
the environment: one that is not here is never asked. Left out are those whose path has a host, as
`gitlab` and `azurekeyvault`: a manifest would say where their token goes.
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


# Source: vals 0.46, README (Supported Backends) and pkg/providers.
BACK_ENDS: Mapping[str, Program] = MappingProxyType(
    {
        "awssecrets": _vals((*_AWS_PLACE, *_WEB), _AWS),
        "awsssm": _vals((*_AWS_PLACE, *_WEB), _AWS),
        "bw": _vals(("BW_API_ADDR",), ()),
        "conjur": _vals(
            ("CONJUR_APPLIANCE_URL", "CONJUR_ACCOUNT", "CONJUR_AUTHN_LOGIN"),
            ("CONJUR_AUTHN_API_KEY",),
        ),
        "doppler": _vals(
            ("DOPPLER_API_ADDR", "DOPPLER_PROJECT", "DOPPLER_ENVIRONMENT"), ("DOPPLER_TOKEN",)
        ),
        "gcpsecrets": _vals(("GOOGLE_APPLICATION_CREDENTIALS", "GCP_PROJECT"), ()),
        "hcpvaultsecrets": _vals(
            ("HCP_CLIENT_ID", "HCP_ORGANIZATION_ID", "HCP_ORGANIZATION_NAME", "HCP_PROJECT_ID"),
            ("HCP_CLIENT_SECRET",),
        ),
        "infisical": _vals(
            ("INFISICAL_URL", "INFISICAL_AUTH_METHOD", "INFISICAL_UNIVERSAL_AUTH_CLIENT_ID"),
            ("INFISICAL_JWT", "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET"),
        ),
        "onepasswordconnect": _vals(("OP_CONNECT_HOST",), ("OP_CONNECT_TOKEN",)),
        "op": _vals((), ("OP_SERVICE_ACCOUNT_TOKEN",)),
        "openbao": _vals(
            ("BAO_ADDR", "BAO_NAMESPACE", "BAO_CACERT", "BAO_AUTH_METHOD", "BAO_ROLE_ID"),
            ("BAO_TOKEN", "BAO_SECRET_ID"),
        ),
        "vault": _vals(
            ("VAULT_ADDR", "VAULT_NAMESPACE", "VAULT_CACERT", "VAULT_AUTH_METHOD", "VAULT_ROLE_ID"),
            ("VAULT_TOKEN", "VAULT_SECRET_ID"),
        ),
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
    # What vals takes for no reference it prints as it is.
    if printed.strip() == expression.encode():
        raise SourceError("vals takes it for no reference", "unusable")
    try:
        return printed.decode()
    except UnicodeDecodeError:
        raise SourceError("it is no text in UTF-8", "unusable") from None
