"""Tokens that are known by their shape: how they start, their letters and their length.

Each shape is as its issuer documents it, or as GitHub's secret scanning and gitleaks, which is
public, look for it. What a shape finds is no guess, so messages name it.
"""

import base64
import binascii
import re
from dataclasses import dataclass

_B64 = "[A-Za-z0-9_-]"
_END = r"(?![A-Za-z0-9_-])"


@dataclass(frozen=True, slots=True)
class Shape:
    """One sort of token."""

    mark: str
    """A part that each has, in its case: an expression is only tried where this occurs."""
    pattern: str
    title: str
    """As messages call it."""


# A row costs nothing until its mark occurs in a text; expressions are compiled then.
SHAPES = (
    # Source: AWS, IAM identifiers, "Unique identifiers": AKIA and ASIA; 20 characters in all.
    Shape("AKIA", r"AKIA[A-Z0-9]{16}(?![A-Z0-9])", "an access key id of AWS"),
    Shape("ASIA", r"ASIA[A-Z0-9]{16}(?![A-Z0-9])", "a temporary access key id of AWS"),
    # Source: GitHub, "Behind GitHub's new authentication token formats"; github_pat_: gitleaks.
    Shape("gh", rf"gh[pousr]_[A-Za-z0-9]{{36,251}}{_END}", "a token of GitHub"),
    Shape("github_pat_", r"github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}", "a token of GitHub"),
    # Source: GitLab, "Token overview", token prefixes.
    Shape("gl", rf"gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|soat)-{_B64}{{20,}}", "a token of GitLab"),
    # Source: Slack, "Token types"; gitleaks. An incoming webhook's URL is itself the secret:
    # Slack, "Sending messages using incoming webhooks".
    Shape("xox", r"xox[abeoprs](?:\.xox[bp])?-[A-Za-z0-9-]{10,}", "a token of Slack"),
    Shape("xapp-", r"xapp-\d-[A-Z0-9]+-\d+-[a-z0-9]+", "an app token of Slack"),
    Shape(
        "hooks.slack.com",
        r"hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/]{20,}",
        "a webhook of Slack",
    ),
    # Source: Discord, "Webhook resource": id and token; Telegram, "Authorizing your bot".
    Shape(
        "/webhooks/",
        rf"discord(?:app)?\.com/api/(?:v\d+/)?webhooks/\d{{17,20}}/{_B64}{{60,}}",
        "a webhook of Discord",
    ),
    Shape(":AA", rf"(?:bot)?\d{{8,10}}:AA{_B64}{{33}}{_END}", "a bot token of Telegram"),
    Shape(
        "webhook.office.com",
        r"webhook\.office\.com/webhookb2/[0-9a-f-]{36}@",
        "a webhook of Microsoft Teams",
    ),
    # Source: Stripe, "API keys"; pk_ is publishable, and none.
    Shape(
        "k_", r"(?:[sr]k_live_|[sr]k_(?:test|prod)_)[A-Za-z0-9]{10,247}", "a secret key of Stripe"
    ),
    Shape("whsec_", r"whsec_[A-Za-z0-9+/=]{24,}", "a signing secret of webhooks"),
    # Source: Google Cloud, "API keys" and gitleaks (gcp-api-key); OAuth 2.0 token prefixes.
    Shape("AIza", rf"AIza{_B64}{{35}}{_END}", "an API key of Google"),
    Shape("ya29.", rf"ya29\.{_B64}{{20,}}", "an access token of Google"),
    Shape("GOCSPX-", rf"GOCSPX-{_B64}{{28}}{_END}", "a client secret of Google"),
    # Source: Twilio SendGrid, "API keys"; Twilio, "API keys" and gitleaks.
    Shape("SG.", rf"SG\.{_B64}{{16,32}}\.{_B64}{{32,64}}", "an API key of SendGrid"),
    Shape("SK", r"SK[0-9a-f]{32}(?![0-9a-zA-Z])", "an API key of Twilio"),
    # Source: npm, "About access tokens"; PyPI, "API tokens"; gitleaks for the others.
    Shape("npm_", rf"npm_[A-Za-z0-9]{{36}}{_END}", "a token of npm"),
    Shape("pypi-", rf"pypi-AgE{_B64}{{50,}}", "a token of PyPI"),
    Shape("hvs.", rf"hvs\.{_B64}{{24,}}", "a token of HashiCorp Vault"),
    Shape("hvb.", rf"hvb\.{_B64}{{24,}}", "a token of HashiCorp Vault"),
    Shape("_v1_", r"do[opr]_v1_[0-9a-f]{64}", "a token of DigitalOcean"),
    Shape("sk-", rf"sk-(?:proj-|svcacct-|admin-|ant-)?{_B64}{{20,}}", "an API key (sk-)"),
    Shape("shp", r"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}", "a token of Shopify"),
    Shape("PMAK-", r"PMAK-[0-9a-f]{24}-[0-9a-f]{34}", "an API key of Postman"),
    Shape("dapi", r"dapi[0-9a-f]{32}(?:-\d)?", "a token of Databricks"),
    Shape("lin_api_", r"lin_api_[A-Za-z0-9]{40}", "an API key of Linear"),
    Shape("ATATT3", rf"ATATT3{_B64}{{50,}}", "an API token of Atlassian"),
    Shape("NRAK-", r"NRAK-[A-Z0-9]{27}", "an API key of New Relic"),
    Shape("glsa_", r"glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}", "a token of Grafana"),
    Shape("dckr_pat_", rf"dckr_pat_{_B64}{{27}}", "a token of Docker Hub"),
    Shape("8Q~", r"[A-Za-z0-9_~.]{3}8Q~[A-Za-z0-9_~.-]{31,34}", "a client secret of Entra ID"),
    Shape("AccountKey=", r"AccountKey=[A-Za-z0-9+/]{40,}={0,2}", "an account key of Azure"),
    Shape("SharedAccess", r"SharedAccess(?:Key|Signature)[= ]\S{20,}", "a shared key of Azure"),
    # Source: Okta, "Create an API token": 42 characters from 00 on.
    Shape("00", rf"(?<!{_B64})00{_B64}{{40}}{_END}", "an API token of Okta"),
    # Source: RFC 7519, 3 and RFC 7516, 3.1: parts in base64url, the first one a JSON object.
    Shape("eyJ", rf"eyJ{_B64}{{5,}}\.{_B64}{{2,}}\.{_B64}*", "a JSON web token"),
    # Source: RFC 7468, 2; RFC 4716 for SSH2.
    Shape("-----BEGIN", r"-----BEGIN[A-Z0-9 ]*PRIVATE KEY", "a private key"),
    Shape("AGE-SECRET-KEY-1", r"AGE-SECRET-KEY-1[A-Z0-9]{58}", "a private key of age"),
    # Source: RFC 3986, 3.2.1: a password in the user information of a URL.
    Shape("://", r"[A-Za-z][A-Za-z0-9+.-]*://[^/\s?#@:]*:[^/\s?#@]+@", "a URL with a password"),
)

_SCHEME = re.compile(r"\s*(basic|bearer|ssws|dpop)\s+([A-Za-z0-9._~+/-]+=*)\s*", re.IGNORECASE)
# What stands behind the name of a scheme in a sentence about it.
_ABOUT = (
    "token tokens auth authentication authorization authorisation scheme schemes only required "
    "optional none jwt jwts saml oauth oauth2 format type types credentials realm access header "
    "or and of is supported allowed disabled enabled mode methods method"
)


def find_shape(text: str) -> str:
    """What sort of token is in the text, as messages call it; empty when no shape fits."""
    for shape in SHAPES:
        # A token that begins inside of a word is none.
        if shape.mark in text and re.search(rf"(?<![A-Za-z0-9]){shape.pattern}", text):
            return shape.title
    return _find_scheme(text)


def _find_scheme(text: str) -> str:
    """Source: RFC 7617, 2 (Basic); RFC 6750, 2.1 (Bearer); Okta (SSWS); RFC 9449 (DPoP)."""
    found = _SCHEME.fullmatch(text)
    if found is None or found[2].lower() in _ABOUT.split():
        return ""
    scheme = found[1].lower()
    # `Basic plan` is two words: what a client sends is base64 with a colon inside.
    if scheme == "basic":
        return "a user and password (Basic)" if _has_user_and_password(found[2]) else ""
    return f"a token ({found[1].title() if scheme == 'bearer' else found[1]})"


def _has_user_and_password(text: str) -> bool:
    bare = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return b":" in base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)
    except binascii.Error:
        return False


def find_parameter_shape(name: str, value: str) -> str:
    """What sort of secret a URL's parameter is, where the service documents name and value.

    Source: Okta Workflows, "Invoke a flow with an API endpoint": clientToken; Azure Functions,
    "Function access keys": code.
    """
    if name.lower() == "clienttoken" and re.fullmatch(r"[0-9a-fA-F]{64}", value):
        return "a client token of Okta Workflows"
    # As a form does, some write the + of base64 as it is.
    if name == "code" and re.fullmatch(r"[A-Za-z0-9_/+ -]{38,}={0,2}", value):
        return "a function key of Azure"
    return ""
