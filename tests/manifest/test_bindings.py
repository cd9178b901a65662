"""Bindings and hook keys in manifests: source text in, (line, column, code) out."""

import pytest

SCHEME = "{key: X, valueFrom: env:HOOKOPS_SECRET_A}"
HOOK = f"""\
apiVersion: hookops.dev/v1
kind: InlineHook
metadata: {{name: a}}
spec:
  type: %s
  channel: {{type: HTTP, config: {{uri: https://h.example.com/a, authScheme: {SCHEME}}}}}
  bindings:
%s
"""
TOKEN, SAML = "com.okta.oauth2.tokens.transform", "com.okta.saml.tokens.transform"
REGISTRATION, USERS = "com.okta.user.pre-registration", "com.okta.import.transform"
KEY = """\
apiVersion: hookops.dev/v1
kind: HookKey
metadata: {name: k}
"""
SIGNED = """\
apiVersion: hookops.dev/v1
kind: InlineHook
metadata: {name: a}
spec:
  type: com.okta.saml.tokens.transform
  channel:
    type: OAUTH
    config:
      uri: https://h.example.com/a
      authType: private_key_jwt
      clientId: c
      tokenUrl: https://h.example.com/t
      %s
"""


@pytest.mark.parametrize(
    ("type_", "lines", "expected"),
    [
        (SAML, "    - app: Acme", []),
        (SAML, "    - {app: {id: 0oa1234567}}", []),
        (SAML, "    []", []),
        (REGISTRATION, "    - {profilePolicy: P, runOn: [new-user, profile-update]}", []),
        (USERS, "    - {app: HR, manual: true}", []),
        (SAML, "    - {authorizationServer: a, policy: p, rule: r}", [(8, 8, "binding")]),
        (TOKEN, "    - {authorizationServer: a, rule: r}", [(8, 7, "binding")]),
        (SAML, "    - {app: A, runOn: [new-user]}", [(8, 16, "binding")]),
        (SAML, "    - {app: A, manual: true}", [(8, 16, "binding")]),
        (USERS, "    - {app: HR, manual: false}", [(8, 7, "manual"), (8, 25, "enum")]),
        (USERS, "    - {app: HR, manual: 'yes'}", [(8, 7, "manual"), (8, 25, "enum")]),
        (USERS, "    - {app: HR}", [(8, 7, "manual")]),
        (SAML, "    - {app: ' A'}", [(8, 13, "edge-space")]),
        (SAML, "    - {app: ' '}", [(8, 13, "edge-space"), (8, 13, "edge-space")]),
        (SAML, "    - {app: ''}", [(8, 13, "length")]),
        (SAML, "    - {app: {id: a b}}", [(8, 18, "pattern")]),
        (SAML, "    - {app: {name: x}}", [(8, 8, "missing-field"), (8, 14, "unknown-field")]),
        (SAML, "    - {application: A}", [(8, 8, "unknown-field")]),
        (REGISTRATION, "    - {profilePolicy: P, runOn: [never]}", [(8, 34, "enum")]),
        (REGISTRATION, "    - {profilePolicy: P, runOn: []}", [(8, 33, "length")]),
        (SAML, "    x", [(8, 5, "type")]),
        ("com.okta.telephony.provider", "    []", [(7, 3, "no-bindings")]),
        ("com.okta.user.credential.password.import", "    - app: A", [(7, 3, "no-bindings")]),
    ],
)
def test_m30_a_binding_that_does_not_fit(codes, type_, lines, expected):
    """M30: selectors fit the type, names are what they look like, some types have no bindings."""
    assert sorted(expected) == sorted(codes(HOOK % (type_, lines)))


USERS_SAY = "user import hooks are bound by {app: NAME}"
TOKENS_SAY = "token hooks are bound by {authorizationServer: NAME, policy: NAME, rule: NAME}"


@pytest.mark.parametrize(
    ("type_", "binding", "message"),
    [
        (TOKEN, "{authorizationServer: a, rule: r}", f"{TOKENS_SAY}: policy is missing"),
        (USERS, "{app: HR, rule: r, manual: true}", f"{USERS_SAY}: rule does not fit"),
    ],
)
def test_m30_the_message_has_an_example(load_files, type_, binding, message):
    """M30: it shows how hooks of the type are bound, by the API or by a person."""
    (found,) = load_files(a=HOOK % (type_, f"    - {binding}")).diagnostics

    assert message == found.message


def test_m32_an_inactive_hook_is_not_bound(codes):
    """M32: with INACTIVE the list has to be empty."""
    text = (HOOK % (SAML, "    - app: A")).replace("  channel:", "  status: INACTIVE\n  channel:")

    assert [(9, 5, "inactive")] == codes(text)
    assert [] == codes(text.replace("  bindings:\n    - app: A", "  bindings: []"))


def test_m31_two_hooks_at_one_attachment_point(load_files):
    """M31: reported at the second place, with the first beside it."""
    one = HOOK % (SAML, "    - app: A")

    (found,) = load_files(a=one, b=one.replace("name: a", "name: b")).diagnostics

    assert ("slot-taken", 8) == (found.code, found.mark.line)
    assert ["first declared here"] == [word for _, word in found.related]


def test_a_key_that_nothing_declares(load_files):
    """M24: a name is one of a HookKey here, with the closest one as a hint."""
    (found,) = load_files(a=SIGNED % "hookKey: kk", k=KEY).diagnostics
    (other,) = load_files(a=SIGNED % "hookKey: zzzzzz", k=KEY).diagnostics

    assert ("unknown-reference", 13, "did you mean k") == (
        found.code,
        found.mark.line,
        found.hint,
    )
    assert "declare it" in other.hint


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("hookKey: k", []),
        ("hookKeyId: HKY1234567890", []),
        ("scope: x", [(8, 5, "missing-field")]),
        ("hookKeyId: k", [(13, 18, "pattern")]),
        ("hookKey: HKY1234567890", [(13, 16, "pattern")]),
        ("hookKey: k\n      hookKeyId: HKY1234567890", [(14, 7, "not-here")]),
        ("hookKey: k\n      clientSecretFrom: env:HOOKOPS_SECRET_A", [(14, 7, "not-here")]),
    ],
)
def test_m24_a_private_key_needs_a_key(codes, line, expected):
    """M24: exactly one of the key's name in Git and its id in Okta, and no secret."""
    assert expected == codes(SIGNED % line + "---\n" + KEY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (KEY, []),
        (KEY + "spec: {name: Key of 2026}\n", []),
        (KEY + "spec: {}\n", []),
        (KEY + "spec: {type: RSA}\n", [(4, 8, "unknown-field")]),
        (KEY + "spec: {name: ' k'}\n", [(4, 14, "edge-space")]),
        (KEY + f"spec: {{name: {'k' * 256}}}\n", [(4, 14, "length")]),
        (
            KEY.replace("k}", "k, annotations: {hookops.dev/published: 'a b'}}"),
            [(3, 58, "pattern")],
        ),
    ],
)
def test_a_hook_key(codes, text, expected):
    """All that a key has is a name, and a note on its publication."""
    assert expected == codes(text)


def test_keys_of_one_name(load_files):
    """Names in Okta are unique."""
    other = KEY.replace("name: k", "name: l") + "spec: {name: K}\n"
    moved = KEY.replace("name: k", "name: m, previousNames: [k]")

    assert ["similar-name"] == [d.code for d in load_files(a=KEY, b=other).diagnostics]
    assert ["previous-name"] == [d.code for d in load_files(a=KEY, b=moved).diagnostics]


def test_many_keys(load_files):
    """Okta documents 50."""
    texts = {f"k{n}": KEY.replace("name: k", f"name: k{n}") for n in range(46)}

    assert ["many-keys"] == [d.code for d in load_files(**texts).diagnostics]


def test_a_binding_knows_its_lines(load_files):
    """Messages about a binding point at its own fields."""
    loaded = load_files(a=HOOK % (REGISTRATION, "    - profilePolicy: P\n      runOn: [new-user]"))
    (binding,) = [r for key, r in loaded.desired.items() if key.kind == "Binding"]

    assert (8, 7) == (binding.origin.start.line, binding.origin.start.column)
    assert 9 == binding.origin.at(("runOn",)).line
    assert 8 == binding.origin.at(("hook",)).line


@pytest.mark.parametrize(
    ("type_", "verify", "expected"),
    [
        (TOKEN, "{preview: required}", []),
        (TOKEN, "{preview: optional, cases: cases/a, throughOkta: true}", []),
        (TOKEN, "{preview: off}", []),
        (TOKEN, "{cases: a}", [(7, 3, "missing-field")]),
        (TOKEN, "{preview: always}", [(7, 21, "enum")]),
        (TOKEN, "{preview: required, cases: ../a}", [(7, 38, "outside")]),
        (TOKEN, "{preview: required, cases: /a}", [(7, 38, "outside")]),
        ("com.okta.telephony.provider", "{preview: required}", [(7, 3, "verify")]),
        ("com.okta.telephony.provider", "{preview: required, cases: a}", []),
    ],
)
def test_how_a_service_is_verified(codes, type_, verify, expected):
    """Cases lie in the project; a telephony hook sends nothing to an invented number."""
    text = (HOOK % (type_, "")).replace("  bindings:\n", f"  verify: {verify}\n")

    assert expected == codes(text)


def test_a_key_of_oktas_can_only_be_tried_through_okta(codes):
    """The private key never leaves Okta."""
    text = SIGNED % "hookKey: k" + "  verify: {preview: required%s}\n---\n" + KEY

    assert [(14, 3, "verify")] == codes(text % "")
    assert [] == codes(text % ", throughOkta: true")
