"""SAML inline hooks, bound to apps."""

import pytest
from emulator.answers import REFUSED, code
from emulator.okta.apps.some_apps import APPS, CATALOGUE, CUSTOM, changed, create, hooks_in, path_of

from hookops.emulator.control.switches import Switches

HOOKS = "/api/v1/inlineHooks"
SAML = {"type": "com.okta.saml.tokens.transform", "version": "1.0.2"}


def hook_of(okta, body, name="saml"):
    return okta.post(HOOKS, json=body(name, **SAML)).json()["id"]


def test_catalogue_app_cannot_have_hooks(client):
    """The sign-on of an app of the catalogue has no `inlineHooks`, and takes none.

    Source: recorded by terraform-provider-okta in 77 bodies; the error is unknown.
    """
    okta = client()

    app = create(okta, CATALOGUE)
    answer = okta.put(path_of(app), json=changed(app, inlineHooks=[{"id": "calx"}]))

    assert "zoomus" == app["name"]
    assert {"inlineHooks"}.isdisjoint(app["settings"]["signOn"])
    assert "ssoAcsUrlOverride" in app["settings"]["signOn"]
    assert REFUSED == code(answer)


def test_hook_is_bound_and_unbound_by_put(client, http_body):
    """A PUT with a hook's id binds it, and shows its link; an empty list unbinds.

    Source: elements as recorded by terraform-provider-okta TestAccResourceOktaAppSaml_inlineHook;
    that PUT binds: Okta Management API, replaceApplication.
    """
    okta = client()
    app = create(okta)
    hook = hook_of(okta, http_body)

    binding = okta.put(path_of(app), json=changed(app, inlineHooks=[{"id": hook}]))
    again = okta.put(path_of(app), json=binding.json())
    unbinding = okta.put(path_of(app), json=changed(app, inlineHooks=[]))

    link = {
        "href": f"https://acme.okta.example{HOOKS}/{hook}",
        "hints": {"allow": ["GET", "PUT", "DELETE"]},
    }
    shown = [{"id": hook, "_links": {"self": link}}]
    assert shown == binding.json()["settings"]["signOn"]["inlineHooks"]
    assert (
        binding.json()
        == again.json()
        == okta.get(path_of(app)).json() | {"settings": again.json()["settings"]}
    )
    assert app == unbinding.json()


def test_app_is_created_with_a_hook(client, http_body):
    """A new app may have a hook, which lists show as well.

    Source: recorded by terraform-provider-okta TestAccResourceOktaAppSaml_inlineHook.
    """
    okta = client()
    hook = hook_of(okta, http_body)

    create(okta, changed(CUSTOM, inlineHooks=[{"id": hook}]))

    assert [[hook]] == [hooks_in(app) for app in okta.get(APPS).json()]


@pytest.mark.parametrize(("value", "expected"), [("unbind", 0), ("keep", 1)])
def test_omitted_saml_hooks(client, http_body, value, expected):
    """A PUT without `inlineHooks` unbinds or not, as the switch says."""
    okta = client(switches=Switches(omitted_saml_hooks=value))
    app = create(okta, changed(CUSTOM, inlineHooks=[{"id": hook_of(okta, http_body)}]))

    answer = okta.put(path_of(app), json=changed(app, inlineHooks=...))

    assert expected == len(hooks_in(answer.json()))


@pytest.mark.parametrize(("value", "expected"), [("refuse", 400), ("accept", 200)])
def test_second_saml_hook(client, http_body, value, expected):
    """Two hooks for one app are refused or stored, as the switch says."""
    okta = client(switches=Switches(second_saml_hook=value))
    ids = [{"id": hook_of(okta, http_body, name)} for name in "ab"]

    assert expected == okta.post(APPS, json=changed(CUSTOM, inlineHooks=ids)).status_code


@pytest.mark.parametrize(("value", "expected"), [("refuse", 400), ("accept", 200)])
def test_deactivate_bound_saml(client, http_body, value, expected):
    """A hook that an app uses is deactivated or not, as the switch says."""
    okta = client(switches=Switches(deactivate_bound_saml=value))
    hook = hook_of(okta, http_body)
    create(okta, changed(CUSTOM, inlineHooks=[{"id": hook}]))

    answer = okta.post(f"{HOOKS}/{hook}/lifecycle/deactivate", content=b"")

    assert expected == answer.status_code
