"""Apps that the tests of apps create and change."""

APPS = "/api/v1/apps"
CUSTOM = {
    "label": "Acme Portal",
    "signOnMode": "SAML_2_0",
    "settings": {"signOn": {"ssoAcsUrl": "https://sp.example/acs", "audience": "acme"}},
}
CATALOGUE = {"label": "Zoom", "name": "zoomus", "signOnMode": "SAML_2_0"}
BOOKMARK = {
    "label": "Wiki",
    "signOnMode": "BOOKMARK",
    "settings": {"app": {"url": "https://wiki.example"}},
}


def create(okta, body=CUSTOM, **changes):
    return okta.post(APPS, json=body | changes).json()


def path_of(app):
    return f"{APPS}/{app['id']}"


def changed(app, **members):
    """The body of a PUT of the app with these members of its sign-on; ... leaves one out."""
    sign_on = app["settings"]["signOn"] | members
    kept = {name: value for name, value in sign_on.items() if value is not ...}
    return app | {"settings": app["settings"] | {"signOn": kept}}


def hooks_in(app):
    return [hook["id"] for hook in app["settings"]["signOn"]["inlineHooks"]]
