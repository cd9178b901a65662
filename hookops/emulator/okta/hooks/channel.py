"""A hook's channel: where Okta calls, and how it shows who it is.

The `channel` of a body, checked and completed for the store.
Source of the rules: Okta, Inline Hooks reference (2024), channel and config objects; Okta
Management API, InlineHookChannelCreate.
"""

from collections.abc import Collection, Mapping
from typing import Any

from hookops.emulator import facts
from hookops.emulator.control.switches import Switches
from hookops.emulator.facts import ChannelRule
from hookops.emulator.http.reader import BLANK, Reader
from hookops.emulator.okta.hooks import normal_forms

_CONFIG = "channel.config."
_CHANNEL_MEMBERS = ("type", "version", "config")
_CONFIG_MEMBERS = (
    *("uri", "headers", "method", "authScheme", "clientId", "clientSecret"),
    *("tokenUrl", "authType", "scope", "hookKeyId"),
)
_DEFAULT_VERSION = "1.0.0"
_TRANSPORT_HEADERS = (
    "Authorization",
    "Connection",
    "Content-Length",
    "Content-Type",
    "Host",
    "Transfer-Encoding",
    "User-Agent",
)


def read_channel(
    reader: Reader,
    value: Any,
    hook_type: str,
    stored: dict[str, Any] | None,
    switches: Switches,
) -> dict[str, Any]:
    """The channel to store, complete and with its secrets; problems go to `reader`.

    Shape: `config` has its members in the order in which the API shows them, secrets last.
    `stored` is the channel that this one replaces, None at creation.
    """
    # Read from the outside in: without a channel, a rule or a config there is nothing to check
    # further, and what was found so far is reported. The channel's kind may change by an update,
    # unless `Switches.channel_type_change` refuses it.
    channel = reader.object(value, "channel")
    if not channel:
        return {}
    rule = _rule(reader, channel)
    version = reader.text(channel, "channel.version", required=False) or _DEFAULT_VERSION
    if switches.version_form == "normalise":
        version = normal_forms.version(version)
    if rule is None:
        return {}
    if stored and stored["type"] != rule.type and switches.channel_type_change == "refuse":
        reader.problem("channel.type", "The channel type cannot be changed")
    config = reader.object(channel.get("config"), "channel.config")
    if not config:
        return {}
    _check_members(reader, config, rule)
    unknown = _Unknown(reader, switches)
    more = unknown.read(channel, "channel.", _CHANNEL_MEMBERS, stored)
    more_config = unknown.read(config, _CONFIG, _CONFIG_MEMBERS, stored and stored["config"])
    secrets = _Secrets(reader, stored, switches)
    read = _config(reader, config, rule, secrets, switches)
    known = facts.load().types.get(hook_type)
    if known and known.auth_scheme_required and config.get("authScheme") is None:
        # With OAUTH it is forbidden, so `every` leaves telephony hooks no OAUTH.
        wanted = {"every": ("HTTP", "OAUTH"), "http": ("HTTP",), "none": ()}
        if rule.type in wanted[switches.telephony_auth_scheme]:
            reader.problem(_CONFIG + "authScheme", BLANK)
    return {"type": rule.type, "version": version, "config": read | more_config, **more}


def _rule(reader: Reader, channel: Mapping[str, Any]) -> ChannelRule | None:
    """The rule that the channel's type, and for OAUTH its `authType`, select."""
    # HTTP has one rule, OAUTH one for each authType. A type or authType that is missing is blank, a
    # wrong one names those that there are; config may be anything here, as it is checked later.
    type_ = reader.text(channel, "channel.type")
    rules = [rule for rule in facts.load().channels if rule.type == type_]
    if type_ and not rules:
        reader.problem("channel.type", "The value must be HTTP or OAUTH")
    if len(rules) <= 1:
        return rules[0] if rules else None
    config = channel.get("config")
    auth_type = reader.text(config if isinstance(config, dict) else {}, _CONFIG + "authType")
    fitting = [rule for rule in rules if rule.auth_type == auth_type]
    if auth_type and not fitting:
        allowed = " or ".join(str(rule.auth_type) for rule in rules)
        reader.problem(_CONFIG + "authType", f"The value must be {allowed}")
    return fitting[0] if fitting else None


def _check_members(reader: Reader, config: Mapping[str, Any], rule: ChannelRule) -> None:
    for name in rule.required:
        # How a missing secret is met depends on what is stored: _Secrets decides.
        if name != "clientSecret":
            reader.text(config, _CONFIG + name)
    for name in rule.forbidden:
        if config.get(name) is not None:
            reader.problem(_CONFIG + name, "The field is not allowed for this channel")


def _config(
    reader: Reader,
    config: Mapping[str, Any],
    rule: ChannelRule,
    secrets: "_Secrets",
    switches: Switches,
) -> dict[str, Any]:
    read: dict[str, Any] = {
        "uri": _uri(reader, config, switches),
        "headers": _headers(reader, config.get("headers"), switches),
        "method": _method(reader, config),
        # Null and not left out, on OAUTH channels too. Recorded by terraform-provider-okta
        # TestAccResourceOktaInlineHook_com_okta_saml_tokens_transform.
        "authScheme": None,
    }
    if rule.type == "HTTP":
        read["authScheme"] = _auth_scheme(reader, config.get("authScheme"), secrets)
        return read
    for name in ("clientId", "tokenUrl"):
        read[name] = config.get(name)
    read["authType"] = rule.auth_type
    # Null when none is given. Source: Okta Management API, examples.
    read["scope"] = reader.text(config, _CONFIG + "scope", required=False) or None
    if "hookKeyId" in rule.required:
        read["hookKeyId"] = config.get("hookKeyId")
    else:
        read["clientSecret"] = secrets.read(config, _CONFIG + "clientSecret")
    return read


def _uri(reader: Reader, config: Mapping[str, Any], switches: Switches) -> str:
    path = _CONFIG + "uri"
    uri = config.get("uri")
    # A missing uri was reported by the rule of the channel. http:// is for services on this
    # computer alone, by a switch. That localhost and addresses are accepted follows an example of
    # the reference page, which has https://127.0.0.1:8080. Nothing is called: example.com was
    # recorded as accepted.
    if not isinstance(uri, str) or not uri:
        return ""
    longest = facts.load().limits["uriLength"]
    plain = switches.service_addresses == "loopback" and uri.startswith("http://")
    if not uri.startswith("https://") and not plain:
        reader.problem(path, "The value must start with https://")
    if len(uri) > longest:
        reader.problem(path, f"The field cannot exceed {longest} characters")
    if any(char.isspace() for char in uri):
        reader.problem(path, "The value cannot contain white space")
    return normal_forms.address(uri) if switches.uri_form == "normalise" else uri


def _method(reader: Reader, config: Mapping[str, Any]) -> str:
    """Always POST. Source: Okta Management API, InlineHookChannelConfig, method."""
    # Left out on HTTP means POST: okta-sdk-python test_inline_hooks_it creates so.
    if config.get("method") not in (None, "POST"):
        reader.problem(_CONFIG + "method", "The value must be POST")
    return "POST"


def _headers(reader: Reader, value: Any, switches: Switches) -> list[dict[str, str]]:
    if value is None:
        return []
    if not isinstance(value, list):
        reader.problem(_CONFIG + "headers", "The value must be an array")
        return []
    reserved = facts.load().reserved_headers
    if switches.reserved_headers == "transport":
        reserved += _TRANSPORT_HEADERS
    # Header names are not case-sensitive. Source: RFC 9110, 5.1.
    refused = {name.lower() for name in reserved}
    headers = []
    for index, item in enumerate(value):
        path = f"{_CONFIG}headers[{index}]"
        header = reader.object(item, path)
        key = reader.text(header, path + ".key")
        if key.lower() in refused:
            reader.problem(path + ".key", f"The header {key} is reserved")
        # An empty value is not documented as an error; a missing one is no pair.
        required = header.get("value") is None
        text = reader.text(header, path + ".value", required=required)
        # Recorded by terraform-provider-okta: the case of a name stays, and a space in it too.
        kept = key.lower() if switches.header_names == "lower" else key
        headers.append({"key": kept, "value": text})
    return headers


def _auth_scheme(reader: Reader, value: Any, secrets: "_Secrets") -> dict[str, Any] | None:
    path = _CONFIG + "authScheme"
    if value is None:
        return None
    scheme = reader.object(value, path)
    # HEADER stays upper case in answers; the API's examples show `header`, which no recording does.
    if reader.text(scheme, path + ".type") not in ("", "HEADER"):
        reader.problem(path + ".type", "The value must be HEADER")
    key = reader.text(scheme, path + ".key")
    return {"type": "HEADER", "key": key, "value": secrets.read(scheme, path + ".value")}


class _Unknown:
    """The members that no document of Okta has, and what becomes of them."""

    def __init__(self, reader: Reader, switches: Switches) -> None:
        self._reader = reader
        self._switch = switches.unknown_members

    def read(
        self,
        given: Mapping[str, Any],
        path: str,
        known: Collection[str],
        stored: Mapping[str, Any] | None,
    ) -> dict[str, Any]:
        """Those to store, as they were sent."""
        others = [name for name in given if name not in known]
        # The org knows what the hook has already: it came from a seed or from the console.
        new = [name for name in others if name not in (stored or {})]
        if self._switch == "refuse":
            for name in new:
                self._reader.problem(path + name, "The field is not supported")
        ignored = [] if self._switch == "keep" else new
        return {name: given[name] for name in others if name not in ignored}


class _Secrets:
    """The members that the API never shows, and what becomes of one that is not sent."""

    def __init__(self, reader: Reader, stored: dict[str, Any] | None, switches: Switches) -> None:
        self._reader = reader
        self._stored = stored
        self._switches = switches

    def read(self, holder: Mapping[str, Any], path: str) -> str | None:
        """The secret at `path`, or what `Switches.omitted_secret` puts in its place."""
        given = self._reader.text(holder, path, required=False)
        # Something was sent: a text, or what is reported as none.
        if given or holder.get(path.rpartition(".")[2]) not in (None, ""):
            return given
        # At creation a missing secret is always refused.
        if self._stored is not None and self._switches.omitted_secret == "wipe":
            return None
        kept = self._kept(path) if self._switches.omitted_secret == "keep" else None
        if kept is None:
            self._reader.problem(path, BLANK)
        return kept

    def _kept(self, path: str) -> str | None:
        node: Any = {"channel": self._stored}
        for name in path.split("."):
            node = node.get(name) if node else None
        return node if isinstance(node, str) else None
