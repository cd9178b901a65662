"""What lets a run in: the headers of each request, and a new token where one has ended.

Nothing here is sent again: whoever sends asks for new headers for each attempt, so that no
assertion, proof or nonce is ever shown twice.
"""

from collections.abc import Callable, Collection
from dataclasses import replace
from threading import RLock
from typing import Protocol

from hookops.model.errors import ApiError, AuthError
from hookops.model.secret import Secret
from hookops.okta.auth import no_grant
from hookops.okta.auth.assertions import make_assertion
from hookops.okta.auth.credential import AccessToken, Credential, ServiceApp
from hookops.okta.auth.grants import Grant, NoGrant, encode_grant, nonce_of, read_grant
from hookops.okta.auth.proofs import ProofKey
from hookops.okta.auth.scopes import covers, in_words, scope_of
from hookops.okta.auth.token_claims import scopes_in
from hookops.okta.decoding import Answer
from hookops.okta.encoding import TOKEN_PATH, Request
from hookops.okta.observed.clock import OrgClock
from hookops.okta.retries import check_retry

Send = Callable[[Request], Answer]
"""One exchange, without a retry. Raises: Retryable."""


class Access(Protocol):
    """Lets requests in. Safe to share between threads."""

    def authorize(self, request: Request) -> Request:
        """The request as it is sent once. Raises: AuthError, ApiError, Retryable."""

    def renew(self, sent: Request, answer: Answer) -> bool:
        """Whether the same request, authorized anew, may be let in now. It was not carried out."""

    def granted(self, scopes: Collection[str]) -> frozenset[str] | None:
        """Scopes that are granted, these among them if they can be; None where none are known.

        Raises: AuthError when there is no token at all; Retryable.
        """

    @property
    def is_bound(self) -> bool | None:
        """Whether tokens are bound to a DPoP key; None where there are none."""

    def require(self, scopes: Collection[str]) -> None:
        """Requests with these scopes will be let in, as far as that can be known.

        Raises: AuthError, which names the missing scopes; Retryable.
        """


def open_access(
    credential: Credential,
    url: str,
    send: Send,
    clock: OrgClock,
    *,
    expected: Collection[str] = (),
    note: Callable[[Secret], object] = lambda _: None,
) -> Access:
    """What lets requests to the org at `url` in.

    Shape: `expected` are scopes that the run will need; `note` is given each secret that it gets.
    """
    match credential:
        case ServiceApp():
            return ServiceAppAccess(credential, url, send, clock, expected, note)
        case AccessToken(token):
            return FixedAccess(token.behind("Bearer "), scopes_in(token), is_access_token=True)
        case Secret():
            # Source: Okta, API authentication methods: `Authorization: SSWS TOKEN`.
            return FixedAccess(credential.behind("SSWS "), None, is_access_token=False)


class FixedAccess:
    """A token that hookops cannot renew."""

    def __init__(
        self, authorization: Secret, granted: frozenset[str] | None, *, is_access_token: bool
    ) -> None:
        self._headers = {"Authorization": authorization}
        self._granted = granted
        self._is_access_token = is_access_token

    def authorize(self, request: Request) -> Request:
        """See `Access.authorize`."""
        secrets = (*request.secrets, *self._headers.values())
        return replace(request, headers=self._headers, secrets=secrets)

    def renew(self, sent: Request, answer: Answer) -> bool:  # noqa: ARG002
        """See `Access.renew`."""
        return False

    def granted(self, scopes: Collection[str]) -> frozenset[str] | None:  # noqa: ARG002
        """See `Access.granted`."""
        return self._granted

    @property
    def is_bound(self) -> bool | None:
        """See `Access.is_bound`; settings refuse a token that is."""
        return False if self._is_access_token else None

    def require(self, scopes: Collection[str]) -> None:
        """See `Access.require`."""
        if self._granted is None:
            return
        missing = {scope for scope in scopes if scope not in self._granted}
        if missing:
            text = f"the access token has no {in_words(missing)}, which these changes need"
            raise AuthError(text, "get one with these scopes; hookops did not write anything")


class ServiceAppAccess:
    """Gets tokens for the scopes that requests need, and keeps the last one."""

    def __init__(
        self,
        app: ServiceApp,
        url: str,
        send: Send,
        clock: OrgClock,
        expected: Collection[str],
        note: Callable[[Secret], object],
    ) -> None:
        self._app = app
        self._url = url.rstrip("/")
        self._send = send
        self._clock = clock
        self._expected = frozenset(expected)
        self._note = note
        # One thread asks for a token, and the others wait for it.
        self._lock = RLock()
        self._grant: Grant | None = None
        self._asked: frozenset[str] = frozenset()
        """Scopes that a token request has named, granted or not."""
        self._refused: frozenset[str] = frozenset()
        """Scopes that spoil a token request."""
        self._nonce = ""
        self._proof_key: ProofKey | None = None
        if app.dpop == "always":
            self._bind()

    def authorize(self, request: Request) -> Request:
        """See `Access.authorize`."""
        scope = scope_of(request.method, request.path)
        # Metadata are for anybody; a token shown there would serve no purpose.
        if not scope:
            return request
        with self._lock:
            grant = self._grant_for(scope, request)
            proof_key = self._proof_key
        headers = {"Authorization": grant.authorization}
        if grant.bound and proof_key is not None:
            url = f"{self._url}{request.path}"
            now_s = self._clock.now_s()
            headers["DPoP"] = proof_key.prove(request.method, url, now_s, token=grant.token)
        return replace(request, headers=headers, secrets=(*request.secrets, *headers.values()))

    def renew(self, sent: Request, answer: Answer) -> bool:
        """See `Access.renew`."""
        shown = sent.headers.get("Authorization")
        if shown is None:
            return False
        # A new proof, by the time of this answer.
        if answer.status == 400:
            return "DPoP" in sent.headers and answer.oauth_error == "invalid_dpop_proof"
        if answer.status != 401:
            return False
        with self._lock:
            # Another thread may have a new one already.
            if self._grant is not None and self._grant.authorization is shown:
                self._grant = None
        return True

    def granted(self, scopes: Collection[str]) -> frozenset[str]:
        """See `Access.granted`."""
        with self._lock:
            if self._grant is None or not self._asked.issuperset(scopes):
                self._ask(frozenset(scopes))
            return self._granted

    @property
    def is_bound(self) -> bool | None:
        """See `Access.is_bound`."""
        return self._grant.bound if self._grant else None

    def require(self, scopes: Collection[str]) -> None:
        """See `Access.require`."""
        missing = frozenset(scopes) - self.granted(scopes)
        if missing:
            text = f"Okta did not grant {in_words(missing)} to {self._name}"
            hint = f"these changes need it; {no_grant.GRANT}; hookops did not write anything"
            raise AuthError(text, hint)

    @property
    def _name(self) -> str:
        return f"the service app {self._app.client_id}"

    @property
    def _granted(self) -> frozenset[str]:
        return self._grant.scopes if self._grant else frozenset()

    def _grant_for(self, scope: str, request: Request) -> Grant:
        """A token for this request. Raises: ApiError 403 when its scope is not granted."""
        if self._grant is None or (scope not in self._asked and scope not in self._granted):
            self._ask(frozenset({scope}))
        assert self._grant is not None
        if covers(self._granted, scope):
            return self._grant
        # As Okta would answer, so that what is optional to a command stays so.
        raise ApiError(
            f"{request.method} {request.path.partition('?')[0]}: Okta did not grant {scope} to "
            f"{self._name}",
            no_grant.GRANT,
            status=403,
            code="insufficient_scope",
            method=request.method,
            path=request.path,
        )

    def _ask(self, needed: frozenset[str]) -> None:
        """There is a token for as many of these scopes as Okta grants, and what it had before.

        Raises: AuthError when there is none; Retryable, Unavailable.
        """
        scopes = (self._asked | self._expected | needed) - self._refused
        found = self._exchange(scopes)
        # One that this org does not know spoils the request, and no answer says which one it is.
        if isinstance(found, NoGrant) and found.error == "invalid_scope" and not self._grant:
            scopes, self._expected = needed, frozenset()
            found = self._exchange(scopes)
        # The token that there is stays good.
        if isinstance(found, NoGrant) and found.error in no_grant.OF_SCOPES and self._grant:
            self._refused |= scopes - self._granted
        elif isinstance(found, NoGrant):
            raise no_grant.explain(found, self._app, scopes, self._clock)
        else:
            self._grant = found
        self._asked |= scopes

    def _exchange(self, scopes: frozenset[str]) -> Grant | NoGrant:
        """The answer to the last of a few requests: each remedy is tried once."""
        tried: set[str] = set()
        while True:
            at_s = self._clock.ahead_s
            request = self._token_request(scopes)
            answer = self._send(request)
            check_retry(answer, request, self._clock.local_s())
            # Okta renews the nonce now and then, also with a success.
            self._nonce = nonce_of(answer) or self._nonce
            found = read_grant(answer, request, scopes)
            if isinstance(found, Grant):
                return self._taken(found)
            remedy = self._remedy(found, self._clock.ahead_s - at_s)
            if not remedy or remedy in tried:
                return found
            tried.add(remedy)
            if remedy == "dpop":
                self._bind()

    def _token_request(self, scopes: frozenset[str]) -> Request:
        endpoint, now_s = f"{self._url}{TOKEN_PATH}", self._clock.now_s()
        assertion = make_assertion(self._app.signer, self._app.client_id, endpoint, now_s)
        self._note(assertion)
        request = encode_grant(scopes, assertion)
        if self._proof_key is None:
            return request
        proof = self._proof_key.prove("POST", endpoint, now_s, nonce=self._nonce)
        return replace(request, headers={"DPoP": proof}, secrets=(*request.secrets, proof))

    def _remedy(self, found: NoGrant, learnt_s: float) -> str:
        """What may help: `nonce`, `dpop`, `clock`; empty for nothing."""
        if found.error == "use_dpop_nonce" and self._proof_key and self._nonce:
            return "nonce"
        if found.error == "invalid_dpop_proof" and self._app.dpop == "auto" and not self._proof_key:
            return "dpop"
        # The answer had the org's time, and what was refused was made at another one.
        return "clock" if abs(learnt_s) > 1 and found.error not in no_grant.OF_SCOPES else ""

    def _bind(self) -> None:
        """Tokens are bound to a key from now on."""
        self._proof_key = ProofKey()
        self._note(self._proof_key.secret)

    def _taken(self, grant: Grant) -> Grant:
        self._note(grant.token)
        # Whoever says `dpop: true` wants no token that a thief could use.
        if self._app.dpop == "always" and not grant.bound:
            text = f"auth.dpop is true, and Okta gave {self._name} a token that is bound to no key"
            raise AuthError(text, "is a proxy in between that drops the header DPoP?")
        if grant.bound and self._proof_key is None:
            text = f"Okta gave {self._name} a token that is bound to a key, and no key was shown"
            raise AuthError(text, "set auth.dpop to true")
        return grant
