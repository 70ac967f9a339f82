"""Credentials as the API takes and gives them: read, checked, and shown without their secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import msgspec

from tiercel.model.durations import format_duration, of_seconds, parse_duration
from tiercel.model.errors import Invalid, Violation
from tiercel.model.json_types import Json
from tiercel.model.limits import SECRET_CHARS_MAX
from tiercel.model.policies.credential import (
    HIDDEN,
    Credential,
    CredentialKey,
    CredentialType,
    Proof,
    ProofMember,
    SecretReference,
    TokenCaching,
)
from tiercel.model.policies.limits import (
    CREDENTIAL_REFRESH_SECONDS_MAX,
    CREDENTIAL_SCOPES_MAX,
    RECORD_ID_CHARS_MAX,
    RECORD_TEXT_CHARS_MAX,
)
from tiercel.settings.sign_in_sections import is_private

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_SECRET_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
# Words of paths below credentials.
_RESERVED = frozenset({"inherited"})
_FIELDS = frozenset(
    {
        "id", "name", "type", "description", "tokenEndpoint", "scopes", "audience",
        "tokenCaching", "authConfig", "namespace", "tenantId", "createdAt", "updatedAt",
    }
)  # fmt: skip
GITHUB = "https://api.github.com"
_TYPES: Mapping[CredentialType, tuple[Proof, ...]] = {
    "OAUTH2": ("CLIENT_CREDENTIALS", "JWT_BEARER", "PRIVATE_KEY_JWT"),
    "GITHUB_APP": ("GITHUB_APP",),
}
# Of each proof the members that it needs, and those that it may have.
_MEMBERS: Mapping[Proof, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "CLIENT_CREDENTIALS": (("clientId", "clientSecret"), ()),
    "JWT_BEARER": (("clientId", "privateKey"), ("subject", "keyId", "algorithm")),
    "PRIVATE_KEY_JWT": (("clientId", "privateKey"), ("keyId", "algorithm")),
    "GITHUB_APP": (("appId", "privateKey", "installationId"), ()),
}
_OWN_SECRETS = frozenset({"clientSecret", "privateKey"})
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384")


class ReadCredential(msgspec.Struct, frozen=True):
    """A credential that somebody wrote, and the secret texts in it by the name of their member."""

    credential: Credential
    secrets: Mapping[str, str]

    @property
    def references(self) -> tuple[SecretReference, ...]:
        """The secrets of the server that it names."""
        members = self.credential.auth.values()
        return tuple(each.reference for each in members if each.reference is not None)


def read_credential(
    document: Mapping[str, Json], key: CredentialKey, now: datetime, before: Credential | None
) -> ReadCredential:
    """The credential of a body, in place of `before`. Raises: Invalid with every violation.

    A secret that is sent as it is shown, or is left out, stays what it is; not so when the place
    changes that it is sent to, or nobody who may change a credential would need its secret.
    """
    return _Reader(document, key, before).read(now)


class _Reader:
    """One look at one body, which collects what is wrong with it."""

    def __init__(
        self, document: Mapping[str, Json], key: CredentialKey, before: Credential | None
    ) -> None:
        self._document = document
        self._namespace, self._name = key
        self._before = before
        self._wrong: list[Violation] = []
        self._secrets: dict[str, str] = {}

    def read(self, now: datetime) -> ReadCredential:
        self._check_name()
        type_: CredentialType = self._word("type", self._document.get("type"), [*_TYPES])
        proof = self._proof(type_)
        endpoint = self._endpoint(type_)
        credential = Credential(
            namespace=self._namespace,
            id=self._name,
            type=type_,
            proof=proof,
            endpoint=endpoint,
            created=now if self._before is None else self._before.created,
            updated=now,
            auth=self._members(proof, endpoint),
            description=self._text("description", self._document.get("description")) or None,
            scopes=self._scopes(),
            audience=self._text("audience", self._document.get("audience")) or None,
            caching=self._caching(),
        )
        if self._wrong:
            raise Invalid(self._wrong)
        return ReadCredential(credential, self._secrets)

    def _refuse(self, path: str, message: str) -> None:
        self._wrong.append(Violation(path, message))

    def _check_name(self) -> None:
        name = self._name
        if len(name) > RECORD_ID_CHARS_MAX or not _NAME.fullmatch(name) or name in _RESERVED:
            allowed = f'must match "{_NAME.pattern}", {RECORD_ID_CHARS_MAX} characters at most'
            self._refuse("name", f"{allowed}, and not be {', '.join(_RESERVED)}")
        sent = self._document.get("name")
        if sent is not None and sent != name:
            self._refuse("name", f"can't be changed; it is {name}")
        for each in sorted(self._document.keys() - _FIELDS):
            self._refuse(each, f"is not known; known are {', '.join(sorted(_FIELDS))}")

    def _word(self, path: str, value: Json, known: Sequence[str]) -> Json:
        if value in known:
            return value
        self._refuse(path, f"must be one of {', '.join(known)}")
        return known[0]

    def _text(self, path: str, value: Json) -> str:
        if value is None:
            return ""
        if not isinstance(value, str) or len(value) > RECORD_TEXT_CHARS_MAX:
            self._refuse(path, f"must be a text of {RECORD_TEXT_CHARS_MAX:,} characters at most")
            return ""
        return value.strip()

    def _auth(self) -> Mapping[str, Json]:
        found = self._document.get("authConfig")
        if isinstance(found, Mapping):
            return found
        self._refuse("authConfig", "must be an object")
        return {}

    def _proof(self, type_: CredentialType) -> Proof:
        proofs = _TYPES[type_]
        sent = self._auth().get("type")
        if sent is None and len(proofs) == 1:
            return proofs[0]
        proof: Proof = self._word("authConfig.type", sent, proofs)
        return proof

    def _endpoint(self, type_: CredentialType) -> str:
        sent = self._text("tokenEndpoint", self._document.get("tokenEndpoint"))
        if not sent and type_ == "GITHUB_APP":
            return GITHUB
        if not is_private(sent):
            self._refuse("tokenEndpoint", "must be an address with https; http is for this machine")
        return sent

    def _scopes(self) -> tuple[str, ...]:
        sent = self._document.get("scopes")
        if sent is None:
            return ()
        if (
            not isinstance(sent, list)
            or len(sent) > CREDENTIAL_SCOPES_MAX
            or not all(isinstance(each, str) and each and " " not in each for each in sent)
        ):
            self._refuse("scopes", f"must be a list of {CREDENTIAL_SCOPES_MAX} words at most")
            return ()
        return tuple(sent)

    def _caching(self) -> TokenCaching:
        sent, path = self._document.get("tokenCaching"), "tokenCaching"
        if sent is None:
            return TokenCaching()
        if not isinstance(sent, Mapping):
            self._refuse(path, "must be an object with enabled and refreshBeforeExpiry")
            return TokenCaching()
        enabled = sent.get("enabled", True)
        if not isinstance(enabled, bool):
            self._refuse(f"{path}.enabled", "must be true or false")
        seconds = TokenCaching().refresh_before_s
        before = sent.get("refreshBeforeExpiry")
        if before is not None:
            seconds = self._seconds(f"{path}.refreshBeforeExpiry", before)
        return TokenCaching(enabled is True, seconds)

    def _seconds(self, path: str, value: Json) -> float:
        try:
            seconds = parse_duration(value).total_seconds() if isinstance(value, str) else -1.0
        except ValueError:
            seconds = -1.0
        if not 0 <= seconds <= CREDENTIAL_REFRESH_SECONDS_MAX:
            self._refuse(path, "must be a duration such as PT60S, a day at most")
        return seconds

    def _members(self, proof: Proof, endpoint: str) -> dict[str, ProofMember]:
        needed, optional = _MEMBERS[proof]
        sent, known = self._auth(), (*needed, *optional)
        for each in sorted(sent.keys() - {*known, "type"}):
            self._refuse(f"authConfig.{each}", f"is not known; known are {', '.join(known)}")
        found = {name: self._member(name, sent.get(name), endpoint) for name in known}
        for name in needed:
            if found[name] is None and not self._has_refused(f"authConfig.{name}"):
                self._refuse(f"authConfig.{name}", "must not be null")
        algorithm = found.get("algorithm")
        if algorithm is not None and algorithm.text not in ALGORITHMS:
            self._refuse("authConfig.algorithm", f"must be one of {', '.join(ALGORITHMS)}")
        return {name: each for name, each in found.items() if each is not None}

    def _has_refused(self, path: str) -> bool:
        return any(each.path.startswith(path) for each in self._wrong)

    def _member(self, name: str, sent: Json, endpoint: str) -> ProofMember | None:
        path = f"authConfig.{name}"
        if isinstance(sent, Mapping):
            if sent.get("secretKey") is not None or sent.get("type") == "SECRET":
                return self._reference(path, sent)
            if sent.get("type") not in (None, "VALUE") or not sent.keys() <= {"type", "value"}:
                self._refuse(path, "must be a text, {type: VALUE, value} or {secretKey, namespace}")
                return None
            sent = sent.get("value")
        if isinstance(sent, int) and not isinstance(sent, bool):
            sent = str(sent)
        if name in _OWN_SECRETS and sent in (None, "", HIDDEN):
            return self._kept(path, name, endpoint)
        if sent is None or sent == "":
            return None
        if not isinstance(sent, str) or len(sent) > SECRET_CHARS_MAX:
            self._refuse(path, f"must be a text of {SECRET_CHARS_MAX:,} characters at most")
            return None
        if name not in _OWN_SECRETS:
            return ProofMember(sent)
        self._secrets[name] = sent
        return ProofMember()

    def _kept(self, path: str, name: str, endpoint: str) -> ProofMember | None:
        """The secret that there is."""
        before = self._before
        if before is None or name not in before.auth or not before.auth[name].is_own:
            return None
        if before.endpoint != endpoint:
            self._refuse(path, "must be given again: tokenEndpoint is another one")
        return ProofMember()

    def _reference(self, path: str, sent: Mapping[str, Json]) -> ProofMember | None:
        key, namespace = sent.get("secretKey"), sent.get("namespace")
        if not sent.keys() <= {"type", "secretKey", "namespace"}:
            self._refuse(path, "must have secretKey and namespace alone")
        if not isinstance(key, str) or not _SECRET_KEY.fullmatch(key):
            self._refuse(f"{path}.secretKey", "must be the name of a secret")
            return None
        if namespace is not None and not isinstance(namespace, str):
            self._refuse(f"{path}.namespace", "must be a text")
            return None
        return ProofMember(reference=SecretReference(key, namespace or None))


def shown_auth(credential: Credential) -> dict[str, Json]:
    """The proof of a credential in the words of the API, its own secrets hidden."""
    return {"type": credential.proof, **dict(_shown(credential.auth))}


def _shown(members: Mapping[str, ProofMember]) -> Iterator[tuple[str, Json]]:
    for name, member in members.items():
        if member.reference is not None:
            reference: dict[str, Json] = {"type": "SECRET", "secretKey": member.reference.key}
            if member.reference.namespace is not None:
                reference["namespace"] = member.reference.namespace
            yield name, reference
        else:
            yield name, {"type": "VALUE", "value": HIDDEN if member.is_own else member.text}


def shown_caching(credential: Credential) -> dict[str, Json]:
    """How tokens of a credential are used again, in the words of the API."""
    caching = credential.caching
    return {
        "enabled": caching.enabled,
        "refreshBeforeExpiry": format_duration(of_seconds(caching.refresh_before_s)),
    }
