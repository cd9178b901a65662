# ruff: noqa: T201
"""Okta's published description of its API against an emulator: `schema_run.py URL TOKEN [FILE]`.

Run by an environment that has schemathesis. The description is looked for beside the checkout;
without one nothing is tried. Operations that answer 501 are left out. Where recordings and the
description disagree, `deviations.json` says so, and the description is changed before the run.
"""

import copy
import json
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import yaml

HERE = Path(__file__).resolve().parent
BESIDE = HERE.parents[2].joinpath("shared", "okta", "openapi.yaml")
METHODS = ("get", "post", "put", "delete")
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)
BUDGET_S = 45
LONGEST_S = 85
MISSING = "missing0000000000000"


class Org:
    """What the script itself asks of the emulator."""

    def __init__(self, url, token):
        self.url = url
        self.headers = {"Authorization": f"SSWS {token}", "Content-Type": "application/json"}

    def ask(self, method, path, body=None):
        """(status, JSON of the answer)"""
        data = None if method == "GET" else b"" if body is None else json.dumps(body).encode()
        request = Request(self.url + path, data, self.headers, method=method.upper())
        try:
            with urlopen(request) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except HTTPError as error:
            return error.code, None

    def some(self, path):
        """The ids in a list; none when it is not emulated."""
        status, found = self.ask("GET", path)
        return [one["id"] for one in found] if status == 200 else []


def furnish(org):
    """Ids by name of path parameter: objects to try, and one id that is nobody's."""
    for number in range(12):
        org.ask("POST", "/api/v1/inlineHooks", hook(f"tour {number}"))
    for number in range(6):
        org.ask("POST", "/api/v1/hook-keys", {"name": f"tour {number}"})
    hooks = org.some("/api/v1/inlineHooks")
    for hook_id in hooks[6:]:
        org.ask("POST", f"/api/v1/inlineHooks/{hook_id}/lifecycle/deactivate")
    keys = org.ask("GET", "/api/v1/hook-keys")[1] or []
    ids = {
        "inlineHookId": hooks,
        "id": [key["id"] for key in keys],
        "keyId": [key["keyId"] for key in keys],
        "appId": apps(org),
    }
    servers = org.some("/api/v1/authorizationServers")
    below = f"/api/v1/authorizationServers/{servers[0]}/policies" if servers else ""
    ids["authServerId"] = ["default", *servers]
    return ids, below


def hook(name):
    scheme = {"type": "HEADER", "key": "Authorization", "value": "s3cret"}
    config = {"uri": "https://hooks.example/", "method": "POST", "authScheme": scheme}
    channel = {"type": "HTTP", "version": "1.0.0", "config": config}
    type_ = "com.okta.oauth2.tokens.transform"
    return {"name": name, "type": type_, "version": "1.0.0", "channel": channel}


def apps(org):
    """The ids of two SAML apps, which are made."""
    found = []
    for label in ("tour 1", "tour 2"):
        url = "https://app.example/acs"
        sign_on = {
            "ssoAcsUrl": url,
            "recipient": url,
            "destination": url,
            "audience": "https://app.example",
            "idpIssuer": "http://www.okta.com/${org.externalKey}",
            "subjectNameIdTemplate": "${user.userName}",
            "subjectNameIdFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
            "responseSigned": True,
            "assertionSigned": True,
            "signatureAlgorithm": "RSA_SHA256",
            "digestAlgorithm": "SHA256",
            "honorForceAuthn": True,
            "authnContextClassRef": "urn:oasis:names:tc:SAML:2.0:ac:classes:X509",
        }
        body = {"label": label, "signOnMode": "SAML_2_0", "settings": {"signOn": sign_on}}
        status, made = org.ask("POST", "/api/v1/apps", body)
        if status == 200:
            found.append(made["id"])
    return found


def with_ids(org, schema):
    """Path parameters take ids of objects that there are. Gives one id for each parameter."""
    ids, below = furnish(org)
    server_policies = org.some(below) if below else []
    policies = org.some("/api/v1/policies?type=PROFILE_ENROLLMENT")
    first = {name: found[0] for name, found in ids.items() if found}
    for path, item in schema["paths"].items():
        is_server = "authServerId" in path
        policy_ids = server_policies if is_server else policies
        own = dict(ids, policyId=policy_ids)
        if policy_ids:
            start = below if is_server else "/api/v1/policies"
            own["ruleId"] = org.some(f"{start}/{policy_ids[0]}/rules")
        inline(schema, item)
        for parameter in item["parameters"]:
            if parameter["in"] == "path" and own.get(parameter["name"]):
                known = own[parameter["name"]]
                first.setdefault((is_server, parameter["name"]), known[0])
                parameter.pop("example", None)
                parameter.pop("examples", None)
                parameter["schema"] = {"type": "string", "enum": [*known, MISSING]}
    return first


def inline(schema, item):
    """The parameters of a path are its own, so that they can be changed."""
    found = []
    for parameter in item.get("parameters", []):
        name = parameter.get("$ref", "").rpartition("/")[2]
        known = schema["components"]["parameters"]
        found.append(copy.deepcopy(known[name]) if name else parameter)
    item["parameters"] = found


def emulated(org, schema, first):
    """How many operations there are, and the ids of those that answer 501.

    They stay in the description: a method that a path lacks there would be tried as a wrong one.
    """
    total, missing = 0, []
    for path, item in list(schema["paths"].items()):
        is_server = "authServerId" in path
        real = path
        for parameter in item["parameters"]:
            name = parameter["name"]
            known = first.get((is_server, name), first.get(name, MISSING))
            real = real.replace(f"{{{name}}}", known)
        for method in METHODS:
            if method not in item:
                continue
            total += 1
            asked = "/".join([real.rpartition("/")[0], MISSING]) if method == "delete" else real
            if org.ask(method.upper(), asked)[0] == 501:
                print(f"-- not emulated: {method.upper()} {path}")
                missing.append(item[method]["operationId"])
    return total, missing


def deviate(schema):
    """The description says what recordings show. Gives how many deviations there are."""
    changes = json.loads((HERE / "deviations.json").read_text(encoding="utf-8"))
    for change in changes:
        for place in change.get("nullable", []):
            found = schema["components"]["schemas"]
            for name in place.split("/"):
                found = found[name]
            nullable(found)
        if "responses" in change:
            for _, operation in operations(schema):
                operation["responses"].update(copy.deepcopy(change["responses"]))
        for place, value in change.get("set", {}).items():
            *parents, last = place.split(" ")
            found = schema
            for name in parents:
                found = found[int(name) if isinstance(found, list) else name]
            found[last] = value
    discriminate(schema)
    return len(changes)


def operations(schema):
    """(path, operation) of each operation."""
    for path, item in schema["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, item[method]


def nullable(schema):
    """Null fits the schema too."""
    before = dict(schema)
    schema.clear()
    if "type" in before:
        schema.update(before, nullable=True)
        if "enum" in before:
            schema["enum"] = [*before["enum"], None]
    else:
        schema.update({"anyOf": [before, {"nullable": True, "enum": [None]}]})


def discriminate(place):
    """Of several classes the one counts that the discriminator names, as OpenAPI 3.0 says.

    Their schemas are not exclusive, so that an object may fit several.
    """
    if isinstance(place, list):
        for one in place:
            discriminate(one)
    if not isinstance(place, dict):
        return
    if "oneOf" in place and "mapping" in place.get("discriminator", {}):
        choice = place.pop("discriminator")
        name = choice["propertyName"]
        names = {}
        for value, reference in choice["mapping"].items():
            names.setdefault(reference, []).append(value)
        place["oneOf"] = [
            {
                "allOf": [
                    one,
                    {
                        "type": "object",
                        "required": [name],
                        "properties": {name: {"enum": names[one["$ref"]]}},
                    },
                ]
            }
            for one in place["oneOf"]
            if one["$ref"] in names
        ]
    for one in list(place.values()):
        discriminate(one)


def main(url, token, file=BESIDE):
    """The code to exit with."""
    path = Path(file)
    if not path.exists():
        print("-- Okta's openapi.yaml is not beside this checkout: schemathesis is not run")
        return 0
    schema = yaml.safe_load(path.read_text(encoding="utf-8"))
    org = Org(url, token)
    changed = deviate(schema)
    total, missing = emulated(org, schema, with_ids(org, schema))
    left = total - len(missing)
    print(f"-- {left} of {total} operations are emulated; {changed} deviations with a source")
    used = Path("schema.json")
    used.write_text(json.dumps(schema), encoding="utf-8")
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        *("run", str(used), "--url", url, "--header", f"Authorization: SSWS {token}"),
        *("--checks", ",".join(CHECKS), "--phases", "coverage"),
        *("--seed", "1", "--no-shrink", "--workers", "1", "--max-time", str(BUDGET_S)),
        # The body of that one has dozens of classes: schemathesis itself fails to make one in time.
        *("--exclude-operation-id-regex", f"^({'|'.join(['replaceApplication', *missing])})$"),
        *("--warnings", "off", "--continue-on-failure"),
    ]
    start = time.monotonic()
    code = subprocess.run(command, check=False, timeout=LONGEST_S).returncode
    print(f"schemathesis took {time.monotonic() - start:.0f} s")
    return code


sys.exit(main(*sys.argv[1:]))
