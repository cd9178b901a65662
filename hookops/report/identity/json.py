"""Who hookops is to an org, as JSON. Its schema is `schemas/report/identity.schema.json`."""

from hookops.report.identity.value import Identity
from hookops.report.json_kit import FORMAT_VERSION, dumps


def identity_json(identity: Identity) -> str:
    """The same as the text."""
    return dumps(
        {
            "format_version": FORMAT_VERSION,
            "organization": identity.title,
            "org_id": identity.org_id,
            "engine": identity.engine,
            "credential": {
                "kind": identity.kind,
                "source": identity.source,
                "client_id": identity.client_id,
                "dpop": identity.is_bound,
            },
            "scopes": None if identity.scopes is None else sorted(identity.scopes),
        }
    )
