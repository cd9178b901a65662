"""The floor of validating: PyYAML's C loader, then jsonschema with a validator made once."""

import json
import sys
from pathlib import Path

import yaml
from jsonschema import Draft202012Validator


def main(schema: str, folder: str) -> None:
    """Print how many valid documents the files in `folder` hold."""
    validator = Draft202012Validator(json.loads(Path(schema).read_text()))
    valid = 0
    for path in sorted(Path(folder).iterdir()):
        for document in yaml.load_all(path.read_bytes(), yaml.CSafeLoader):
            valid += not list(validator.iter_errors(document))
    print(f"{valid} hooks valid")


if __name__ == "__main__":
    main(*sys.argv[1:])
