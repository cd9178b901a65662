"""Whose certificates count: the public authorities', or those that the environment names."""

import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass

from hookops.model.errors import InvalidInput
from hookops.model.install.extras import needs
from hookops.model.text import show

BUNDLE = "HOOKOPS_CA_BUNDLE"
STANDARD = "SSL_CERT_FILE"
"""OpenSSL's own name for the same."""
LONGEST = 500
"""Characters of a path that people are shown whole."""
SYSTEM = "system"
"""In the place of a file: what this computer trusts."""


@dataclass(frozen=True, slots=True)
class Authorities:
    """Whose certificates count."""

    place: str = ""
    """A file, or `SYSTEM`; empty for the public authorities."""
    variable: str = ""

    @property
    def shown(self) -> str:
        """For people, after "certificates are checked with"."""
        if not self.place:
            return "the public authorities"
        where = "what this computer trusts" if self.place == SYSTEM else show(self.place, LONGEST)
        return f"{where} ({self.variable})"

    def trust(self) -> ssl.SSLContext:
        """A context for connections. Raises: InvalidInput for a file without a certificate."""
        if not self.place:
            return public_trust()
        if self.place == SYSTEM:
            return _system_trust()
        # Not ssl.create_default_context, which records keys where SSLKEYLOGFILE says so.
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        try:
            # A named pipe would be waited for without end.
            if os.path.exists(self.place) and not os.path.isfile(self.place):
                raise self._wrong("it is no file")
            context.load_verify_locations(cafile=self.place)
        # An SSLError is an OSError, and has no word for the file.
        except ssl.SSLError:
            raise self._wrong("it has no certificate in PEM, or one that is broken") from None
        except OSError as problem:
            raise self._wrong(problem.strerror or type(problem).__name__) from None
        return context

    def _wrong(self, why: str) -> InvalidInput:
        return InvalidInput(
            f"{self.variable}: hookops cannot use {show(self.place, LONGEST)}: {why}",
            f"name a file with certificates in PEM, or {SYSTEM} in {BUNDLE}",
        )


def read_authorities(env: Mapping[str, str]) -> Authorities:
    """Those that the environment names; the public ones where it names none."""
    for variable in (BUNDLE, STANDARD):
        if place := env.get(variable, "").strip():
            return Authorities(place, variable)
    return Authorities()


def _system_trust() -> ssl.SSLContext:
    with needs("truststore", f"{BUNDLE}={SYSTEM}"):
        import truststore
    context: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def public_trust() -> ssl.SSLContext:
    """A context that trusts the public authorities, whatever the computer trusts.

    Okta calls from the Internet, so a company's own authority would prove nothing here.
    """
    import certifi

    # Not ssl.create_default_context: environment variables choose its certificates, and with
    # SSLKEYLOGFILE it records the keys of every connection.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_verify_locations(certifi.where())
    return context
