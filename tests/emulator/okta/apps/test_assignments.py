"""The policies that apps use."""

from emulator.answers import code
from emulator.okta.apps.some_apps import APPS, BOOKMARK, create, path_of
from emulator.okta.policies.rule_paths import POLICIES, policies_of


def new_policy(okta, type_="PROFILE_ENROLLMENT"):
    return okta.post(POLICIES, json={"name": "own", "type": type_}).json()["id"]


def labels(okta, policy_id):
    return [app["label"] for app in okta.get(f"{POLICIES}/{policy_id}/app").json()]


def test_policies_are_assigned(client):
    """PUT of a policy to an app is answered with 204, and the app's links name it.

    Source: Okta Management API, assignApplicationPolicy; links as recorded by salto-io/salto.
    """
    okta = client()
    app = create(okta)
    body = {"name": "own", "type": "PROFILE_ENROLLMENT"}
    policy = okta.post("/api/v1/policies", json=body).json()["id"]

    answer = okta.put(f"{path_of(app)}/policies/{policy}", content=b"")
    unknown = okta.put(f"{path_of(app)}/policies/00pnone", content=b"")

    href = okta.get(path_of(app)).json()["_links"]["profileEnrollment"]["href"]
    assert (204, b"") == (answer.status_code, answer.content)
    assert (True, False) == (
        href.endswith(policy),
        app["_links"]["profileEnrollment"]["href"].endswith(policy),
    )
    assert (404, "E0000007") == code(unknown)


def test_policy_lists_its_apps(client):
    """A policy lists the apps that use it, whole; the org's own lists those that have no other.

    Source: Okta Management API, listPolicyApps.
    """
    okta = client()
    app = create(okta)
    create(okta, BOOKMARK)
    own = new_policy(okta)
    okta.put(f"{path_of(app)}/policies/{own}", content=b"")

    (default, _) = policies_of(okta)
    (access,) = policies_of(okta, "ACCESS_POLICY")

    assert [okta.get(path_of(app)).json()] == okta.get(f"{POLICIES}/{own}/app").json()
    assert ["Wiki"] == labels(okta, default["id"])
    assert ["Acme Portal", "Wiki"] == labels(okta, access["id"])


def test_missing_policy_is_a_rule_set(client):
    """The error for a missing policy calls it a RuleSetEntity, whatever is asked of it.

    Source: recorded by terraform-provider-okta.
    """
    okta = client()
    app = create(okta)
    path = f"{POLICIES}/rstnone"

    answers = [
        *(okta.get(path + more) for more in ("", "/app", "/rules")),
        okta.put(path, json={"name": "a", "type": "ACCESS_POLICY"}),
        okta.put(f"{path_of(app)}/policies/rstnone", content=b""),
    ]

    text = "Not found: Resource not found: rstnone (RuleSetEntity)"
    assert [(404, text)] * 5 == [
        (answer.status_code, answer.json()["errorSummary"]) for answer in answers
    ]


def test_apps_move_to_a_policy_and_back(client):
    """Apps are assigned to a policy, read there, and assigned to the org's own before it goes.

    Source: terraform-provider-okta, okta_policy_profile_enrollment_apps.
    """
    okta = client()
    paths = [path_of(create(okta, BOOKMARK, label=label)) for label in ("a", "b")]
    own = new_policy(okta)
    default = next(policy["id"] for policy in policies_of(okta) if policy["system"])

    there = [okta.put(f"{path}/policies/{own}", content=b"").status_code for path in paths]
    before = labels(okta, own)
    back = [okta.put(f"{path}/policies/{default}", content=b"").status_code for path in paths]
    after = labels(okta, own)
    okta.delete(f"{POLICIES}/{own}")

    assert ([204, 204], [204, 204]) == (there, back)
    assert (["a", "b"], []) == (before, after)
    assert ["a", "b"] == labels(okta, default)


def test_app_of_a_deleted_policy_uses_the_default(client):
    """An app whose policy was deleted names the org's own again. Emulator choice."""
    okta = client()
    app = create(okta)
    own = new_policy(okta)
    okta.put(f"{path_of(app)}/policies/{own}", content=b"")

    okta.delete(f"{POLICIES}/{own}")

    assert [app["_links"]] == [shown["_links"] for shown in okta.get(APPS).json()]
