"""Secrets of the server that AWS Secrets Manager keeps, marked by tags."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tiercel.plugin import Json, PluginError
from tiercel.plugin.services.secret_manager import Marked, MarkedSecrets, Refused, text_of
from tiercel_aws.clients import Login, client_of, library
from tiercel_aws.connection import masked

KIND = "aws-secret-manager"
# What the service says of a secret without a value, and of one that has just been removed.
_WITHOUT_VALUE = ("ResourceNotFoundException", "InvalidRequestException")
# As many as the service lists at once.
_PAGE = 100


class AwsSecrets(MarkedSecrets):
    """See `MarkedSecrets`. Without keys the machine's own chain of credentials is asked."""

    def __init__(self, options: Mapping[str, Json]) -> None:
        super().__init__(KIND, options)
        self._login = Login(
            access_key=text_of(options, "access_key_id"),
            secret_key=text_of(options, "secret_key_id"),
            token=text_of(options, "session_token"),
            region=text_of(options, "region"),
            endpoint=text_of(options, "endpoint_override"),
        )
        if (self._login.access_key is None) is not (self._login.secret_key is None):
            raise ValueError("`access-key-id` and `secret-key-id` go together")

    def listed(self, namespace: str) -> Iterator[Marked]:
        """The service finds what begins so: those of namespaces below are among them."""
        filters = [
            {"Key": "tag-key", "Values": ["namespace"]},
            {"Key": "tag-value", "Values": [namespace]},
        ]
        more: dict[str, str] = {}
        while True:
            page = self._answer(_page_of, {"Filters": filters, "MaxResults": _PAGE, **more})
            for each in page["SecretList"]:
                tags = {tag["Key"]: tag.get("Value", "") for tag in each.get("Tags", ())}
                yield Marked(each["ARN"], tags)
            if not page.get("NextToken"):
                return
            more = {"NextToken": page["NextToken"]}

    def value(self, name: str) -> bytes | None:
        """Its text, or its bytes."""
        found = self._answer(_value_of, name)
        if found is None:
            return None
        text = found.get("SecretString")
        return bytes(found["SecretBinary"]) if text is None else str(text).encode()

    def _answer(self, ask: Callable[[Any, Any], Any], about: object) -> Any:
        """What the client gives. Raises: Refused with the operation and the service's own word."""
        try:
            errors = library("botocore.exceptions")
            try:
                return ask(client_of(self._login, "secretsmanager"), about)
            except errors.ClientError as error:
                code = error.response.get("Error", {}).get("Code", "")
                raise Refused(f"{error.operation_name} is answered with {code}") from None
            except errors.BotoCoreError as error:
                raise Refused(masked(str(error), self._login)) from None
        except PluginError as error:
            raise Refused(str(error)) from None


def _page_of(client: Any, asked: Mapping[str, Any]) -> Any:
    return client.list_secrets(**asked)


def _value_of(client: Any, name: str) -> Any:
    try:
        return client.get_secret_value(SecretId=name)
    except library("botocore.exceptions").ClientError as error:
        if error.response.get("Error", {}).get("Code") in _WITHOUT_VALUE:
            return None
        raise


def aws_secrets(settings: Any) -> AwsSecrets:
    """The manager of the type `aws-secret-manager`. Raises: ValueError for wrong options."""
    return AwsSecrets(settings.secret.options)
