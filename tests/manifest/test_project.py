"""hookops.yaml: where it is found, and what is wrong with it."""

import pytest

from hookops.manifest.project import find, read
from hookops.model.errors import InvalidInput
from hookops.model.source import Mark
from hookops.network.credential_names import NamedCredential

PROJECT = """\
apiVersion: hookops.dev/v1
kind: Project
spec:
  manifests: [manifests, more/a.yaml]
  organizations:
    local: {emulator: .hookops/local.db}
    prod:
      url: https://acme.okta.com/
      id: 00o1abcDEF
      ledger: state/prod.json
"""


@pytest.fixture
def project(tmp_path):
    """Writes hookops.yaml and returns its path."""

    def write(text: str):
        path = tmp_path / "hookops.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def codes(project):
    """What reading a broken hookops.yaml says."""

    def run(text: str):
        with pytest.raises(InvalidInput) as caught:
            read(project(text))
        return [(d.mark.line, d.mark.column, d.code) for d in caught.value.diagnostics]

    return run


def test_a_project_is_read(project, tmp_path):
    """Paths start at the file's folder, defaults are filled in."""
    found = read(project(PROJECT))
    local, prod = found.organizations["local"], found.organizations["prod"]

    assert (tmp_path / "manifests", tmp_path / "more/a.yaml") == found.manifests
    assert (tmp_path / ".hookops/local.db", "", "") == (local.emulator, local.url, local.id)
    assert str(tmp_path / ".hookops/local.ledger.json") == local.ledger
    assert (None, "https://acme.okta.com", "00o1abcDEF") == (prod.emulator, prod.url, prod.id)
    assert str(tmp_path / "state/prod.json") == prod.ledger
    assert Mark("hookops.yaml", 7, 5) == prod.mark


def test_manifests_have_a_default(project, tmp_path):
    """Without manifests the folder `manifests` is meant."""
    text = PROJECT.replace("  manifests: [manifests, more/a.yaml]\n", "")
    assert (tmp_path / "manifests",) == read(project(text)).manifests


def test_find_walks_up(project, tmp_path):
    """The nearest file above counts."""
    path = project(PROJECT)
    (tmp_path / "a" / "b").mkdir(parents=True)

    assert path == find(tmp_path / "a" / "b")


def test_find_stops_at_the_repository(project, tmp_path):
    """Another repository's project is none of ours."""
    project(PROJECT)
    (tmp_path / "a" / ".git").mkdir(parents=True)

    assert None is find(tmp_path / "a")


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("kind: Project", "kind: Projekt", (2, 7, "enum")),
        ("spec:", "specs:", (3, 1, "unknown-field")),
        ("emulator:", "emulater:", (6, 13, "unknown-field")),
        ("local:", "Local:", (6, 5, "key")),
        ("id: 00o1abcDEF", "id: 12", (9, 11, "type")),
        ("00o1abcDEF", "acme", (9, 11, "pattern")),
        ("ledger: state", "ledger: ../state", (10, 15, "outside")),
        ("ledger: state", "ledger: s3://state", (10, 15, "ledger")),
        ("ledger: state/prod.json", "ledger: none", (10, 15, "ledger")),
        ("more/a.yaml", "/etc", (4, 26, "outside")),
        ("emulator: .hookops/local.db", "emulator: ../x", (6, 23, "outside")),
        ("      url: https://acme.okta.com/\n", "", (7, 5, "missing-field")),
        ("local.db}", "local.db, url: x}", (6, 42, "not-here")),
        ("      id:", "      auths: {}\n      id:", (9, 7, "unknown-field")),
        ("https://acme", "http://acme", (8, 12, "url")),
    ],
)
def test_mistakes_have_places(codes, old, new, at):
    """Each mistake is reported once, where it is."""
    assert at in codes(PROJECT.replace(old, new))


def test_a_ledger_in_another_store(project):
    """The location of a store that there is stays as it is written."""
    text = PROJECT.replace("state/prod.json", "s3://state/prod.json")

    found = read(project(text), lambda _: "").organizations["prod"]

    assert "s3://state/prod.json" == found.ledger


def test_m36_links_out_of_the_project(codes, tmp_path):
    """A link does not lead out either."""
    (tmp_path / "more").symlink_to("/")
    assert [(4, 26, "outside")] == codes(PROJECT)


def test_one_document(codes):
    """A second document is an error."""
    assert [(12, 1, "document")] == codes(PROJECT + "---\na: b\n")


def test_yaml_mistakes(codes):
    """YAML is as strict as in manifests."""
    assert [(1, 4, "alias")] == codes("a: *x\n")


def test_missing_file(tmp_path):
    """A file that is not there is invalid input."""
    with pytest.raises(InvalidInput, match="cannot be read"):
        read(tmp_path / "hookops.yaml")


def test_e01_no_url(codes):
    """An organization has a url or is the emulator."""
    text = PROJECT.replace("{emulator: .hookops/local.db}", "{}")
    assert [(6, 5, "missing-field")] == codes(text)


def test_an_organization_names_the_variable_of_its_token(project):
    """`auth.tokenFrom` is a reference; the others leave the choice to the environment."""
    text = PROJECT.replace(
        "id: 00o", "auth: {tokenFrom: env:HOOKOPS_API_TOKEN_PROD}\n      id: 00o"
    )
    found = read(project(text)).organizations

    assert ("", "HOOKOPS_API_TOKEN_PROD") == (
        found["local"].credential.token_from,
        found["prod"].credential.token_from,
    )


@pytest.mark.parametrize(
    ("auth", "code"),
    [
        ("{tokenFrom: HOOKOPS_API_TOKEN}", "pattern"),
        ("{tokenFrom: 'env:A B'}", "pattern"),
        ("{}", "missing-field"),
        ("{tokenFrom: env:A, token: x}", "unknown-field"),
    ],
)
def test_what_names_no_token(codes, auth, code):
    """Anything but one reference is reported at its place, and a literal has no field."""
    text = PROJECT.replace("id: 00o", f"auth: {auth}\n      id: 00o")

    assert [code] == [found for _, _, found in codes(text)]


@pytest.mark.parametrize(
    ("auth", "expected"),
    [
        ("{method: private_key_jwt}", NamedCredential(service_app=True)),
        (
            "{method: private_key_jwt, clientId: 0oa1, keyId: k1, dpop: true}",
            NamedCredential(service_app=True, client_id="0oa1", key_id="k1", dpop="always"),
        ),
        (
            "{method: private_key_jwt, privateKeyFrom: env:HOOKOPS_PRIVATE_KEY_A, dpop: false}",
            NamedCredential(service_app=True, key_from="env:HOOKOPS_PRIVATE_KEY_A", dpop="never"),
        ),
        (
            "{method: private_key_jwt, privateKeyFrom: 'aws-kms:alias/hookops', dpop: auto}",
            NamedCredential(service_app=True, key_from="aws-kms:alias/hookops"),
        ),
    ],
)
def test_an_organization_signs_in_as_a_service_app(project, auth, expected):
    """`auth.method` says so; client, key and DPoP are as the file has them."""
    text = PROJECT.replace("id: 00o", f"auth: {auth}\n      id: 00o")

    assert expected == read(project(text)).organizations["prod"].credential


@pytest.mark.parametrize(
    ("auth", "code", "words"),
    [
        ("{method: x}", "enum", "auth.method must be private_key_jwt"),
        ("{clientId: 0oa1}", "missing-field", "method"),
        ("{method: private_key_jwt, clientId: '0oa 1'}", "pattern", "must be the client ID"),
        ("{method: private_key_jwt, dpop: yes}", "enum", "dpop must be true, false or auto"),
        ("{method: private_key_jwt, dpop: 1}", "type", "dpop"),
        ("{method: private_key_jwt, dpop: null}", "type", "dpop"),
        ("{method: private_key_jwt, privateKey: x}", "unknown-field", "privateKey"),
        ("{method: private_key_jwt, keyId: ''}", "pattern", "must be the kid"),
        (
            "{method: private_key_jwt, privateKeyFrom: '-----BEGIN CANARY-1'}",
            "pattern",
            "must be a reference such as env:HOOKOPS_PRIVATE_KEY",
        ),
        (
            "{tokenFrom: env:A, method: private_key_jwt}",
            "not-here",
            "method belongs to an auth without tokenFrom",
        ),
        (
            "{tokenFrom: env:A, clientId: 0oa1}",
            "not-here",
            "clientId belongs to an auth without tokenFrom",
        ),
    ],
)
def test_what_is_no_service_app(project, auth, code, words):
    """Each mistake is reported at its place; what may be a key is not repeated."""
    text = PROJECT.replace("id: 00o", f"auth: {auth}\n      id: 00o")
    with pytest.raises(InvalidInput) as problem:
        read(project(text))

    found = problem.value.diagnostics
    assert [code] == [each.code for each in found]
    assert words in str(problem.value)
    assert "CANARY" not in str(problem.value)


def test_the_embedded_emulator_has_no_token(codes):
    """Nothing of the environment goes to it."""
    text = PROJECT.replace("local.db}", "local.db, auth: {tokenFrom: env:HOOKOPS_API_TOKEN}}")

    assert [(6, 42, "not-here")] == codes(text)


PLACES = """\
apiVersion: hookops.dev/v1
kind: Project
spec:
  manifests: ["teams/*/hooks"]
  organizations:
    dev: {emulator: .hookops/dev.db}
    prod:
      emulator: .hookops/prod.db
      manifests: [only-prod]
      overlays: [overlays/all, overlays/prod]
"""


def test_manifests_of_an_organization(project, tmp_path):
    """Patterns match folders in their order; an organization may have its own, and overlays."""
    for team in ("b", "a", ".hidden"):
        (tmp_path / "teams" / team / "hooks").mkdir(parents=True)
    found = read(project(PLACES))
    dev, prod = (found.organizations[name].sources for name in ("dev", "prod"))
    overlays = (tmp_path / "overlays/all", tmp_path / "overlays/prod")

    assert (tmp_path / "teams/a/hooks", tmp_path / "teams/b/hooks") == dev.paths == found.manifests
    assert ((tmp_path / "only-prod",), overlays) == (prod.paths, prod.overlays)
    assert ((), frozenset(overlays)) == (dev.overlays, dev.apart)


def test_a_pattern_that_matches_nothing(project, tmp_path):
    """It is named as it was written, by who looks for manifests."""
    assert (tmp_path / "teams/*/hooks",) == read(project(PLACES)).manifests


@pytest.mark.parametrize(
    "text",
    ["../*", "teams/**x/../../..", "/etc/*", "link/*"],
)
def test_patterns_stay_inside(project, codes, tmp_path, text):
    """Whatever a pattern matches lies in the project's folder."""
    (tmp_path / "link").symlink_to("/etc")

    assert (4, 15, "outside") in codes(PLACES.replace("teams/*/hooks", text))


def test_overlays_stay_inside(codes):
    """As manifests do."""
    assert [(10, 32, "outside")] == codes(PLACES.replace("overlays/prod", "../prod"))


def test_both_names_of_the_file(project, tmp_path):
    """hookops.yml is found as well, and two of them are no project."""
    path = project(PLACES)
    path.rename(tmp_path / "hookops.yml")

    assert tmp_path / "hookops.yml" == find(tmp_path)
    assert ["dev", "prod"] == list(read(tmp_path / "hookops.yml").organizations)

    project(PLACES)
    with pytest.raises(InvalidInput, match=r"hookops\.yaml and hookops\.yml lie beside each other"):
        read(path)
