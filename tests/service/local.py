"""Services on this computer that answer raw bytes, and networks that lead to them."""

import socket
import ssl
import threading
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import chain, cycle

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hookops.network.outside import Network, connect

PUBLIC = "93.184.215.14"
FINE = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"


class Listener:
    """A port of this computer. Every connection gets the script's parts: bytes, or seconds; a
    tuple of parts is repeated until the caller has closed the connection.

    One that greets does not wait for a request.
    """

    def __init__(self, *script, context=None, greets=False):
        self.script = script or (FINE,)
        self.greets = greets
        self.context = context
        self.trusted: ssl.SSLContext | None = None
        """For the caller, where the context has a certificate of its own."""
        self.requests = []
        self.connections = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with suppress(OSError):
            while True:
                taken, _ = self.socket.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=[taken], daemon=True).start()

    def _serve(self, taken):
        with suppress(OSError), taken:
            if self.context:
                taken = self.context.wrap_socket(taken, server_side=True)
            if not self.greets:
                self.requests.append(read_request(taken))
            endless = (cycle(part) if isinstance(part, tuple) else (part,) for part in self.script)
            for part in chain.from_iterable(endless):
                if isinstance(part, bytes):
                    taken.sendall(part)
                else:
                    time.sleep(part)
            taken.close()

    def network(self, *addresses, **more):
        """One in which every name has these addresses, and each of them leads here."""
        asked = []

        def look_up(host, port):
            asked.append(host)
            return addresses or (PUBLIC,)

        def reach(address, port, timeout_s):
            self.reached.append((address, port))
            return connect("127.0.0.1", self.port, timeout_s)

        self.reached, self.asked = [], asked
        return Network(look_up=look_up, connect=reach, **more)

    def close(self):
        self.socket.close()


def read_request(taken):
    data = b""
    while b"\r\n\r\n" not in data:
        data += taken.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    sizes = [line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")]
    size = int(sizes[0].split(b":")[1]) if sizes else 0
    while len(body) < size:
        body += taken.recv(65536)
    return head.decode(), body


def certificate(folder, name="hooks.example.com", days=90):
    """A server's context with a certificate of its own for `name`, and the file to trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=100))
        .not_valid_after(now + timedelta(days=days, hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path = folder / f"{name}-{days}.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context, path


def trusting(path):
    """For `Network.trust`: this certificate alone."""

    def trust():
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(path)
        return context

    return trust


@contextmanager
def listening():
    """A function that opens a port with a script, until the end of the block."""
    made = []

    def start(*script, **options):
        made.append(Listener(*script, **options))
        return made[-1]

    yield start
    for listener in made:
        listener.close()
