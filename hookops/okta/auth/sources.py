"""Where credentials are: variables that people already export, under the names of each tool."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hookops.model.errors import InvalidInput
from hookops.network.credential_names import EMPTY, PRIVATE_KEY, TOKEN
from hookops.network.org_url import PIN

ACCESS_TOKEN = "HOOKOPS_ACCESS_TOKEN"
OKTA_YAML = "~/.okta/okta.yaml"


@dataclass(frozen=True, slots=True)
class Family:
    """One tool's names for the same settings; empty where it has none."""

    token: str
    url: tuple[str, ...]
    """What gives the org, joined by a dot."""
    access_token: str = ""
    client_id: str = ""
    private_key: str = ""
    key_ids: tuple[str, ...] = ()
    """Any of them; its versions spell it differently."""

    def present(self, settings: Mapping[str, str]) -> tuple[str, ...]:
        """The names of the credentials that are there."""
        names = (self.token, self.access_token, self.private_key)
        found = tuple(name for name in names if name and name in settings)
        # CI systems set what nobody has given them to nothing; alone it is a mistake to report.
        return tuple(name for name in found if settings[name].strip()) or found


FAMILIES = (
    Family(
        *(TOKEN, (PIN,), ACCESS_TOKEN),
        *("HOOKOPS_CLIENT_ID", PRIVATE_KEY, ("HOOKOPS_PRIVATE_KEY_ID",)),
    ),
    Family(
        *("OKTA_CLIENT_TOKEN", ("OKTA_CLIENT_ORGURL",), "", "OKTA_CLIENT_CLIENTID"),
        *("OKTA_CLIENT_PRIVATEKEY", ("OKTA_CLIENT_PRIVATEKEYID", "OKTA_CLIENT_KID")),
    ),
    Family(
        *("OKTA_API_TOKEN", ("OKTA_ORG_NAME", "OKTA_BASE_URL"), "OKTA_ACCESS_TOKEN"),
        *("OKTA_API_CLIENT_ID", "OKTA_API_PRIVATE_KEY", ("OKTA_API_PRIVATE_KEY_ID",)),
    ),
    # No token of its own, and its names are those of no other tool.
    Family("", ("OKTA_ORG_URL",), "", "OKTA_CLIENT_ID", "OKTA_PRIVATE_KEY", ("OKTA_KEY_ID",)),
)
"""In the order in which they win.

Source: README of okta-sdk-python and okta-sdk-golang; terraform-provider-okta docs/index.md; README
of okta-mcp-server.
"""

HOME = Family(
    *(f"okta.client.token of {OKTA_YAML}", (f"okta.client.orgUrl of {OKTA_YAML}",), ""),
    *(f"okta.client.clientId of {OKTA_YAML}", f"okta.client.privateKey of {OKTA_YAML}"),
    tuple(f"okta.client.{name} of {OKTA_YAML}" for name in ("privateKeyId", "kid")),
)
"""What the SDKs and the Okta CLI keep for one person. Source: README of okta-sdk-python."""


def find_family(settings: Mapping[str, str]) -> Family | None:
    """Whose credential is there: the first tool's.

    Raises: InvalidInput when it has several.
    """
    found = next((one for one in (*FAMILIES, HOME) if one.present(settings)), None)
    if found is None:
        return None
    names = found.present(settings)
    if len(names) > 1 and not settings[names[0]].strip():
        raise InvalidInput(f"{' and '.join(names)} are empty", EMPTY)
    if len(names) > 1:
        raise InvalidInput(
            f"{' and '.join(names)} are both set, and hookops cannot know which one is meant",
            "unset one of them, or choose in hookops.yaml: auth: {method: private_key_jwt}, or "
            "auth: {tokenFrom: env:HOOKOPS_API_TOKEN}",
        )
    return found


def named_orgs(settings: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Variables and the org that they name, of each tool whose credential is there."""
    for family in (*FAMILIES, HOME):
        if family.present(settings):
            yield from org_of(family.url, settings)


def org_of(names: tuple[str, ...], settings: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The variables that are set and the org that they name together; nothing without one.

    Raises: InvalidInput where one of them is missing.
    """
    found = [name for name in names if settings.get(name)]
    # OKTA_ORG_NAME and OKTA_BASE_URL are two halves of one host.
    if missing := [name for name in names if found and name not in found]:
        raise InvalidInput(
            f"{' and '.join(found)} is set and {' and '.join(missing)} is not, and only together "
            "they name an org",
            "OKTA_BASE_URL is the domain behind the org's name, as okta.com",
        )
    if found:
        yield " and ".join(found), ".".join(settings[name].strip() for name in found)
