"""Where the tests of authorization servers find policies and rules."""

SERVERS = "/api/v1/authorizationServers"
DEFAULT = SERVERS + "/default/policies"


def rules_of(okta):
    return f"{DEFAULT}/{okta.get(DEFAULT).json()[0]['id']}/rules"
