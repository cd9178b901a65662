"""What a manifest may name as a secret, and must not get.

`HOOKOPS_ALLOWED_SECRETS` of these cases has a folder of each source, `hooks/*`, and nothing else.
"""

from collections.abc import Mapping

REFERENCES = [
    "env:OKTA_API_TOKEN",
    "env:OKTA_CLIENT_TOKEN",
    "env:HOOKOPS_API_TOKEN",
    "env:HOOKOPS_FINGERPRINT_KEY",
    "env:HOOKOPS_PRIVATE_KEY",
    "env:AWS_SECRET_ACCESS_KEY",
    "env:GITHUB_TOKEN",
    "env:PGPASSWORD",
    "env:PATH",
    "env:HOME",
    "env:HOOKOPS_SECRETS",
    "env:HOOKOPS_SECRET",
    "env:hookops_secret_a",
    "env:XHOOKOPS_SECRET_A",
    "env: HOOKOPS_SECRET_A",
    "env:HOOKOPS_SECRET_A OKTA_API_TOKEN",
    "env:HOOKOPS_SECRET_*",
    "env:HOOKOPS_SECRET_A:OKTA_API_TOKEN",
    "ENV:HOOKOPS_SECRET_A",
    "env:../HOOKOPS_SECRET_A",
    "env:",
    "HOOKOPS_SECRET_A",
    "file:/etc/passwd",
    "file:///etc/passwd",
    "exec:id",
    "cmd:cat /etc/passwd",
    "ref+echo://CANARY",
    "vault:kv/hooks/a",
    "https://evil.example/x",
    "$HOOKOPS_SECRET_A",
    "${OKTA_API_TOKEN}",
    "{{ env.OKTA_API_TOKEN }}",
]

ALLOWED = " ".join(
    [
        *("env:TEAM_*", "file:hooks/*", "keyring:hooks/*", "vault:kv/hooks/*", "awssm:hooks/*"),
        *("awsssm:/hooks/*", "gcpsm:hooks-*", "azurekv:hooks-*", "op://Hooks/*", "sops:hooks/*"),
        *("ref+vault://kv/hooks/*", "acme:hooks/*"),
    ]
)
INSIDE = {
    "env": "TEAM_A",
    "file": "hooks/a",
    "keyring": "hooks/a#u",
    "vault": "kv/hooks/a#f",
    "awssm": "hooks/a#f",
    "awsssm": "/hooks/a",
    "gcpsm": "hooks-a",
    "azurekv": "hooks-a",
    "op": "//Hooks/a/f",
    "sops": "hooks/a.yaml#f",
    "ref+vault": "//kv/hooks/a#/f",
    "acme": "hooks/a#f",
}
"""What each scheme may name."""


def attacks(scheme: str) -> Mapping[str, str]:
    """References of one scheme, by what is tried."""
    inside = INSIDE[scheme]
    path, mark, rest = inside.partition("#")
    field = mark + rest
    return {
        "another secret": "HOME" if scheme == "env" else f"{path}/../../other{field}",
        "outside of the pattern": f"other{field}",
        "no path": "",
        "no path but a field": f"#{rest or 'f'}",
        "an empty field": f"{path}#",
        "two fields": f"{path}#f#g",
        "a step up in the field": f"{path}#../x",
        "a template": f"{path}${{HOME}}{field}",
        "a command": f"{path}$(id){field}",
        "a back tick": f"{path}`id`{field}",
        "a second command": f"{path};id{field}",
        "a pipe": f"{path}|id{field}",
        "a query": f"{path}?address=https://evil.example{field}",
        "a query in the field": f"{path}#f?address=https://evil.example",
        "user and host": f"//user:pass@evil.example/{path}{field}",
        "an address": f"https://evil.example/{path}{field}",
        "a port": f"{path}:8200{field}",
        "percent": f"{path}%2e%2e%2fother{field}",
        "a line break": f"{path}\nother{field}",
        "a null": f"{path}\0{field}",
        "an escape": f"{path}\x1b[2J{field}",
        "a letter that looks alike": f"{path}\u0430{field}",
        "an option": f"--config=/etc/passwd{field}",
        "a second expression": f"{path}+ref+exec://id{field}",
        "a pattern": f"{path}*{field}",
        "brackets": f"{path}[0]{field}",
        "a space": f"{path} x{field}",
        "too long": f"{path}{'a' * 255}{field}",
    }


def paths(scheme: str) -> Mapping[str, str]:
    """The same, of paths: what leads out of a folder, or to something that is no file."""
    inside = INSIDE[scheme]
    path, mark, rest = inside.partition("#")
    field = mark + rest
    return {
        "up": f"../{path}{field}",
        "up inside": f"{path}/../../x{field}",
        "up at the end": f"{path}/..{field}",
        "here": f"./{path}{field}",
        "here inside": f"hooks/./a{field}",
        "from the root": f"/etc/passwd{field}",
        "three slashes": f"///etc/passwd{field}",
        "the process": f"/proc/self/environ{field}",
        "a device": f"/dev/stdin{field}",
        "home": f"~/{path}{field}",
        "somebody's home": f"~root/{path}{field}",
        "backslashes": f"..\\..\\{path}{field}",
        "a drive": f"C:/{path}{field}",
        "a share": f"\\\\evil.example\\{path}{field}",
        "a file URL": f"file:///etc/passwd{field}",
        "twice a slash": f"hooks//a{field}",
        "a slash at the end": f"{path}/{field}",
        "percent": f"%2e%2e/{path}{field}",
        "twice percent": f"%252e%252e/{path}{field}",
        "wide dots": f"\uff0e\uff0e/{path}{field}",
        "hidden": f".hooks/a{field}",
        "the mount's own": f"..data/{path}{field}",
    }


VALS = [
    f"ref+{back_end}://{rest}"
    for back_end in ("exec", "file", "echo", "envsubst", "http", "https", "httpjson")
    for rest in ("hooks/a", "hooks/a#/f")
] + ["secretref+vault://kv/hooks/a#/f", "ref+://hooks/a", "ref++exec://hooks/a"]
"""Never, whatever the environment allows."""
