"""The people, apps and ids that a request is made of. Invented ones are the defaults."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from hookops.model.resource import Json

Purpose = Literal["pre-enrollment", "mfa-verification", "account-unlock", "password-reset"]
"""Source: Okta, Telephony inline hook reference, requestType."""


@dataclass(frozen=True, slots=True)
class User:
    """Whom the request is about."""

    # Prefixes are those of Okta's ids: 00u of users, 0oa of apps, cal of hooks.
    id: str = "00u0000000000sample"
    login: str = "ada@example.com"
    email: str = "ada@example.com"
    first_name: str = "Ada"
    last_name: str = "Lovelace"
    locale: str = "en_US"
    time_zone: str = "America/Los_Angeles"
    # 555-0100 to 555-0199 of every area are set aside for fiction, as 192.0.2.0/24 is for documents
    # (RFC 5737); services parse numbers, so it is a whole one, as E.164 has it.
    phone: str = "+12025550143"
    attributes: Mapping[str, Json] = field(default_factory=dict)
    """More attributes of the profile, by Okta's names; an update of a profile is these alone."""


@dataclass(frozen=True, slots=True)
class App:
    """The application that the user signs in to, or is imported from."""

    id: str = "0oa0000000000sample"
    """Of OAuth apps also the client id."""
    name: str = "sample_app"
    label: str = "Sample app"
    client_type: str = "PUBLIC"
    """`PUBLIC` or `CONFIDENTIAL`."""
    redirect_uri: str = "https://app.example.com/callback"
    audience: str = "urn:example:sp"
    """Of SAML apps: the audience restriction."""


@dataclass(frozen=True, slots=True)
class Org:
    """Where the request comes from."""

    url: str = "https://example.okta.com"
    """Without a slash at the end."""
    hook_id: str = "cal0000000000sample"
    server_id: str = "default"
    """The authorization server, in the path of its issuer."""
    server_audience: str = "api://default"
    policy_id: str = "00p0000000000sample"
    rule_id: str = "0pr0000000000sample"

    @property
    def issuer(self) -> str:
        """The issuer of the authorization server's tokens."""
        return f"{self.url}/oauth2/{self.server_id}"


@dataclass(frozen=True, slots=True)
class Event:
    """The occasion of the request."""

    id: str
    time_s: float
    """Unix time."""
    request_id: str = "reqSample00000000000000"
    ip_address: str = "192.0.2.1"

    def at(self, later_s: float = 0) -> str:
        """The time, so many seconds later, as Okta writes it: UTC with milliseconds."""
        # Okta writes milliseconds; strftime knows microseconds only.
        moment = datetime.fromtimestamp(self.time_s, UTC) + timedelta(seconds=later_s)
        return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


@dataclass(frozen=True, slots=True)
class Sample:
    """All that a request is made of."""

    event: Event
    org: Org = Org()
    user: User = User()
    app: App = App()
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    password: str = field(default="sample-password", repr=False)
    """Of the password import; a made-up one."""
    code: str = field(default="123456", repr=False)
    """Of the message; a made-up one."""
    purpose: Purpose = "mfa-verification"
    """What the code is for."""
    claims: Mapping[str, Json] = field(default_factory=dict)
    """More claims of a token or an assertion, by name."""
