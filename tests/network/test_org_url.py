"""Where credentials go: an org's URL is a host and nothing else, and somebody vouches for it."""

import pytest

from hookops.network.org_url import check_url, is_trusted


@pytest.mark.parametrize(
    "url",
    [
        "http://acme.okta.com",
        "ftp://acme.okta.com",
        "acme.okta.com",
        "https://acme.okta.com/api",
        "https://acme.okta.com?x=1",
        "https://acme.okta.com?",
        "https://acme.okta.com#x",
        "https://acme.okta.com/#",
        "https://me:pw@acme.okta.com",
        "https://acme.okta.com:443",
        "https://acme.okta.com:",
        "https://acme.okta.com.",
        "https://acme.okta.com//",
        " https://acme.okta.com",
        "https://acme.okta.com\n",
        "https://acme.okta.com\\x",
        "https://аcme.okta.com",
        "https://",
        "https://[::1",
        "https://localhost:0",
        "",
    ],
)
def test_e02_scheme_and_host_only(url):
    """The URL that credentials go to is a scheme and a host."""
    assert check_url(url)


@pytest.mark.parametrize("url", ["https://acme-admin.okta.com", "https://x-ADMIN.oktapreview.com"])
def test_e03_admin_host(url):
    """The admin console is not the org."""
    assert "without -admin" in check_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://acme.example.com",
        "https://okta.com",
        "https://acmeokta.com",
        "https://acme.okta.com.example.com",
        "https://10.0.0.1",
        "https://[::ffff:127.0.0.1]",
        "http://127.0.0.1:8080",
        "https://localhost",
    ],
)
def test_e04_unknown_host(url):
    """Hosts that are not Okta's are named by the environment, and by nothing else."""
    place = url.partition("//")[2]
    other = {"HOOKOPS_ALLOWED_HOSTS": "login.acme.com,localhost:8443", "HOOKOPS_ORG_URL": ""}

    assert not is_trusted(url, {}, can_be_real=True)
    assert not is_trusted(url, other, can_be_real=True)
    assert is_trusted(url, {"HOOKOPS_ALLOWED_HOSTS": f"x.example,{place}"}, can_be_real=True)
    assert is_trusted(url, {"HOOKOPS_ORG_URL": url}, can_be_real=True)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080", "http://localhost:1", "http://[::1]:9"])
def test_a_token_that_no_org_issues(url):
    """It may go to this computer without a further word, and to no host of others."""
    assert is_trusted(url, {}, can_be_real=False)
    assert not is_trusted("https://acme.example.com", {}, can_be_real=False)


@pytest.mark.parametrize(
    ("allowed", "complaint"),
    [
        (None, ""),
        (["acme.okta.com"], ""),
        (["ACME.okta.com:443", "x.example"], ""),
        (["acme.okta.com:8443"], "url names a host that allowedHosts does not list"),
        (["okta.com"], "url names a host that allowedHosts does not list"),
        ([], "url names a host that allowedHosts does not list"),
    ],
)
def test_the_project_can_narrow(allowed, complaint):
    """Its allowedHosts allow nothing by themselves, and forbid whatever they do not list."""
    assert complaint == check_url("https://acme.okta.com", allowed)


@pytest.mark.parametrize(
    "url",
    [
        "https://acme.okta.com",
        "https://ACME.okta.com/",
        "https://acme.oktapreview.com",
        "https://acme.okta-emea.com",
        "https://acme.okta-gov.com",
        "https://acme.okta.mil",
        "https://acme.trexcloud.com",
        "https://login.acme.com",
        "http://localhost:8080",
        "http://127.0.0.1:1",
        "http://[::1]:8080/",
        "https://127.9.9.9:8443",
    ],
)
def test_good_urls(url):
    """Okta's domains, others, and loopback with a port."""
    assert "" == check_url(url)
