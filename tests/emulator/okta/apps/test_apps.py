"""Apps: created, changed, listed and deleted."""

import pytest
from emulator.answers import REFUSED, code
from emulator.okta.apps.some_apps import (
    APPS,
    BOOKMARK,
    CATALOGUE,
    CUSTOM,
    changed,
    create,
    hooks_in,
    path_of,
)

from hookops.emulator.control.switches import Switches

HOOKS = "/api/v1/inlineHooks"
SAML = {"type": "com.okta.saml.tokens.transform", "version": "1.0.2"}


def test_fresh_org_has_no_apps(client):
    """A fresh org shows no apps. Emulator choice: those of Okta itself are left out."""
    assert [] == client().get(APPS).json()


def test_custom_saml_app_is_complete(client):
    """A custom app gets a name, and its sign-on has `inlineHooks`, empty when unbound.

    Source: Okta Management API, sample Saml2.0PutResponseEx; recorded by terraform-provider-okta
    TestAccResourceOktaAppSaml_inlineHook.
    """
    okta = client()

    app = create(okta)

    sign_on = app["settings"]["signOn"]
    assert ("emulator_acmeportal_1", "ACTIVE") == (app["name"], app["status"])
    assert ([], []) == (sign_on["inlineHooks"], sign_on["acsEndpoints"])
    assert "https://sp.example/acs" == sign_on["ssoAcsUrl"]
    assert {"accessPolicy", "profileEnrollment", "metadata", "deactivate"} <= set(app["_links"])
    assert app == okta.get(path_of(app)).json()
    assert "emulator_acmeportal_2" == create(okta)["name"]


def test_app_of_another_kind_is_kept_as_given(client):
    """An app that does not use SAML is stored with the settings it was given.

    Source: recorded by okta-sdk-python test_applications_it, test_replace_application: the body of
    a GET is accepted by PUT.
    """
    okta = client()
    app = create(okta, BOOKMARK)

    answer = okta.put(
        path_of(app), json=app | {"label": "Wiki 2", "name": "x", "status": "INACTIVE"}
    )

    shown = answer.json()
    assert ("bookmark", "Wiki 2", "ACTIVE") == tuple(
        shown[name] for name in ("name", "label", "status")
    )
    assert {"url": "https://wiki.example"} == shown["settings"]["app"]
    assert "signOn" not in shown["settings"]


def test_what_is_left_out_is_cleared_but_for_what_lasts(client):
    """A PUT without `acsEndpoints` clears them; `slo` stays, and `spIssuer` is its issuer.

    Source: recorded by terraform-provider-okta TestAccResourceOktaAppSaml_crud; Okta, Apps API
    (2023), slo and spIssuer.
    """
    okta = client()
    slo = {"enabled": True, "issuer": "https://sp.example", "logoutUrl": "https://sp.example/out"}
    points = [{"url": "https://sp.example/acs", "index": 0}]
    app = create(okta, changed(CUSTOM, slo=slo, acsEndpoints=points))

    body = changed(app, slo=..., acsEndpoints=...)
    sign_on = okta.put(path_of(app), json=body).json()["settings"]["signOn"]

    assert ([], slo, "https://sp.example") == (
        sign_on["acsEndpoints"],
        sign_on["slo"],
        sign_on["spIssuer"],
    )


def test_inactive_custom_app_refuses_put(client):
    """An INACTIVE custom app answers PUT with 400 E0000024; one of the catalogue accepts it.

    Source: recorded by terraform-provider-okta TestAccResourceOktaAppAutoLoginApplication_crud and
    TestAppUpdateStatus_all_apps.
    """
    okta = client()
    login = {"label": "Login", "signOnMode": "AUTO_LOGIN"}
    answers = []
    for body in (CUSTOM, login, CATALOGUE):
        app = create(okta, body)
        stopped = okta.post(path_of(app) + "/lifecycle/deactivate", content=b"")
        answers.append(okta.put(path_of(app), json=app))

    text = "This operation on app metadata is not yet supported: No active instances."
    assert (200, {}) == (stopped.status_code, stopped.json())
    assert [(400, "E0000024")] * 2 + [(200, None)] == [code(answer) for answer in answers]
    assert [{"errorSummary": text}] == answers[0].json()["errorCauses"]


def test_app_is_deleted_when_inactive(client):
    """An ACTIVE app is not deleted, an INACTIVE one is; its links tell what can be done.

    Source: Okta Management API, deleteApplication; Okta, Error codes, E0000056.
    """
    okta = client()
    app = okta.post(APPS + "?activate=false", json=CUSTOM).json()
    path = path_of(app)
    okta.get(path + "/credentials/keys")

    okta.post(path + "/lifecycle/activate", content=b"")
    refused = okta.delete(path)
    okta.post(path + "/lifecycle/deactivate", content=b"")
    deleted = okta.delete(path)

    assert ("INACTIVE", True) == (app["status"], "activate" in app["_links"])
    assert ((403, "E0000056"), 204) == (code(refused), deleted.status_code)
    assert (404, "E0000007") == code(okta.get(path))


@pytest.mark.parametrize(
    "body",
    [
        {},
        CUSTOM | {"label": ""},
        CUSTOM | {"signOnMode": "X"},
        CUSTOM | {"settings": 1},
        changed(CUSTOM, inlineHooks={"a": 1}),
        changed(CUSTOM, inlineHooks=["x"]),
        changed(CUSTOM, inlineHooks=[{}]),
        changed(CUSTOM, inlineHooks=[{"id": "calnone"}]),
    ],
)
def test_wrong_app_is_refused(client, body):
    """An app without what is required, or with hooks that are none, is refused.

    Source: Okta Management API, Application; the error for a hook that is none is unknown.
    """
    assert REFUSED == code(client().post(APPS, json=body))


def test_sign_on_mode_is_fixed(client):
    """A PUT with another sign-on mode is refused. Emulator choice."""
    okta = client()
    app = create(okta)

    assert REFUSED == code(okta.put(path_of(app), json=app | {"signOnMode": "BOOKMARK"}))


def test_apps_are_listed_in_pages(client):
    """Without a `limit` a page has 20 apps; the `Link` header leads to the next.

    Source: Okta Management API, listApplications; 20 is the emulator's choice.
    """
    okta = client()
    for number in range(21):
        create(okta, BOOKMARK, label=f"app {number}")

    first = okta.get(APPS)
    second = okta.get(first.links["next"]["url"])

    assert (20, ["app 20"]) == (len(first.json()), [app["label"] for app in second.json()])
    assert (False, 21) == ("next" in second.links, len(okta.get(APPS + "?limit=500").json()))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "zoo"}, ["Zoom"]),
        ({"q": "bookm"}, ["Wiki"]),
        ({"q": "portal"}, []),
        ({"filter": 'status eq "INACTIVE"'}, ["Wiki"]),
        ({"filter": 'name eq "zoomus"'}, ["Zoom"]),
        ({"filter": "settings.slo.enabled eq true"}, []),
        ({"filter": 'credentials.signing.kid eq "none"'}, []),
        ({"filter": 'status eq "ACTIVE"', "q": "acme"}, ["Acme Portal"]),
    ],
)
def test_list_is_refined(client, query, expected):
    """`q` is the start of a name or label; `filter` compares what can be compared.

    Source: Okta Management API, listApplications; both at once: recorded by
    terraform-provider-okta.
    """
    apps = [CUSTOM, CATALOGUE, BOOKMARK | {"status": "INACTIVE"}]
    okta = client(seed={"apps": apps})

    assert expected == [app["label"] for app in okta.get(APPS, params=query).json()]


@pytest.mark.parametrize("text", ['label eq "x"', "status", 'status ne "ACTIVE"'])
def test_wrong_filter_is_refused(client, text):
    """A filter by another member, or that is none, is answered with 400 E0000031.

    Source: Okta, Error codes, E0000031.
    """
    okta = client()
    create(okta)

    assert (400, "E0000031") == code(okta.get(APPS, params={"filter": text}))


def test_classic_app_names_no_policies(client):
    """An app of an org with the Classic Engine has no links to policies of the other engine.

    Source: Okta Management API, ACCESS_POLICY and PROFILE_ENROLLMENT: Identity Engine only.
    """
    app = create(client(switches=Switches(engine="classic")))

    assert {"accessPolicy", "profileEnrollment"}.isdisjoint(app["_links"])


def test_changes_are_logged(client):
    """The life of an app is events.

    Source: Okta, Event types, `application.lifecycle.*`.
    """
    okta = client()
    path = path_of(create(okta))
    okta.post(path + "/lifecycle/deactivate", content=b"")
    okta.delete(path)

    world = okta._transport.app.extensions["hookops.emulator"]

    assert [f"application.lifecycle.{what}" for what in ("create", "deactivate", "delete")] == [
        event["eventType"] for event in world.all("events")
    ]


def test_seed_makes_apps_and_binds_hooks(client, http_body):
    """A seed makes SAML apps unless it says otherwise, and binds a hook by its name."""
    seed = {"hooks": [http_body("saml", **SAML)], "apps": [{"label": "a", "inlineHook": "saml"}]}
    okta = client(seed=seed)

    (app,) = okta.get(APPS).json()

    assert [okta.get(HOOKS).json()[0]["id"]] == hooks_in(app)


def test_wrong_seed_is_an_error(client):
    """A seed that the API would refuse is an error that says why."""
    with pytest.raises(ValueError, match="an app 'a' of the seed: signOnMode: "):
        client(seed={"apps": [{"label": "a", "signOnMode": "X"}]})


def test_half_a_character_is_answered_as_it_was_sent(client):
    """An answer with it is JSON that every client can read; no UTF-8 has such a character."""
    org = client()
    body = b'{"label": "\\ud800", "signOnMode": "BOOKMARK", "name": "bookmark"}'

    made = org.post("/api/v1/apps", content=body, headers={"Content-Type": "application/json"})
    listed = org.get("/api/v1/apps")

    assert (200, 200, "\ud800") == (
        made.status_code,
        listed.status_code,
        listed.json()[0]["label"],
    )
