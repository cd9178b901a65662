package main

import (
	"sort"

	"github.com/okta/okta-sdk-golang/v5/okta"
)

var types = map[string]string{
	"com.okta.import.transform":                "1.0.2",
	"com.okta.oauth2.tokens.transform":         "1.0.1",
	"com.okta.saml.tokens.transform":           "1.0.2",
	"com.okta.telephony.provider":              "1.0.0",
	"com.okta.user.credential.password.import": "1.0.0",
	"com.okta.user.pre-registration":           "1.0.3",
}

func newHook(kind, name, uri string) okta.InlineHook {
	config := map[string]any{
		"uri":     uri,
		"method":  "POST",
		"headers": []map[string]string{{"key": "X-Tour", "value": "go"}},
		"authScheme": map[string]string{
			"type": "HEADER", "key": "Authorization", "value": "s3cret",
		},
	}
	channel := okta.InlineHookChannel{Type: okta.PtrString("HTTP"), Version: okta.PtrString("1.0.0")}
	// The SDK's type of a channel has no config: what a type lacks, it sends and reads from here.
	channel.AdditionalProperties = map[string]any{"config": config}
	return okta.InlineHook{
		Name:    okta.PtrString(name),
		Type:    okta.PtrString(kind),
		Version: okta.PtrString(types[kind]),
		Channel: &channel,
	}
}

func uriOf(hook *okta.InlineHook) string {
	config, _ := hook.Channel.AdditionalProperties["config"].(map[string]any)
	uri, _ := config["uri"].(string)
	return uri
}

func hooks(client *okta.APIClient) {
	api := client.InlineHookAPI
	kinds := make([]string, 0, len(types))
	for kind := range types {
		kinds = append(kinds, kind)
	}
	sort.Strings(kinds)
	for _, kind := range kinds {
		oneHook(api, kind)
	}
	listed := value(api.ListInlineHooks(ctx).Execute())
	expect("list inline hooks: empty again", len(listed) == 0, listed)
	missing := "cal0000000000000000"
	_, _, err := api.GetInlineHook(ctx, missing).Execute()
	refused("get unknown", err, 404, "E0000007")
	_, _, err = api.ActivateInlineHook(ctx, missing).Execute()
	refused("activate unknown", err, 404, "E0000007")
	nameless := newHook("com.okta.import.transform", "", "https://hooks.example/a")
	_, _, err = api.CreateInlineHook(ctx).InlineHook(nameless).Execute()
	refused("create without a name", err, 400, "E0000001")
	plain := newHook("com.okta.import.transform", "plain", "http://hooks.example/a")
	_, _, err = api.CreateInlineHook(ctx).InlineHook(plain).Execute()
	refused("create with http://", err, 400, "E0000001")
}

func oneHook(api okta.InlineHookAPI, kind string) {
	body := newHook(kind, "tour", "https://hooks.example/a")
	created := value(api.CreateInlineHook(ctx).InlineHook(body).Execute())
	expect("create "+kind, created.GetStatus() == "ACTIVE" && created.GetType() == kind, created)
	expect("channel "+kind, uriOf(created) == "https://hooks.example/a", created)
	id := created.GetId()
	listed := value(api.ListInlineHooks(ctx).Type_(kind).Execute())
	expect("list "+kind, len(listed) == 1 && listed[0].GetId() == id, listed)
	body = newHook(kind, "tour 2", "https://hooks.example/b")
	replaced := value(api.ReplaceInlineHook(ctx, id).InlineHook(body).Execute())
	expect("replace "+kind, replaced.GetName() == "tour 2", replaced)
	got := value(api.GetInlineHook(ctx, id).Execute())
	expect("get "+kind, uriOf(got) == "https://hooks.example/b", got)
	_, err := api.DeleteInlineHook(ctx, id).Execute()
	refused("delete active "+kind, err, 400, "E0000001")
	off := value(api.DeactivateInlineHook(ctx, id).Execute())
	expect("deactivate "+kind, off.GetStatus() == "INACTIVE", off)
	on := value(api.ActivateInlineHook(ctx, id).Execute())
	expect("activate "+kind, on.GetStatus() == "ACTIVE", on)
	gone(api, id)
	_, _, err = api.GetInlineHook(ctx, id).Execute()
	refused("delete "+kind+", then get", err, 404, "E0000007")
}

func active(api okta.InlineHookAPI, kind string) string {
	body := newHook(kind, "bound", "https://hooks.example/a")
	return value(api.CreateInlineHook(ctx).InlineHook(body).Execute()).GetId()
}

func gone(api okta.InlineHookAPI, id string) {
	value(api.DeactivateInlineHook(ctx, id).Execute())
	none(api.DeleteInlineHook(ctx, id).Execute())
}

func keys(client *okta.APIClient) {
	api := client.HookKeyAPI
	name := func(text string) okta.KeyRequest { return okta.KeyRequest{Name: &text} }
	created := value(api.CreateHookKey(ctx).KeyRequest(name("tour")).Execute())
	expect("create hook key", created.GetName() == "tour" && created.GetKeyId() != "", created)
	id := created.GetId()
	listed := value(api.ListHookKeys(ctx).Execute())
	expect("list hook keys", len(listed) == 1 && listed[0].GetId() == id, listed)
	got := value(api.GetHookKey(ctx, id).Execute())
	expect("get hook key", got.GetName() == "tour" && !got.GetIsUsed(), got)
	shown := value(api.GetPublicKey(ctx, created.GetKeyId()).Execute())
	expect("get public key", shown.GetAlg() == "RSA", shown)
	replaced := value(api.ReplaceHookKey(ctx, id).KeyRequest(name("tour 2")).Execute())
	expect("replace hook key", replaced.GetName() == "tour 2", replaced)
	none(api.DeleteHookKey(ctx, id).Execute())
	_, _, err := api.GetHookKey(ctx, id).Execute()
	refused("delete hook key, then get", err, 404, "E0000007")
}
