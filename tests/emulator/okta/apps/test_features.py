"""The provisioning features of apps, which have none."""

from emulator.answers import REFUSED, code
from emulator.okta.apps.some_apps import APPS, create, path_of


def test_app_without_provisioning_lists_no_features(client):
    """An app without provisioning has no features to list, to read or to update.

    Source: Okta Management API, listFeaturesForApplication, getFeatureForApplication and
    updateFeatureForApplication; which error is the emulator's choice among those statuses.
    """
    okta = client()
    features = path_of(create(okta)) + "/features"
    one = features + "/USER_PROVISIONING"

    answers = [okta.get(features), okta.get(one), okta.put(one, json={})]

    assert [REFUSED, (404, "E0000007"), (404, "E0000007")] == [code(answer) for answer in answers]
    assert "(AppInstance)" in okta.get(f"{APPS}/0oanone/features").json()["errorSummary"]
