package main

import (
	"github.com/okta/okta-sdk-golang/v5/okta"
)

// scopesAndClaims are what an authorization server can put into tokens.
func scopesAndClaims(client *okta.APIClient) {
	server := defaultServer(client)
	scopes(client.AuthorizationServerScopesAPI, server)
	claims(client.AuthorizationServerClaimsAPI, server)
}

func scopes(api okta.AuthorizationServerScopesAPI, server string) {
	listed := value(api.ListOAuth2Scopes(ctx, server).Execute())
	expect("list scopes", len(listed) == 7 && listed[0].GetName() == "openid", listed)
	body := okta.OAuth2Scope{Name: okta.PtrString("tour:go"), Consent: okta.PtrString("REQUIRED")}
	created := value(api.CreateOAuth2Scope(ctx, server).OAuth2Scope(body).Execute())
	expect("create scope", created.GetConsent() == "REQUIRED" && !created.GetSystem(), created)
	id := created.GetId()
	body.Consent = okta.PtrString("IMPLICIT")
	value(api.ReplaceOAuth2Scope(ctx, server, id).OAuth2Scope(body).Execute())
	got := value(api.GetOAuth2Scope(ctx, server, id).Execute())
	expect("replace scope", got.GetConsent() == "IMPLICIT", got)
	none(api.DeleteOAuth2Scope(ctx, server, id).Execute())
	_, _, err := api.GetOAuth2Scope(ctx, server, id).Execute()
	refused("delete scope, then get", err, 404, "E0000007")
}

func claims(api okta.AuthorizationServerClaimsAPI, server string) {
	listed := value(api.ListOAuth2Claims(ctx, server).Execute())
	expect("list claims", len(listed) > 0 && listed[0].GetName() == "sub", listed)
	body := okta.OAuth2Claim{
		Name:            okta.PtrString("Support"),
		ClaimType:       okta.PtrString("IDENTITY"),
		ValueType:       okta.PtrString("GROUPS"),
		Value:           okta.PtrString("Support"),
		GroupFilterType: okta.PtrString("CONTAINS"),
		Conditions:      &okta.OAuth2ClaimConditions{Scopes: []string{"profile"}},
	}
	created := value(api.CreateOAuth2Claim(ctx, server).OAuth2Claim(body).Execute())
	expect("create claim", created.GetStatus() == "ACTIVE" && created.Conditions.Scopes[0] == "profile", created)
	id := created.GetId()
	body.Name = okta.PtrString("Knowledge")
	value(api.ReplaceOAuth2Claim(ctx, server, id).OAuth2Claim(body).Execute())
	got := value(api.GetOAuth2Claim(ctx, server, id).Execute())
	expect("replace claim", got.GetName() == "Knowledge", got)
	none(api.DeleteOAuth2Claim(ctx, server, id).Execute())
	_, _, err := api.GetOAuth2Claim(ctx, server, id).Execute()
	refused("delete claim, then get", err, 404, "E0000007")
}

func groups(client *okta.APIClient) {
	api := client.GroupAPI
	profile := okta.GroupProfile{Name: okta.PtrString("tour")}
	created := value(api.CreateGroup(ctx).Group(okta.Group{Profile: &profile}).Execute())
	expect("create group", created.GetType() == "OKTA_GROUP", created)
	listed := value(api.ListGroups(ctx).Q("tour").Execute())
	expect("list groups", len(listed) == 1 && listed[0].GetId() == created.GetId(), listed)
	none(api.DeleteGroup(ctx, created.GetId()).Execute())
	_, _, err := api.GetGroup(ctx, created.GetId()).Execute()
	refused("delete group, then get", err, 404, "E0000007")
}

// users are there for password import: a new one whose password a hook is asked about.
func users(client *okta.APIClient) {
	api := client.UserAPI
	login := okta.PtrString("ada@example.com")
	name := *okta.NewNullableString(okta.PtrString("Ada"))
	body := okta.CreateUserRequest{
		Profile: okta.UserProfile{Login: login, Email: login, FirstName: name, LastName: name},
		Credentials: &okta.UserCredentials{Password: &okta.PasswordCredential{
			Hook: &okta.PasswordCredentialHook{Type: okta.PtrString("default")},
		}},
	}
	created := value(api.CreateUser(ctx).Body(body).Execute())
	expect("create user", created.GetStatus() != "", created)
	id := created.GetId()
	got := value(api.GetUser(ctx, id).Execute())
	expect("get user", got.Profile.GetLogin() == "ada@example.com", got)
	none(api.DeactivateUser(ctx, id).Execute())
	none(api.DeleteUser(ctx, id).Execute())
	_, _, err := api.GetUser(ctx, id).Execute()
	refused("delete user, then get", err, 404, "E0000007")
}
