"""From the settings of `kestra.storage.s3` and `.minio` to a bucket behind the S3 protocol."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from obstore.exceptions import BaseError
from obstore.store import S3Store

from tiercel.adapters.objects.blobs import ObjectBlobs
from tiercel.adapters.objects.bucket import Bucket
from tiercel.model.errors import Invalid
from tiercel.model.json_types import Json
from tiercel.model.stored.limits import (
    OBJECT_CONNECT_SECONDS_MAX,
    OBJECT_RETRIES_MAX,
    OBJECT_RETRY_SECONDS_MAX,
    OBJECT_SILENCE_SECONDS_MAX,
    OBJECT_TRANSFER_SECONDS_MAX,
)

# Names that a setting may have, first one first.
_ACCESS_KEY = ("access_key_id", "access_key")
_SECRET_KEY = ("secret_key_id", "secret_key", "secret_access_key")
_PREFIX = ("path", "path_prefix", "prefix")
_PATH_STYLE = ("force_path_style", "path_style_access")


def s3_blobs(kind: str, options: Mapping[str, Json]) -> ObjectBlobs:
    """The storage that `kestra.storage.<kind>` names; `options` has folded keys.

    Without keys the usual sources of the platform count: variables of the environment, the role
    of the machine or of the pod. Raises: Invalid when the bucket is not named or a value is wrong.
    """
    bucket = _text(options, "bucket")
    if not bucket:
        raise Invalid(f"The setting `kestra.storage.{kind}.bucket` is missing")
    config = address_of(kind, options)
    endpoint, region = config.get("endpoint"), _text(options, "region")
    if region is not None:
        config["region"] = region
    elif endpoint is not None:
        config["region"] = "us-east-1"
    prefix = (_text(options, *_PREFIX) or "").strip("/")
    try:
        store = S3Store(
            bucket,
            prefix=prefix or None,
            config=config,
            credential_provider=_credentials(options, kind),
            client_options=_client_options(endpoint),
            retry_config={
                "max_retries": OBJECT_RETRIES_MAX,
                "retry_timeout": timedelta(seconds=OBJECT_RETRY_SECONDS_MAX),
            },
        )
    except (BaseError, ValueError):
        raise Invalid(f"The settings of `kestra.storage.{kind}` are not accepted") from None
    return ObjectBlobs(Bucket(store, bucket))


def _credentials(options: Mapping[str, Json], kind: str) -> Callable[[], Json] | None:
    """What gives the keys of the settings; the platform's variables must not mix with them."""
    access, secret = _text(options, *_ACCESS_KEY), _text(options, *_SECRET_KEY)
    if access is None and secret is None:
        return None
    if access is None or secret is None:
        raise Invalid(
            f"`kestra.storage.{kind}` needs both `access-key-id` and `secret-key-id`, or neither"
        )
    given = {
        "access_key_id": access,
        "secret_access_key": secret,
        "token": _text(options, "session_token"),
        "expires_at": None,
    }
    return lambda: given


def address_of(kind: str, options: Mapping[str, Json]) -> Json:
    """The address, and whether the bucket is part of its host name or of the path.

    A server of one's own has the bucket in the path unless told otherwise, and so has a bucket
    whose dots no certificate covers.
    """
    bucket, endpoint = _text(options, "bucket") or "", _endpoint(options, kind)
    given = _text(options, *_PATH_STYLE)
    if endpoint is None:
        in_host = "." not in bucket and not _is_true(given)
        return {"virtual_hosted_style_request": in_host}
    if given is None or _is_true(given):
        return {"endpoint": endpoint, "virtual_hosted_style_request": False}
    scheme, _, host = endpoint.partition("://")
    return {"endpoint": f"{scheme}://{bucket}.{host}", "virtual_hosted_style_request": True}


def _endpoint(options: Mapping[str, Json], kind: str) -> str | None:
    """The address with its scheme, from `endpoint`, `port` and `secure`; None means AWS."""
    given = _text(options, "endpoint")
    if given is None:
        return None
    scheme, separator, host = given.rstrip("/").partition("://")
    if not separator:
        is_secure = _is_true(_text(options, "secure") or str(kind != "minio"))
        scheme, host = "https" if is_secure else "http", scheme
    port = _text(options, "port")
    return f"{scheme}://{host}:{port}" if port and ":" not in host else f"{scheme}://{host}"


def _client_options(endpoint: str | None) -> Json:
    return {
        "allow_http": endpoint is not None and endpoint.startswith("http://"),
        "connect_timeout": timedelta(seconds=OBJECT_CONNECT_SECONDS_MAX),
        "read_timeout": timedelta(seconds=OBJECT_SILENCE_SECONDS_MAX),
        "timeout": timedelta(seconds=OBJECT_TRANSFER_SECONDS_MAX),
    }


def _text(options: Mapping[str, Json], *names: str) -> str | None:
    """The first of these settings that is there and not empty."""
    for name in names:
        given = options.get(name)
        if given is not None and str(given).strip():
            return str(given).strip()
    return None


def _is_true(given: str | None) -> bool:
    return (given or "").lower() in ("true", "1", "yes")
