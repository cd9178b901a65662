// The official Go SDK, unmodified, against an emulator: `go_tour URL TOKEN`.
//
// Prints a line for each step, and ends with an error at the first answer that the SDK or we did
// not expect.
package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/okta/okta-sdk-golang/v5/okta"
)

var (
	ctx   = context.Background()
	steps = 0
)

// expect counts the step, or ends everything.
func expect(step string, condition bool, found any) {
	if !condition {
		fail(fmt.Sprintf("%s: %+v", step, found))
	}
	steps++
	fmt.Println("ok", step)
}

func fail(text string) {
	fmt.Println("FAILED", text)
	os.Exit(1)
}

// value is what the SDK read from an answer that is no error.
func value[T any](found T, _ *okta.APIResponse, err error) T {
	none(nil, err)
	return found
}

// none sees to it that a call without a result has no error.
func none(_ *okta.APIResponse, err error) {
	if err == nil {
		return
	}
	// The step is not known here, as Go passes the results of a call to nothing else beside it.
	for depth := 1; depth < 3; depth++ {
		if _, file, line, found := runtime.Caller(depth); found {
			fmt.Printf("at %s:%d\n", file, line)
		}
	}
	fail(err.Error() + " " + body(err))
}

// refused sees to it that the error is the SDK's own, of this status, with Okta's code in it.
func refused(step string, err error, status int, code string) {
	found := err != nil && strings.HasPrefix(err.Error(), strconv.Itoa(status)+" ")
	found = found && strings.Contains(body(err), `"errorCode":"`+code+`"`)
	expect(fmt.Sprintf("%s: %d %s", step, status, code), found, err)
}

func body(err error) string {
	if known, is := err.(*okta.GenericOpenAPIError); is {
		return string(known.Body())
	}
	return ""
}

// newClient is the SDK's client of the org at the address.
//
// The SDK keeps the host of an org URL and drops its port (`Configuration.Host` is the URL's
// Hostname). So the port is reached as that of an HTTP proxy, which is a setting of the SDK's own:
// requests go to the emulator with a whole URL in their first line, as to any proxy. There is no
// such need for an org with a name, which has no port.
func newClient(address *url.URL, token string) *okta.APIClient {
	port, err := strconv.Atoi(address.Port())
	if err != nil {
		fail(err.Error())
	}
	config, err := okta.NewConfiguration(
		okta.WithOrgUrl("http://"+address.Hostname()),
		okta.WithToken(token),
		okta.WithProxyHost(address.Hostname()),
		okta.WithProxyPort(int32(port)),
		okta.WithTestingDisableHttpsCheck(true),
		// What was deleted would still be answered from memory.
		okta.WithCache(false),
	)
	if err != nil {
		fail(err.Error())
	}
	return okta.NewAPIClient(config)
}

func version() string {
	info, _ := debug.ReadBuildInfo()
	for _, module := range info.Deps {
		if strings.HasPrefix(module.Path, "github.com/okta/") {
			return module.Path + " " + module.Version
		}
	}
	return "?"
}

func main() {
	address, err := url.Parse(os.Args[1])
	if err != nil {
		fail(err.Error())
	}
	token := os.Args[2]
	client := newClient(address, token)
	hooks(client)
	keys(client)
	tokenRule(client)
	scopesAndClaims(client)
	app(client)
	enrollment(client)
	groups(client)
	users(client)
	stranger := newClient(address, "another")
	_, _, err = stranger.InlineHookAPI.ListInlineHooks(ctx).Execute()
	refused("a wrong token", err, 401, "E0000011")
	fmt.Printf("go %s: %d steps passed\n", version(), steps)
}
