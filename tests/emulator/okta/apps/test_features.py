"""The provisioning features of apps, which have none."""

from emulator.answers import REFUSED, code
from emulator.okta.apps.some_apps import APPS, create, path_of


def test_app_without_provisioning_lists_no_features(client):
    """The list of features of an app without provisioning is an error, and so is each feature.

    Source: Okta Management API, listFeaturesForApplication and getFeatureForApplication; which
    error is the emulator's choice among the statuses that they list.
    """
    okta = client()
    features = path_of(create(okta)) + "/features"

    answers = [okta.get(features), okta.get(features + "/USER_PROVISIONING")]

    assert [REFUSED, (404, "E0000007")] == [code(answer) for answer in answers]
    assert "(AppInstance)" in okta.get(f"{APPS}/0oanone/features").json()["errorSummary"]


def test_update_of_a_feature_says_that_it_is_missing(client):
    """PUT of a feature answers 501: Okta has the call, the emulator has not. Emulator choice."""
    okta = client()
    path = path_of(create(okta)) + "/features/USER_PROVISIONING"

    assert (501, "E0000060") == code(okta.put(path, json={}))
