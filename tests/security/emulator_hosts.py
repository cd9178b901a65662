"""Hosts and origins that a page of another site could make a browser send to the emulator.

Shape: `PORT` in a text is the port that is served.
"""

OWN_HOSTS = (
    "127.0.0.1:PORT",
    "localhost:PORT",
    "LocalHost:PORT",
    "127.0.0.2:PORT",
    "[::1]:PORT",
)
"""What this computer's own programs send."""

HOSTILE_HOSTS = (
    # A name that was made to mean 127.0.0.1, and ones that look like a loopback name.
    "evil.example",
    "evil.example:PORT",
    "EVIL.example:PORT",
    "localhost.evil.example:PORT",
    "localhost.:PORT",
    "127.0.0.1.evil.example:PORT",
    "127.0.0.1.nip.io:PORT",
    "evil.example.localhost:PORT",
    "xn--lcalhost-n0a:PORT",
    "1.0.0.127.in-addr.arpa:PORT",
    # The right name with another port, or none: another program's page.
    "localhost",
    "127.0.0.1",
    "[::1]",
    "localhost:1",
    "127.0.0.1:0",
    "localhost:",
    "localhost:PORTx",
    "localhost:-1",
    "localhost:0PORT",
    # Numbers that mean this computer to some resolvers, or every address of it.
    "0.0.0.0:PORT",
    "[::]:PORT",
    "127.1:PORT",
    "2130706433:PORT",
    "0x7f000001:PORT",
    "0177.0.0.1:PORT",
    "127.000.000.001:PORT",
    "[::ffff:127.0.0.1]:PORT",
    "[::ffff:7f00:1]:PORT",
    "[::127.0.0.1]:PORT",
    "[0:0:0:0:0:0:0:1]:PORT",
    "[::1%25lo]:PORT",
    "::1:PORT",
    # The network and clouds.
    "10.0.0.1:PORT",
    "192.168.0.1:PORT",
    "169.254.169.254:PORT",
    "8.8.8.8:PORT",
    # More than a host, or none.
    "",
    "user@localhost:PORT",
    "localhost:PORT@evil.example",
    "localhost:PORT, evil.example",
    "evil.example, localhost:PORT",
    "localhost:PORT/evil",
    "localhost:PORT?x",
    "localhost:PORT#x",
    "http://localhost:PORT",
    "localhost\\@evil.example:PORT",
    "localhost%00.evil.example:PORT",
    "loc\u00e4lhost:PORT",
)

HOSTILE_ORIGINS = (
    "null",
    "",
    "https://evil.example",
    "http://evil.example:PORT",
    "http://localhost",
    "http://localhost:1",
    "http://127.0.0.1",
    "http://127.0.0.2:PORT",
    "https://127.0.0.1:PORT",
    "http://127.0.0.1:PORT.evil.example",
    "http://127.0.0.1:PORT/",
    "http://user@127.0.0.1:PORT",
    "http://127.0.0.1:PORT, https://evil.example",
    "http://127.0.0.1:PORT https://evil.example",
    "file://",
    "chrome-extension://abcdefghijklmnop",
    "moz-extension://127.0.0.1:PORT",
)
"""With the host 127.0.0.1:PORT."""

PATHS = (
    "/",
    "/requests",
    "/trouble",
    "/hooks",
    "/hooks/new",
    "/favicon.ico",
    "/_emulator/page/",
    "/_emulator/history",
    "/_emulator/requests",
    "/_emulator/switches",
    "/_emulator/clock",
    "/_emulator/reset",
    "/_emulator/faults",
    "/_emulator/edits",
    "/_emulator/admin/api/v1/inlineHooks",
    "/api/v1/inlineHooks",
    "/api/v1/inlineHooks/cal0000000000000000/execute",
    "/api/v1/hook-keys",
    "/api/v1/logs",
    "/api/v1/nothing",
    "/oauth2/v1/token",
    "/oauth2/v1/keys",
    "/.well-known/okta-organization",
    "/oauth2/default/.well-known/oauth-authorization-server",
    "//api/v1/inlineHooks",
    "/nothing",
)

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")
