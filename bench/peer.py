"""The floor of a plan: the same libraries, one request, one parse, one comparison, no more."""

import json
import sys
from pathlib import Path

import click
import httpx
import jsonschema
import stamina
import yaml

FIELDS = ("name", "type", "version", "status")


def main(url: str, token: str, schema: str, folder: str) -> None:
    """Print how many of the manifests in `folder` are in the org as they are written."""
    validator = jsonschema.Draft202012Validator(json.loads(Path(schema).read_text()))
    headers = {"Authorization": f"SSWS {token}"}
    # `verify=False` loads no certificates, which plain http does not need: hookops loads none.
    with httpx.Client(base_url=url, headers=headers, verify=False, trust_env=False) as client:
        for attempt in stamina.retry_context(on=httpx.HTTPError):
            with attempt:
                actual = {hook["name"]: hook for hook in client.get("/api/v1/inlineHooks").json()}
    same = 0
    for path in sorted(Path(folder).iterdir()):
        wanted = yaml.load(path.read_bytes(), yaml.CSafeLoader)
        validator.validate(wanted)
        spec, hook = wanted["spec"], actual[wanted["spec"]["name"]]
        config, found = spec["channel"]["config"], hook["channel"]["config"]
        equal = config["uri"] == found["uri"] and config["headers"] == found["headers"]
        same += equal and all(spec[field] == hook[field] for field in FIELDS)
    click.echo(f"{same} hooks are as declared")


if __name__ == "__main__":
    main(*sys.argv[1:])
