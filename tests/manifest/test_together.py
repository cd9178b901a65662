"""What is wrong between manifests; M numbers name rows of the list of bad inputs."""

import pytest

from hookops.model.source import Mark


def test_m04_same_identity(load_files, hook):
    """A name declared twice is pointed at in both files."""
    (*_, found) = [d for d in load_files(a=hook, b=hook).diagnostics if d.code == "duplicate"]

    assert Mark("b.yaml", 1, 1) == found.mark
    assert [Mark("a.yaml", 1, 1)] == [mark for mark, _ in found.related]


def test_m04_same_okta_name(file_codes, hook):
    """Two manifests cannot have one name in Okta."""
    other = hook.replace("name: enrich", "name: enrich-2")
    assert [("b.yaml", 6, "same-name")] == file_codes(a=hook, b=other)


def test_m05_similar_okta_name(file_codes, hook):
    """Case and white space do not tell names apart."""
    other = hook.replace("name: enrich", "name: enrich-2").replace("Enrich", "ENRICH")
    assert [("b.yaml", 6, "similar-name")] == file_codes(a=hook, b=other)


@pytest.mark.parametrize(
    ("status", "expected"),
    [("ACTIVE", [("b.yaml", 7, "one-per-org")]), ("INACTIVE", [])],
)
def test_m28_one_active_telephony_hook(file_codes, hook, status, expected):
    """Only one telephony hook can be ACTIVE."""
    one = hook.replace("oauth2.tokens.transform", "telephony.provider").replace("1.0.1", "1.0.0")
    other = one.replace("name: enrich", "name: z").replace("Enrich", "Z")
    assert expected == file_codes(a=one, b=other.replace("ACTIVE", status))


@pytest.mark.parametrize(
    ("type_", "message"),
    [
        ("telephony.provider", "an org has one ACTIVE telephony hook, two is another"),
        ("user.credential.password.import", "an org has one password import hook, two is another"),
    ],
)
def test_m28_among_hooks_of_other_types(load_files, hook, type_, message):
    """Other hooks before them change nothing; the message says whether INACTIVE ones count."""
    one = hook.replace("oauth2.tokens.transform", type_).replace("1.0.1", "1.0.0")
    files = {name: one.replace("nrich", name) for name in ("two", "three")}
    files = {name: text.replace("name: e", "name: ") for name, text in files.items()}

    (found,) = load_files(a=hook, **files).diagnostics

    assert message == found.message


def test_m28_one_password_import_hook(file_codes, hook):
    """Only one password import hook can exist, whatever its status."""
    one = hook.replace("oauth2.tokens.transform", "user.credential.password.import")
    one = one.replace("1.0.1", "1.0.0").replace("ACTIVE", "INACTIVE")
    other = one.replace("name: enrich", "name: z").replace("Enrich", "Z")
    assert [("b.yaml", 7, "one-per-org")] == file_codes(a=one, b=other)


@pytest.mark.parametrize(("count", "codes"), [(45, []), (46, ["many-hooks"]), (96, ["many-hooks"])])
def test_m29_many_hooks(load_files, hook, count, codes):
    """Near the documented limits there is one warning."""
    texts = (hook.replace("nrich", f"nrich{number}") for number in range(count))
    assert codes == [d.code for d in load_files(a="---\n".join(texts)).diagnostics]


def test_m23_one_secret_for_two_hosts(file_codes, hook):
    """A secret belongs to one host."""
    other = hook.replace("nrich", "nrich2").replace("hooks.example.com", "other.example.com")
    assert [("b.yaml", 16, "secret-two-hosts")] == file_codes(a=hook, b=other)


def test_m23_a_client_secret_belongs_to_its_token_url(file_codes, hook, oauth):
    """The client secret goes to the token endpoint, not to the hook's service."""
    text = oauth.replace("HOOKOPS_SECRET_SAML", "HOOKOPS_SECRET_TOKEN")
    assert [("b.yaml", 14, "secret-two-hosts")] == file_codes(a=hook, b=text)


@pytest.mark.parametrize("previous", ["enrich", "saml", "b"])
def test_m34_previous_names(file_codes, hook, oauth, previous):
    """A previous name is nobody's name, and claimed once."""
    names = f"  previousNames: [{previous}]\n"
    one = hook.replace("  name: enrich\n", f"  name: enrich\n{names}")
    other = oauth.replace("  name: saml\n", "  name: saml\n  previousNames: [b]\n")
    assert ["previous-name"] == [code for _, _, code in file_codes(a=one, b=other)]


def test_m34_a_cycle(file_codes, hook, oauth):
    """Names that were swapped are both still declared."""
    one = hook.replace("  name: enrich\n", "  name: enrich\n  previousNames: [saml]\n")
    other = oauth.replace("  name: saml\n", "  name: saml\n  previousNames: [enrich]\n")
    assert [("a.yaml", 1, "previous-name"), ("b.yaml", 1, "previous-name")] == file_codes(
        a=one, b=other
    )
