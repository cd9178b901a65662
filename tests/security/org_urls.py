"""Organizations of a project file, and what may be sent to them: a token that is a real one.

Shape: url, allowedHosts (None: absent), environment, exit code. With 9 a request is tried, since
the host may get the token, and nobody answers; with 3 and 5 nothing is sent.
"""

EVIL = "https://evil.example.org"
NEAR = "http://127.0.0.1:{port}"

ORG_URLS: list[tuple[str, list[str] | None, dict[str, str], int]] = [
    # The host of an attacker, as the project file alone knows it.
    (EVIL, None, {}, 5),
    (EVIL, ["evil.example.org"], {}, 5),
    (EVIL, ["evil.example.org:443"], {}, 5),
    (EVIL, ["*"], {}, 3),
    (EVIL, [], {}, 3),
    (f"{EVIL}/", ["evil.example.org"], {}, 5),
    ("https://EVIL.example.org", ["evil.example.org"], {}, 5),
    # Hosts that look like Okta's.
    ("https://acme.okta.com.evil.example", None, {}, 5),
    ("https://acme-okta.com", None, {}, 5),
    ("https://okta.com.evil.example", None, {}, 5),
    ("https://okta.com", None, {}, 5),
    ("https://acmeokta.com", None, {}, 5),
    ("https://acme.okta.co", None, {}, 5),
    ("https://acme.oktapreview.com.evil.example", None, {}, 5),
    ("https://xn--kta-5cd.com", None, {}, 5),
    ("https://acme.okta.com@evil.example", None, {}, 3),
    ("https://evil.example#.okta.com", None, {}, 3),
    ("https://evil.example?.okta.com", None, {}, 3),
    ("https://evil.example/.okta.com", None, {}, 3),
    ("https://evil.example\\\\.okta.com", None, {}, 3),
    ("https://acme-admin.okta.com", None, {}, 3),
    ("http://acme.okta.com", None, {}, 3),
    ("https://acme.okta.com:8443", None, {}, 3),
    ("https://evil.example%2f.okta.com", None, {}, 3),
    ("https://evil.example;.okta.com", None, {}, 3),
    ("https://evil.example,.okta.com", None, {}, 3),
    ("https://*.okta.com", None, {}, 3),
    ("https://..okta.com", None, {}, 3),
    ("https://.okta.com", None, {}, 3),
    ("https://xn--a.okta.com", None, {}, 3),
    ("https://[::1].okta.com", None, {}, 3),
    # Addresses, and what an environment for something else says.
    ("https://10.0.0.1", None, {}, 3),
    ("https://169.254.169.254", None, {}, 5),
    ("https://[::ffff:127.0.0.1]", None, {}, 3),
    (EVIL, None, {"HOOKOPS_ALLOWED_HOSTS": "example.org"}, 5),
    (EVIL, None, {"HOOKOPS_ALLOWED_HOSTS": "evil.example.org:8443"}, 5),
    (EVIL, None, {"HOOKOPS_ALLOWED_HOSTS": "https://evil.example.org"}, 3),
    (EVIL, None, {"HOOKOPS_SECRET_HOSTS": "evil.example.org"}, 5),
    (EVIL, None, {"HOOKOPS_ORG_URL": "https://acme.okta.com"}, 3),
    ("https://other.okta.com", None, {"HOOKOPS_ORG_URL": "https://acme.okta.com"}, 3),
    ("https://acme.okta.com", ["login.acme.com"], {}, 3),
    # This computer, where anybody can listen.
    (NEAR, None, {}, 5),
    (NEAR, ["127.0.0.1"], {}, 3),
    (NEAR, ["127.0.0.1:{port}"], {}, 5),
    ("http://localhost:{port}", None, {}, 5),
    (NEAR, None, {"HOOKOPS_ALLOWED_HOSTS": "127.0.0.1"}, 5),
    (NEAR, None, {"HOOKOPS_ALLOWED_HOSTS": "localhost:{port}"}, 5),
    (NEAR, None, {"HOOKOPS_ALLOWED_HOSTS": "127.0.0.1:{port}"}, 9),
    (NEAR, None, {"HOOKOPS_ORG_URL": NEAR}, 9),
]
