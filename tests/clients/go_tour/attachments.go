package main

import (
	"github.com/okta/okta-sdk-golang/v5/okta"
)

// defaultServer is the id of the server that every org has.
func defaultServer(client *okta.APIClient) string {
	for _, server := range value(client.AuthorizationServerAPI.ListAuthorizationServers(ctx).Execute()) {
		if server.GetName() == "default" {
			return server.GetId()
		}
	}
	fail("there is no server called default")
	return ""
}

// tokenRule binds a hook to a rule of an authorization server, and unbinds it.
func tokenRule(client *okta.APIClient) {
	hook := active(client.InlineHookAPI, "com.okta.oauth2.tokens.transform")
	server := defaultServer(client)
	policies := value(client.AuthorizationServerPoliciesAPI.ListAuthorizationServerPolicies(ctx, server).Execute())
	// What the SDK's type of a policy lacks, such as the id, is in its additional properties.
	policy := policies[0].AdditionalProperties["id"].(string)
	api := client.AuthorizationServerRulesAPI
	created := value(api.CreateAuthorizationServerPolicyRule(ctx, server, policy).PolicyRule(newRule(hook)).Execute())
	expect("create rule with a hook", created.Actions.Token.InlineHook.GetId() == hook, created)
	id := created.GetId()
	listed := value(api.ListAuthorizationServerPolicyRules(ctx, server, policy).Execute())
	expect("list rules", len(listed) == 2 && listed[0].GetId() == id, listed)
	replaced := value(api.ReplaceAuthorizationServerPolicyRule(ctx, server, policy, id).PolicyRule(newRule("")).Execute())
	expect("replace rule: no hook", replaced.Actions.Token.InlineHook == nil, replaced)
	none(api.DeactivateAuthorizationServerPolicyRule(ctx, server, policy, id).Execute())
	got := value(api.GetAuthorizationServerPolicyRule(ctx, server, policy, id).Execute())
	expect("deactivate rule", got.GetStatus() == "INACTIVE", got)
	none(api.DeleteAuthorizationServerPolicyRule(ctx, server, policy, id).Execute())
	_, _, err := api.GetAuthorizationServerPolicyRule(ctx, server, policy, id).Execute()
	refused("delete rule, then get", err, 404, "E0000007")
	gone(client.InlineHookAPI, hook)
}

func newRule(hook string) okta.AuthorizationServerPolicyRule {
	var rule okta.AuthorizationServerPolicyRule
	rule.Name, rule.Type, rule.Priority = okta.PtrString("tour"), okta.PtrString("RESOURCE_ACCESS"), okta.PtrInt32(1)
	people := okta.AuthorizationServerPolicyPeopleCondition{
		Groups: &okta.AuthorizationServerPolicyRuleGroupCondition{Include: []string{"EVERYONE"}},
	}
	rule.Conditions = &okta.AuthorizationServerPolicyRuleConditions{
		People:     &people,
		GrantTypes: &okta.GrantTypePolicyRuleCondition{Include: []string{"authorization_code"}},
		Scopes:     &okta.OAuth2ScopesMediationPolicyRuleCondition{Include: []string{"*"}},
	}
	token := okta.TokenAuthorizationServerPolicyRuleAction{AccessTokenLifetimeMinutes: okta.PtrInt32(60)}
	if hook != "" {
		token.InlineHook = &okta.TokenAuthorizationServerPolicyRuleActionInlineHook{Id: &hook}
	}
	rule.Actions = &okta.AuthorizationServerPolicyRuleActions{Token: &token}
	return rule
}

// app binds a hook to a SAML app, and unbinds it.
func app(client *okta.APIClient) {
	hook := active(client.InlineHookAPI, "com.okta.saml.tokens.transform")
	api := client.ApplicationAPI
	created := value(api.CreateApplication(ctx).Application(newApp(hook)).Execute()).SamlApplication
	bound := created.Settings.SignOn.InlineHooks
	expect("create SAML app with a hook", len(bound) == 1 && bound[0].GetId() == hook, created)
	id := created.GetId()
	got := value(api.GetApplication(ctx, id).Execute()).SamlApplication
	expect("get SAML app", got.Settings.SignOn.InlineHooks[0].GetId() == hook, got)
	listed := value(api.ListApplications(ctx).Q("tour").Execute())
	expect("list apps", len(listed) == 1 && listed[0].SamlApplication.GetId() == id, listed)
	replaced := value(api.ReplaceApplication(ctx, id).Application(newApp()).Execute()).SamlApplication
	expect("replace SAML app: no hook", len(replaced.Settings.SignOn.InlineHooks) == 0, replaced)
	_, _, err := client.ApplicationFeaturesAPI.ListFeaturesForApplication(ctx, id).Execute()
	refused("list features of an app without provisioning", err, 400, "E0000001")
	none(api.DeactivateApplication(ctx, id).Execute())
	none(api.DeleteApplication(ctx, id).Execute())
	_, _, err = api.GetApplication(ctx, id).Execute()
	refused("delete SAML app, then get", err, 404, "E0000007")
	gone(client.InlineHookAPI, hook)
}

func newApp(hooks ...string) okta.ListApplications200ResponseInner {
	// Not nil: an empty list is sent, and nil is left out.
	bound := []okta.SignOnInlineHook{}
	for _, hook := range hooks {
		bound = append(bound, okta.SignOnInlineHook{Id: okta.PtrString(hook)})
	}
	signOn := okta.SamlApplicationSettingsSignOn{
		SsoAcsUrl:             okta.PtrString("https://app.example/acs"),
		Recipient:             okta.PtrString("https://app.example/acs"),
		Destination:           okta.PtrString("https://app.example/acs"),
		Audience:              okta.PtrString("https://app.example"),
		IdpIssuer:             okta.PtrString("http://www.okta.com/${org.externalKey}"),
		SubjectNameIdTemplate: okta.PtrString("${user.userName}"),
		SubjectNameIdFormat:   okta.PtrString("urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"),
		ResponseSigned:        okta.PtrBool(true),
		AssertionSigned:       okta.PtrBool(true),
		SignatureAlgorithm:    okta.PtrString("RSA_SHA256"),
		DigestAlgorithm:       okta.PtrString("SHA256"),
		HonorForceAuthn:       okta.PtrBool(true),
		AuthnContextClassRef:  okta.PtrString("urn:oasis:names:tc:SAML:2.0:ac:classes:X509"),
		InlineHooks:           bound,
	}
	saml := okta.SamlApplication{Settings: &okta.SamlApplicationSettings{SignOn: &signOn}}
	saml.Label, saml.SignOnMode = "tour", "SAML_2_0"
	return okta.ListApplications200ResponseInner{SamlApplication: &saml}
}

// enrollment binds a hook to the rule of an enrollment policy, and unbinds it.
func enrollment(client *okta.APIClient) {
	hook := active(client.InlineHookAPI, "com.okta.user.pre-registration")
	api := client.PolicyAPI
	policies := value(api.ListPolicies(ctx).Type_("PROFILE_ENROLLMENT").Execute())
	policy := policies[0].ProfileEnrollmentPolicy.GetId()
	rules := value(api.ListPolicyRules(ctx, policy).Execute())
	rule := rules[0].ProfileEnrollmentPolicyRule
	expect("list enrollment rules", len(rules) == 1 && rule.GetName() == "Catch-all Rule", rules)
	action := rule.Actions.ProfileEnrollment
	action.PreRegistrationInlineHooks = []okta.PreRegistrationInlineHook{{InlineHookId: &hook}}
	replace := api.ReplacePolicyRule(ctx, policy, rule.GetId())
	bound := value(replace.PolicyRule(rules[0]).Execute()).ProfileEnrollmentPolicyRule
	found := bound.Actions.ProfileEnrollment.PreRegistrationInlineHooks
	expect("replace enrollment rule: a hook", len(found) == 1 && found[0].GetInlineHookId() == hook, bound)
	_, _, err := client.InlineHookAPI.DeactivateInlineHook(ctx, hook).Execute()
	refused("deactivate a bound registration hook", err, 400, "E0000001")
	// The SDK leaves out a list that is nil, and a rule has no hook that leaves them out.
	action.PreRegistrationInlineHooks = nil
	unbound := value(replace.PolicyRule(rules[0]).Execute()).ProfileEnrollmentPolicyRule
	found = unbound.Actions.ProfileEnrollment.PreRegistrationInlineHooks
	expect("replace enrollment rule: no hook", len(found) == 0, unbound)
	apps := value(api.ListPolicyApps(ctx, policy).Execute())
	expect("list apps of a policy", len(apps) == 0, apps)
	gone(client.InlineHookAPI, hook)
}
