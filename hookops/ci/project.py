"""What jobs have to know of a project, and what may stand in files that CI systems carry out."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from hookops.model.errors import InvalidInput
from hookops.network.credential_names import ALLOWED, TOKEN, is_own_name

PREFIX = "HOOKOPS_SECRET_"
"""Of variables that manifests may name without the environment's word."""

# What pip takes, in one word or with ` @ `, and nothing that a shell, YAML or an expression reads.
_INSTALL = re.compile(r"[A-Za-z0-9./][\w.,/:@+~=<>!\[\] #&%-]*", re.ASCII)
_BRANCH = re.compile(r"[A-Za-z0-9][\w./-]{0,200}", re.ASCII)
_URL = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+", re.ASCII)
_LEDGER = re.compile(r"[\w.~+/:@%-]+", re.ASCII)
_LOCKS = (".txt", ".lock")


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable of a job whose value is set outside of the repository."""

    name: str
    secret: bool = True
    """Whether a log must not show it."""


STANDARD: Mapping[str, tuple[Variable, ...]] = MappingProxyType(
    {
        "postgresql": (Variable("PGPASSWORD"),),
        "s3": (
            Variable("AWS_ACCESS_KEY_ID"),
            Variable("AWS_SECRET_ACCESS_KEY"),
            Variable("AWS_REGION", secret=False),
            Variable("AWS_ENDPOINT_URL", secret=False),
        ),
        "gs": (Variable("GOOGLE_SERVICE_ACCOUNT_KEY"),),
        "az": (
            Variable("AZURE_STORAGE_ACCOUNT_NAME", secret=False),
            Variable("AZURE_STORAGE_ACCOUNT_KEY"),
        ),
    }
)
"""The variables that a ledger's store reads, by scheme. Those that are not set do no harm.

Source: libpq, Environment Variables; object_store, AmazonS3ConfigKey and its like.
"""

EXTRAS = MappingProxyType(
    {
        "postgresql": "postgres",
        "s3": "state",
        "gs": "state",
        "az": "state",
        "vault": "vault",
        "awssm": "aws",
        "awsssm": "aws",
        "gcpsm": "gcp",
        "azurekv": "azure",
    }
)
"""The extra of hookops that a ledger's store, or a source of secrets, needs, by scheme."""


@dataclass(frozen=True, slots=True)
class CiOrganization:
    """One org that jobs work on."""

    name: str
    url: str
    ledger: str
    """Its location, without a credential."""
    secrets: tuple[str, ...] = ()
    """The variables that its manifests refer to."""

    token: str = TOKEN
    """The variable that its token is read from, or the private key of its service app."""
    sources: tuple[str, ...] = ()
    """What its manifests refer to that is in no variable, as `vault:kv/hooks/prod#token`."""

    @property
    def settings(self) -> dict[str, str]:
        """Variables of each of its jobs that are no credentials: the pin and the ledger's place."""
        found = {"HOOKOPS_ORG": self.name, "HOOKOPS_ORG_URL": self.url}
        # A name that only hookops.yaml gives is none that may have a credential.
        if not is_own_name(self.token):
            found[ALLOWED] = self.token
        return {**found, "HOOKOPS_LEDGER": self.ledger}

    @property
    def store(self) -> str:
        """The scheme of the ledger's location; empty for a file and for none."""
        # Both are libpq's names for the same.
        scheme, separator, _ = self.ledger.partition("://")
        return {"postgres": "postgresql"}.get(scheme, scheme) if separator else ""

    @property
    def standard(self) -> tuple[Variable, ...]:
        """What the ledger's store reads from the environment."""
        return STANDARD.get(self.store, ())


@dataclass(frozen=True, slots=True)
class CiProject:
    """Everything that templates are filled in with."""

    organizations: tuple[CiOrganization, ...]
    install: str
    """What pip is given: a requirement, or a file of them with their hashes."""
    branch: str = "main"
    """The protected branch, whose manifests are applied."""
    config: str = ""
    """The project file from the root of the repository; empty where hookops finds it itself."""

    @property
    def is_lock(self) -> bool:
        """Whether hookops comes from a file of requirements."""
        return self.install.endswith(_LOCKS)

    @property
    def allowed(self) -> tuple[str, ...]:
        """What manifests name and `HOOKOPS_ALLOWED_SECRETS` has to allow."""
        # By name and not by pattern: the next one is allowed by whoever changes the job.
        names = {name for org in self.organizations for name in org.secrets}
        sources = {ref for org in self.organizations for ref in org.sources}
        return tuple(sorted({name for name in names if not name.startswith(PREFIX)} | sources))

    @property
    def settings(self) -> dict[str, str]:
        """Variables of every job that are no credentials and the same for each organization."""
        allowed = {"HOOKOPS_ALLOWED_SECRETS": " ".join(self.allowed)}
        return {k: v for k, v in {**allowed, "HOOKOPS_CONFIG": self.config}.items() if v}

    def check(self) -> None:
        """Nothing in it means anything to YAML, a shell or an expression. Raises: InvalidInput."""
        # Escapes of YAML would keep the file whole, and not the shell or the expression in it.
        if not _INSTALL.fullmatch(self.install):
            raise InvalidInput(
                "--install is not what pip takes as one requirement",
                "such as 'hookops[state]==1.2.3', or a file of requirements with their hashes",
            )
        if not _BRANCH.fullmatch(self.branch):
            raise InvalidInput(
                "--branch is not a name that a job can have", "use letters, digits, and . _ / -"
            )
        if self.config and not _BRANCH.fullmatch(self.config):
            raise InvalidInput(
                "the path of the project file, from the root of the repository, has characters "
                "that no job can have",
                "use letters, digits, and . _ / -: rename the folder, or move the project",
            )
        for org in self.organizations:
            if not _URL.fullmatch(org.url):
                raise InvalidInput(f"the url of {org.name} has characters that no job can have")
            if not _LEDGER.fullmatch(org.ledger):
                raise InvalidInput(
                    f"the ledger of {org.name} has characters that no job can have",
                    "use letters, digits, and . ~ + / : @ % -",
                )


def default_install(version: str, organizations: tuple[CiOrganization, ...]) -> str:
    """hookops as it runs, with the extras that the ledgers and the sources of secrets need."""
    sources = {ref.partition(":")[0] for org in organizations for ref in org.sources}
    needed = {*(org.store for org in organizations), *sources}
    extras = sorted({EXTRAS[name] for name in needed if name in EXTRAS})
    return f"hookops[{','.join(extras)}]=={version}" if extras else f"hookops=={version}"


def quoted(text: str) -> str:
    """A text in YAML. Source: YAML 1.2, 1.3: a string of JSON is one of YAML."""
    return json.dumps(text)


def mapping(values: Mapping[str, str]) -> str:
    """Lines of YAML, one for each value."""
    return "\n".join(f"{name}: {quoted(value)}" for name, value in values.items())
