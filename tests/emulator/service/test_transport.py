"""One call of a service: in time, small enough, and only where it is allowed."""

import ssl
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from hookops.emulator.service import transport
from hookops.emulator.service.transport import NoAnswer, NotAllowed, Rules, TooLarge


def post(service, path="/hook", budget_s=3.0, loopback=True, base=None):
    deadline = time.monotonic() + budget_s
    return transport.post((base or service.base) + path, [], b"", deadline, Rules(loopback, 1000))


def drip(handler):
    """Headers at once, then a byte now and then, and no end before the caller's."""
    handler.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n")
    with suppress(OSError):
        while True:
            time.sleep(0.005)
            handler.wfile.write(b" ")


@pytest.mark.parametrize("answer", [drip, None])
def test_deadline_is_for_the_whole_answer(service, answer):
    """A service that sends a byte now and then gains no time by it.

    Source: Okta, Inline hooks concept: three seconds from connection to reply complete.
    """
    service.answers["/hook"] = [answer or (lambda handler: service.over.wait())]

    with pytest.raises(NoAnswer, match="in time"):
        post(service, budget_s=0.05)


def test_no_time_is_left(service):
    """Past the deadline nothing is sent."""
    with pytest.raises(NoAnswer, match="in time"):
        post(service, budget_s=0)

    assert [] == service.requests


def cut_short(handler):
    handler.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Length: 9\r\n\r\n{}")


def garbage(handler):
    handler.wfile.write(b"hello\r\n\r\n")


@pytest.mark.parametrize("answer", [cut_short, garbage])
def test_broken_answer_is_none(service, answer):
    """An answer that ends early, or is no HTTP, is no answer."""
    service.answers["/hook"] = [answer]

    with pytest.raises(NoAnswer, match="the connection failed"):
        post(service)


def test_too_long_answer_is_left(service):
    """No more than the limit is read."""
    service.answers["/hook"] = [(200, b"x" * 1000)]

    with pytest.raises(TooLarge):
        post(service)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://[::1]/",
        "http://8.8.8.8/",
    ],
)
def test_only_the_internet_is_called_by_default(url):
    """Without the switch `service_addresses`, this computer and plain http are out of reach."""
    with pytest.raises(NotAllowed, match="unless the switch service_addresses is loopback"):
        post(None, "", 3, False, url)


@pytest.mark.parametrize(
    "url",
    [
        "https://10.0.0.1/",
        "https://169.254.169.254/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fd00:ec2::254]/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "https://100.64.0.1/",
        "http://10.0.0.1/",
        "http://169.254.169.254/",
    ],
)
@pytest.mark.parametrize("loopback", [True, False])
def test_no_switch_opens_the_network_around(url, loopback):
    """Private networks, and where clouds give credentials away, are never called."""
    with pytest.raises(NotAllowed, match="emulator never calls|does not call plain http"):
        post(None, "", 3, loopback, url)


def test_plain_http_stays_on_this_computer():
    """With the switch at loopback, http:// goes nowhere else."""
    with pytest.raises(NotAllowed, match="plain http on this computer alone"):
        post(None, "", 3, True, "http://8.8.8.8/")


@pytest.mark.parametrize(
    "url", ["ftp://a.example/", "https:///x", "https://a.example:99999/", "https://ä.example/"]
)
def test_urls_that_cannot_be_called(url):
    """A URL that is none for HTTP is refused before anything is looked up."""
    with pytest.raises(NotAllowed, match="cannot be called"):
        post(None, "", 3, True, url)


def test_certificates_are_checked(service):
    """A service that speaks no TLS at an https:// URL is not called."""
    with pytest.raises(NoAnswer):
        post(service, base=service.base.replace("http://", "https://"))


def test_name_without_an_address():
    """A host that is none has no service."""
    with pytest.raises(NoAnswer, match="no address"):
        post(None, "", 3, True, "https://nothing.invalid")


def test_localhost_is_called(service):
    """A service may be named by a name of this computer."""
    port = service.server.server_port

    assert 200 == post(service, base=f"http://localhost:{port}").status


def test_first_address_that_answers_is_taken(service):
    """A name with several addresses is called at the first that takes the connection."""
    addresses = ["127.0.0.2", "127.0.0.1", "127.0.0.2"]
    deadline = time.monotonic() + 3

    with transport.connect(addresses, service.server.server_port, deadline) as sock:
        assert "127.0.0.1" == sock.getpeername()[0]


def self_signed(folder):
    """A file with a certificate for localhost that nobody trusts, and its key."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).serial_number(1)
    made = made.public_key(key.public_key()).not_valid_before(now - timedelta(1))
    signed = made.not_valid_after(now + timedelta(1)).sign(key, hashes.SHA256())
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    file = folder / "own.pem"
    file.write_bytes(key.private_bytes(pem, form, plain) + signed.public_bytes(pem))
    return file


def test_untrusted_certificate_is_refused(service, tmp_path):
    """A service is called only if its certificate is trusted.

    Source: Okta, Inline hooks concept: calls are made over HTTPS.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path))
    service.server.socket = context.wrap_socket(service.server.socket, server_side=True)
    service.server.handle_error = lambda request, address: None
    base = f"https://localhost:{service.server.server_port}"

    with pytest.raises(NoAnswer, match="the certificate was not trusted: self"):
        post(service, base=base, budget_s=3)

    assert [] == service.requests
