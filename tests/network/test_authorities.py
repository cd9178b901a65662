"""Whose certificates count, by the environment."""

import os
import ssl

import pytest
from service.local import certificate

from hookops.model.errors import InvalidInput
from hookops.network.authorities import Authorities, read_authorities


@pytest.mark.parametrize(
    ("env", "place", "variable"),
    [
        ({}, "", ""),
        ({"HOOKOPS_CA_BUNDLE": " "}, "", ""),
        ({"HOOKOPS_CA_BUNDLE": "/a"}, "/a", "HOOKOPS_CA_BUNDLE"),
        ({"SSL_CERT_FILE": "/b"}, "/b", "SSL_CERT_FILE"),
        ({"HOOKOPS_CA_BUNDLE": "/a", "SSL_CERT_FILE": "/b"}, "/a", "HOOKOPS_CA_BUNDLE"),
        ({"HOOKOPS_CA_BUNDLE": "system"}, "system", "HOOKOPS_CA_BUNDLE"),
    ],
)
def test_which_variable_counts(env, place, variable):
    """hookops' own goes before OpenSSL's."""
    assert Authorities(place, variable) == read_authorities(env)


def test_a_bundle_is_all_that_counts(tmp_path):
    """No public authority vouches for anything beside it."""
    _, path = certificate(tmp_path, "org.acme.example")
    context = Authorities(str(path), "HOOKOPS_CA_BUNDLE").trust()

    assert 1 == context.cert_store_stats()["x509"]
    assert (ssl.CERT_REQUIRED, True) == (context.verify_mode, context.check_hostname)
    assert context.keylog_filename is None


@pytest.mark.parametrize(
    ("content", "why"),
    [(None, "No such file or directory"), ("", "no certificate in PEM"), ("x", "no certificate")],
)
def test_a_bundle_without_certificates(tmp_path, content, why):
    """The variable, the file and the reason, before anything is sent."""
    path = tmp_path / "ca\x1b.pem"
    if content is not None:
        path.write_text(content)

    with pytest.raises(InvalidInput, match=why) as caught:
        Authorities(str(path), "SSL_CERT_FILE").trust()

    assert "SSL_CERT_FILE: " in caught.value.message
    assert "\x1b" not in caught.value.message


def test_a_bundle_that_is_no_file(tmp_path):
    """A named pipe, which nobody writes into, is not waited for."""
    os.mkfifo(tmp_path / "ca.pem")

    with pytest.raises(InvalidInput, match="it is no file"):
        Authorities(str(tmp_path / "ca.pem"), "SSL_CERT_FILE").trust()


def test_what_the_computer_trusts():
    """The system's own store, with every check that there is otherwise."""
    context = Authorities("system", "HOOKOPS_CA_BUNDLE").trust()

    assert type(context).__module__.startswith("truststore")
    assert (ssl.CERT_REQUIRED, True) == (context.verify_mode, context.check_hostname)
