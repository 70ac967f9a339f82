"""Properties of an account of Snowflake."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from tiercel.plugin import Json, Prop
from tiercel_jdbc.tasks.connection import Connected

_OLDER = "An older form of `privateKey`."


class SnowflakeAccount(Connected):
    """What is used in the account, and a key instead of a password."""

    # `schema` is a method of every model.
    schema_: Annotated[
        str | None, Field(alias="schema"), Prop("The schema to use, unless a name has its own.")
    ] = None
    # `database_name`: a class has its system as `database`.
    database_name: Annotated[
        str | None, Field(alias="database"), Prop("The database to use, unless a name has its own.")
    ] = None
    warehouse: Annotated[str | None, Prop("The warehouse that computes.")] = None
    role: Annotated[
        str | None, Prop("The role to act in; without one the default of the user.")
    ] = None
    query_tag: Annotated[str | None, Prop("A tag that queries of the session bear.")] = None
    private_key: Annotated[str | None, Prop("The private key to sign in with, as PEM.")] = None
    private_key_password: Annotated[
        str | None, Prop("The password that opens the private key; none by default.")
    ] = None
    private_key_file: Annotated[str | None, Prop("A file of the worker with the key.", _OLDER)] = (
        None
    )
    private_key_file_password: Annotated[
        str | None, Prop("The password of the key in that file.", _OLDER)
    ] = None

    def connection_options(self) -> Mapping[str, Json]:
        return {
            "schema": self.schema_,
            "database": self.database_name,
            "warehouse": self.warehouse,
            "role": self.role,
            "queryTag": self.query_tag,
            "privateKey": self.private_key,
            "privateKeyPassword": self.private_key_password,
            "privateKeyFile": self.private_key_file,
            "privateKeyFilePassword": self.private_key_file_password,
        }
