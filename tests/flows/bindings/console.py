"""What somebody does in the console, and an org that does not show everything."""


def rule_path(org):
    """Where the default server's rule is."""
    (server,) = [s for s in org.api("GET", "authorizationServers") if s["name"] == "default"]
    policies = f"authorizationServers/{server['id']}/policies"
    (policy,) = org.api("GET", policies)
    (rule,) = org.api("GET", f"{policies}/{policy['id']}/rules")
    return f"{policies}/{policy['id']}/rules/{rule['id']}"


def enrollment_path(org):
    """Where the rule of the default enrollment policy is."""
    policies = org.api("GET", "policies?type=PROFILE_ENROLLMENT")
    (policy,) = [policy for policy in policies if policy["name"] == "Default Policy"]
    (rule,) = org.api("GET", f"policies/{policy['id']}/rules")
    return f"policies/{policy['id']}/rules/{rule['id']}"


def edit(org, path, change):
    """Somebody changes an object in the console."""
    raw = org.api("GET", path)
    change(raw)
    org.api("PUT", path, raw)


def set_hooks(value):
    """What sets the hooks of an enrollment rule."""

    def change(raw):
        raw["actions"]["profileEnrollment"]["preRegistrationInlineHooks"] = value

    return change


def unmanaged_hook(org, type_, version):
    """A hook that somebody made in the console."""
    config = {"uri": "https://other.example.com/x", "method": "POST"}
    channel = {"type": "HTTP", "version": "1.0.0", "config": config}
    body = {"name": f"Other {version}", "type": type_, "version": version, "channel": channel}
    return org.api("POST", "inlineHooks", body)["id"]


def delete_the_hook(org):
    hook_id = org.hook("token")["id"]
    org.api("POST", f"inlineHooks/{hook_id}/lifecycle/deactivate")
    org.api("DELETE", f"inlineHooks/{hook_id}")


def bind(org, label, *hook_ids):
    """Somebody binds an app in the console."""
    (app,) = [app for app in org.api("GET", "apps") if app["label"] == label]
    app["settings"]["signOn"]["inlineHooks"] = [{"id": hook_id} for hook_id in hook_ids]
    org.api("PUT", f"apps/{app['id']}", app)


def deny(original, prefix, status="403 Forbidden"):
    """The org, but for one part that we may not see."""

    def app(environ, start):
        if environ["PATH_INFO"].startswith(prefix):
            start(status, [("content-type", "application/json")])
            return [b'{"errorCode":"E0000006","errorSummary":"You do not have permission"}']
        return original(environ, start)

    return app


def codes(world, **limits):
    """Of what stands against the plan."""
    made = world.plan(**limits)
    return [d.code for d in (*made.conflicts, *made.guard_errors)]


def bind_another_app(org):
    bind(org, "Acme Wiki", org.hook("saml")["id"])


def kid(org, name):
    """What tells a public key from others."""
    (found,) = [key["keyId"] for key in org.api("GET", "hook-keys") if key["name"] == name]
    return found
