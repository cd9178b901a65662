"""Where the tests of policies find an org's policies and enrollment rule."""

POLICIES = "/api/v1/policies"


def policies_of(okta, type_="PROFILE_ENROLLMENT"):
    return okta.get(POLICIES, params={"type": type_}).json()


def rule_of(okta):
    """The path of the org's enrollment rule, and the rule."""
    rules = f"{POLICIES}/{policies_of(okta)[0]['id']}/rules"
    (rule,) = okta.get(rules).json()
    return f"{rules}/{rule['id']}", rule


def new_rule(okta, name="own"):
    """The path of the rule of an enrollment policy just created, and the rule."""
    policy = okta.post(POLICIES, json={"name": name, "type": "PROFILE_ENROLLMENT"}).json()
    rules = f"{POLICIES}/{policy['id']}/rules"
    (rule,) = okta.get(rules).json()
    return f"{rules}/{rule['id']}", rule
