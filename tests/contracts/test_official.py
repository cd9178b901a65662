"""Okta's own example answers, where its descriptions lie beside this repository.

Many name claims that Okta's example request does not have, since the two were not written for
each other. Each is judged with the example request of its type; what is found stands here.
"""

import json
from functools import cache
from pathlib import Path

import pytest
import yaml
from contracts.contract_cases import IMPORT, PASSWORD, REGISTRATION, SAML, TELEPHONY, TOKEN, shown

from hookops.contracts.judge import judge
from hookops.contracts.requests.samples import Event, Sample
from hookops.contracts.types import contract_of
from hookops.contracts.values import Answer
from hookops.kinds.inline_hook.types import HOOK_TYPES

REPO = Path(__file__).resolve().parents[2]
EXAMPLES = REPO.parent / "shared" / "okta" / "contracts.schema.yaml"
REFRESH = {".data.refresh_token", ".data.refresh_token.jti"}

# Type, Okta's name of the example, what is found, and what Okta would do.
EXPECTED = [
    (
        REGISTRATION,
        "ProfileEnrollmentResponse",
        ["all.9a commands[0].type", "all.9b commands[0].type", "unknown.bad-answer"],
        "unknown",
    ),
    (
        REGISTRATION,
        "ProgressiveProfileResponse",
        ["all.9a commands[0].type", "all.9b commands[0].type", "unknown.bad-answer"],
        "unknown",
    ),
    (
        REGISTRATION,
        "ProfileEnrollmentResponseDeny",
        ["all.9a commands[0].type", "all.9b commands[0].type", "all.17 error"],
        "refused",
    ),
    (
        REGISTRATION,
        "ProgressiveProfileResponseDeny",
        ["all.9a commands[0].type", "all.9b commands[0].type", "all.17 error"],
        "refused",
    ),
    (SAML, "SAMLHookResponseExample", ["saml.7 commands[0].value[2].path"], "applied"),
    (
        SAML,
        "SAMLHookResponseWithURIFormat",
        [
            "saml.11 commands[0].value[1].value",
            "saml.6 commands[0].value[0].path",
            "saml.6 commands[0].value[1].path",
            "unknown.bad-answer",
        ],
        "unknown",
    ),
    (TOKEN, "TokenHookResponse", [], "applied"),
    (
        TOKEN,
        "TokenHookResponseWithURIFormat",
        ["token.9a commands[0].value[0].path", "token.14a commands"],
        "dropped",
    ),
    (
        TOKEN,
        "TokenHookResponseAppendArray",
        ["token.9a commands[0].value[0].path", "token.14a commands"],
        "dropped",
    ),
    (
        TOKEN,
        "TokenHookReplaceExisting",
        [
            "token.8 commands[0].value[0].path",
            "token.8 commands[0].value[1].path",
            "token.14a commands",
        ],
        "dropped",
    ),
    (
        TOKEN,
        "TokenHookReplaceInPath",
        ["token.8 commands[0].value[0].path", "token.14a commands"],
        "dropped",
    ),
    (TOKEN, "TokenHookModifyLifetime", [], "applied"),
    (
        TOKEN,
        "TokenHookRemoveClaim",
        [
            "token.8 commands[0].value[0].path",
            "token.8 commands[1].value[0].path",
            "token.14a commands",
        ],
        "dropped",
    ),
    (
        TOKEN,
        "TokenHookRemoveFromArray",
        ["token.8 commands[0].value[0].path", "token.14a commands"],
        "dropped",
    ),
    (
        TOKEN,
        "TokenHookRemoveFromObject",
        ["token.8 commands[0].value[0].path", "token.14a commands"],
        "dropped",
    ),
    (TOKEN, "TokenHookErrorExample", ["all.17 error"], "refused"),
    (PASSWORD, "PasswordImportVerifiedResponse", [], "applied"),
    (PASSWORD, "PasswordImportUnVerifiedResponse", [], "refused"),
    # Okta's example request has a conflict in `login`, which these leave as it is.
    (IMPORT, "UserImportChangeAppUserProfileExample", ["import.7"], "applied"),
    (IMPORT, "UserImportChangeUserProfileExample", ["import.7"], "applied"),
    (IMPORT, "UserImportCreateANewUserExample", ["import.7"], "applied"),
    (IMPORT, "UserImportMatchExample", [], "applied"),
    (IMPORT, "UserImportErrorExample", ["unknown.import-error error"], "unknown"),
    (TELEPHONY, "TelephonySuccessResponse", [], "applied"),
    (TELEPHONY, "TelephonyFailureResponse", ["all.10a error"], "dropped"),
]


@cache
def examples():
    """Okta's examples by type; skips when they are not there."""
    if not EXAMPLES.exists():
        pytest.skip("Okta's example payloads are not beside this repository")
    found = yaml.safe_load(EXAMPLES.read_text())["$defs"]
    return {hook_type: found[hook_type]["examples"] for hook_type in HOOK_TYPES}


def request_for(hook_type, name):
    """Okta's example request that goes with the answer of this name."""
    requests = {
        item["name"]: item["request"] for item in examples()[hook_type] if "request" in item
    }
    return requests.get(
        "ProgressiveProfileRequest" if name.startswith("Progressive") else "",
        next(iter(requests.values())),
    )


def members(value, path=""):
    """The path of every member, but for what is inside of profiles, claims and scopes."""
    if isinstance(value, dict) and not path.endswith((".profile", ".claims", ".scopes")):
        return {f"{path}.{name}" for name in value}.union(
            *(members(item, f"{path}.{name}") for name, item in value.items())
        )
    return set()


@pytest.mark.parametrize(("hook_type", "name", "finds", "outcome"), EXPECTED)
def test_what_is_found_in_an_official_answer(hook_type, name, finds, outcome):
    """Slips of Okta's own examples are found, and nothing is found in those without."""
    body = next(item["response"] for item in examples()[hook_type] if item["name"] == name)
    answer = Answer(200, {"content-type": "application/json"}, as_json(body))

    verdict = judge(hook_type, request_for(hook_type, name), answer)

    assert finds == shown(verdict)
    assert outcome == verdict.outcome


def test_every_official_answer_is_judged():
    """No example is left out."""
    names = [
        (hook_type, item["name"])
        for hook_type, items in examples().items()
        for item in items
        if "response" in item
    ]

    assert sorted(names) == sorted((hook_type, name) for hook_type, name, _, _ in EXPECTED)


@pytest.mark.parametrize(
    ("hook_type", "variant", "name", "lacking"),
    [
        (REGISTRATION, "self-service", "ProfileEnrollmentRequest", set()),
        (REGISTRATION, "progressive-profile", "ProgressiveProfileRequest", set()),
        (SAML, "sign-in", "SAMLPayLoadExample", set()),
        (
            TOKEN,
            "implicit",
            "TokenPayLoadExample",
            REFRESH,
        ),
        (PASSWORD, "sign-in", "PasswordImportPayloadExample", set()),
        (IMPORT, "create", "UserImportPayloadExample", set()),
        (TELEPHONY, "sms", "TelephonyPayloadExample", set()),
    ],
)
def test_requests_have_what_official_ones_have(hook_type, variant, name, lacking):
    """What we build lacks no member that Okta's example has, but for what cannot be there.

    Okta's example of the implicit flow has a refresh token, which that flow does not give.
    """
    official = next(item["request"] for item in examples()[hook_type] if item["name"] == name)
    sample = Sample(Event("1", 0), scopes=("openid", "profile", "email"))
    built = contract_of(hook_type).build(variant, sample)

    assert lacking == {path for path in members(official) - members(built) if not free(path)}


def free(path):
    """Whether the last name is the user's own."""
    return path.rpartition(".")[0].endswith((".userProfileUpdate", ".profile"))


def as_json(value):
    """The value as the bytes of JSON."""
    return json.dumps(value).encode()
