"""A forward proxy on this computer, which connects whatever it is asked for to places it knows."""

import socket
import threading
from contextlib import contextmanager, suppress

from werkzeug.serving import WSGIRequestHandler, make_server


class ForwardProxy:
    """Answers CONNECT with `status`, or opens a tunnel; keeps the heads of all requests."""

    def __init__(self, status=200, demands="", port=None):
        self.status, self.demands = status, demands
        self.heads = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.socket.getsockname()[1]}"
        self._port = port
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def asked(self):
        """The places that tunnels were asked for."""
        return [head.split()[1] for head in self.heads]

    def close(self):
        self.socket.close()

    def _accept(self):
        with suppress(OSError):
            while True:
                taken, _ = self.socket.accept()
                threading.Thread(target=self._serve, args=[taken], daemon=True).start()

    def _serve(self, taken):
        with suppress(OSError), taken:
            head = b""
            while b"\r\n\r\n" not in head:
                part = taken.recv(4096)
                if not part:
                    return
                head += part
            self.heads.append(head.decode())
            if self.demands and f"Proxy-Authorization: {self.demands}" not in head.decode():
                taken.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
                return
            if self.status >= 300:
                taken.sendall(f"HTTP/1.1 {self.status} Word\r\nContent-Length: 0\r\n\r\n".encode())
                return
            port = self._port or int(self.asked[-1].rpartition(":")[2])
            with socket.create_connection(("127.0.0.1", port)) as there:
                taken.sendall(f"HTTP/1.1 {self.status} Connection established\r\n\r\n".encode())
                back = threading.Thread(target=_copy, args=(there, taken), daemon=True)
                back.start()
                _copy(taken, there)
                back.join(5)


def _copy(source, sink):
    with suppress(OSError):
        while part := source.recv(65536):
            sink.sendall(part)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


class Quiet(WSGIRequestHandler):
    """Logs nothing: the stream may be one that is compared."""

    def log_request(self, *_):
        pass


@contextmanager
def serving_tls(app, context, port=0):
    """An emulator behind TLS, whatever it is called from outside; the port."""

    def local(environ, start):
        # On a port the emulator answers to names of this computer alone.
        return app({**environ, "HTTP_HOST": f"localhost:{environ['SERVER_PORT']}"}, start)

    options = {"threaded": True, "ssl_context": context, "request_handler": Quiet}
    server = make_server("127.0.0.1", port, local, **options)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.port
    server.shutdown()
