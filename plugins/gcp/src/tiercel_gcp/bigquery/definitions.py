"""What a table of BigQuery is: its columns, its parts, its view or its files."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import Field as Named

from tiercel.plugin import Json, Part, Prop
from tiercel_gcp.values import without_none

FieldType = Literal[
    "BOOL",
    "INT64",
    "FLOAT64",
    "NUMERIC",
    "BIGNUMERIC",
    "STRING",
    "BYTES",
    "STRUCT",
    "ARRAY",
    "TIMESTAMP",
    "DATE",
    "TIME",
    "DATETIME",
    "GEOGRAPHY",
    "JSON",
    "INTERVAL",
    "RANGE",
]


class PolicyTags(Part):
    """Who may read a column."""

    names: Annotated[list[str] | None, Prop("Names of policy tags.")] = None


class Field(Part):
    """A column."""

    name: Annotated[str | None, Prop("The name of the column.")] = None
    type: Annotated[FieldType | None, Prop("The type of its values, such as STRING or INT64.")] = (
        None
    )
    mode: Annotated[
        Literal["NULLABLE", "REQUIRED", "REPEATED"] | None,
        Prop("Whether it may be null, which it may by default, or is a list."),
    ] = None
    sub_fields: Annotated[list[Field] | None, Prop("Its own columns, of a STRUCT.")] = None
    policy_tags: Annotated[PolicyTags | None, Prop("Who may read it.")] = None


class Schema(Part):
    """The columns of a table."""

    fields_: Annotated[
        list[Field] | None, Named(alias="fields"), Prop("The columns in their order.")
    ] = None


class Range(Part):
    """Parts of numbers."""

    start: Annotated[int | None, Prop("Where the first begins.")] = None
    end: Annotated[int | None, Prop("Where the last ends.")] = None
    interval: Annotated[int | None, Prop("How wide each is.")] = None


class RangePartitioning(Part):
    """Parts by a column of whole numbers."""

    field: Annotated[
        str | None, Prop("The column of whole numbers that says to which part a row belongs.")
    ] = None
    range: Annotated[Range | None, Prop("Where the parts begin and end, and how wide each is.")] = (
        None
    )


class TimePartitioning(Part):
    """Parts by time."""

    type: Annotated[
        Literal["DAY", "HOUR", "MONTH", "YEAR"] | None, Prop("How long each part is.")
    ] = None
    field: Annotated[str | None, Prop("The column; the time of loading by default.")] = None
    expiration: Annotated[timedelta | None, Prop("How long a part is kept.")] = None
    require_partition_filter: Annotated[
        bool | None, Prop("Whether queries must say which parts they read.")
    ] = None


class StandardTableDefinition(Part):
    """A table with rows of its own."""

    clustering: Annotated[list[str] | None, Prop("Columns by which rows lie together.")] = None
    time_partitioning: Annotated[
        TimePartitioning | None, Prop("How the table is divided by time; not at all by default.")
    ] = None
    range_partitioning: Annotated[
        RangePartitioning | None,
        Prop("How the table is divided by numbers; not at all by default."),
    ] = None
    streaming_buffer: Annotated[Json, Prop("Of outputs: rows that are on their way.")] = None


class UserDefinedFunction(Part):
    """A function that a view uses."""

    type: Annotated[
        Literal["INLINE", "FROM_URI"] | None, Prop("Whether `content` is its code or a place.")
    ] = None
    content: Annotated[str | None, Prop("Its code, or where that is.")] = None


class ViewDefinition(Part):
    """A view."""

    query: Annotated[str | None, Prop("The statement in SQL whose rows the view shows.")] = None
    view_user_defined_functions: Annotated[
        list[UserDefinedFunction] | None, Prop("Functions that it uses.")
    ] = None


class MaterializedViewDefinition(Part):
    """A view whose rows are kept."""

    query: Annotated[str | None, Prop("The statement in SQL whose rows the view keeps.")] = None
    enable_refresh: Annotated[bool | None, Prop("Whether it is made anew by itself.")] = None
    refresh_interval: Annotated[timedelta | None, Prop("How often it is made anew.")] = None
    last_refresh_date: Annotated[str | None, Prop("Of outputs: when it was made last.")] = None


class ExternalTableDefinition(Part):
    """A table whose rows are in files elsewhere."""

    format_type: Annotated[
        Literal[
            "CSV",
            "JSON",
            "BIGTABLE",
            "DATASTORE_BACKUP",
            "AVRO",
            "GOOGLE_SHEETS",
            "PARQUET",
            "ORC",
        ]
        | None,
        Prop("The form of the files."),
    ] = None
    source_uris: Annotated[list[str] | None, Prop("Where they are, such as gs://…/*.csv.")] = None
    autodetect: Annotated[bool | None, Prop("Whether the service finds out the schema.")] = None
    compression: Annotated[
        str | None, Prop("How the files are compressed: GZIP, or NONE, the default.")
    ] = None
    ignore_unknown_values: Annotated[
        bool | None, Prop("Whether values that the schema lacks are left out.")
    ] = None
    max_bad_records: Annotated[int | None, Prop("How many wrong rows are left out.")] = None


class TableDefinition(Part):
    """What a table is."""

    type: Annotated[
        Literal["TABLE", "VIEW", "MATERIALIZED_VIEW", "EXTERNAL", "MODEL"] | None,
        Prop("What kind of table it is; as the other fields say by default."),
    ] = None
    schema_: Annotated[
        Schema | None, Named(alias="schema"), Prop("The columns of the table, in their order.")
    ] = None
    standard_table_definition: Annotated[
        StandardTableDefinition | None, Prop("How rows of its own lie.")
    ] = None
    view_definition: Annotated[
        ViewDefinition | None, Prop("The statement of a view, of the type VIEW.")
    ] = None
    materialized_view_definition: Annotated[
        MaterializedViewDefinition | None, Prop("Its view whose rows are kept.")
    ] = None
    external_table_definition: Annotated[
        ExternalTableDefinition | None, Prop("The files that have its rows, of the type EXTERNAL.")
    ] = None


class EncryptionConfiguration(Part):
    """What encrypts a table."""

    kms_key_name: Annotated[str | None, Prop("The key of Cloud KMS.")] = None


def request_of(definition: TableDefinition) -> dict[str, Json]:
    """A definition as requests have it."""
    standard = definition.standard_table_definition or StandardTableDefinition()
    external, view = definition.external_table_definition, definition.view_definition
    kept = definition.materialized_view_definition
    schema = definition.schema_
    return without_none(
        schema={"fields": [_field(each) for each in schema.fields_ or ()]} if schema else None,
        clustering={"fields": standard.clustering} if standard.clustering else None,
        timePartitioning=_parts_by_time(standard.time_partitioning),
        rangePartitioning=_dumped(standard.range_partitioning),
        view=_view(view) if view else None,
        materializedView=_kept(kept) if kept else None,
        externalDataConfiguration=_external(external) if external else None,
    )


def _dumped(value: Part | None) -> dict[str, Json] | None:
    return None if value is None else value.model_dump(by_alias=True, exclude_none=True)


def _field(field: Field) -> dict[str, Json]:
    inner = [_field(each) for each in field.sub_fields or ()]
    return without_none(
        name=field.name,
        type=field.type,
        mode=field.mode,
        fields=inner or None,
        policyTags=_dumped(field.policy_tags),
    )


def _millis(duration: timedelta | None) -> str | None:
    return None if duration is None else str(int(duration.total_seconds() * 1000))


def _parts_by_time(parts: TimePartitioning | None) -> dict[str, Json] | None:
    if parts is None:
        return None
    return without_none(
        type=parts.type,
        field=parts.field,
        expirationMs=_millis(parts.expiration),
        requirePartitionFilter=parts.require_partition_filter,
    )


def _view(view: ViewDefinition) -> dict[str, Json]:
    functions = [
        {("inlineCode" if each.type == "INLINE" else "resourceUri"): each.content}
        for each in view.view_user_defined_functions or ()
    ]
    return without_none(
        query=view.query, useLegacySql=False, userDefinedFunctionResources=functions or None
    )


def _kept(kept: MaterializedViewDefinition) -> dict[str, Json]:
    return without_none(
        query=kept.query,
        enableRefresh=kept.enable_refresh,
        refreshIntervalMs=_millis(kept.refresh_interval),
    )


def _external(external: ExternalTableDefinition) -> dict[str, Json]:
    kind = external.format_type
    found = _dumped(external.model_copy(update={"format_type": None})) or {}
    return {**found, "sourceFormat": "NEWLINE_DELIMITED_JSON" if kind == "JSON" else kind}


def definition_of(table: dict[str, Any]) -> TableDefinition:
    """A table of the service as outputs have it."""
    schema, parts = table.get("schema"), table.get("timePartitioning")
    standard = StandardTableDefinition(
        clustering=(table.get("clustering") or {}).get("fields"),
        time_partitioning=_parts_of(parts) if parts else None,
        range_partitioning=table.get("rangePartitioning"),
        streaming_buffer=table.get("streamingBuffer"),
    )
    view, kept = table.get("view"), table.get("materializedView")
    external = table.get("externalDataConfiguration")
    return TableDefinition(
        type=table.get("type"),
        schema_=Schema(fields_=[_field_of(each) for each in schema["fields"]]) if schema else None,
        standard_table_definition=standard if table.get("type") == "TABLE" else None,
        view_definition=ViewDefinition(query=view.get("query")) if view else None,
        materialized_view_definition=_kept_of(kept) if kept else None,
        external_table_definition=_external_of(external) if external else None,
    )


_NAMES = {
    "INTEGER": "INT64",
    "FLOAT": "FLOAT64",
    "BOOLEAN": "BOOL",
    "RECORD": "STRUCT",
}


def _field_of(field: dict[str, Any]) -> Field:
    inner = [_field_of(each) for each in field.get("fields", ())]
    return Field(
        name=field.get("name"),
        type=_NAMES.get(field["type"], field["type"]),
        mode=field.get("mode"),
        sub_fields=inner or None,
        policy_tags=field.get("policyTags"),
    )


def _duration(millis: Any) -> timedelta | None:
    return None if millis is None else timedelta(milliseconds=int(millis))


def _parts_of(parts: dict[str, Any]) -> TimePartitioning:
    return TimePartitioning(
        type=parts.get("type"),
        field=parts.get("field"),
        expiration=_duration(parts.get("expirationMs")),
        require_partition_filter=parts.get("requirePartitionFilter"),
    )


def _kept_of(kept: dict[str, Any]) -> MaterializedViewDefinition:
    return MaterializedViewDefinition(
        query=kept.get("query"),
        enable_refresh=kept.get("enableRefresh"),
        refresh_interval=_duration(kept.get("refreshIntervalMs")),
        last_refresh_date=kept.get("lastRefreshTime"),
    )


def _external_of(external: dict[str, Any]) -> ExternalTableDefinition:
    kind = external.get("sourceFormat")
    return ExternalTableDefinition(
        format_type="JSON" if kind == "NEWLINE_DELIMITED_JSON" else kind,
        source_uris=external.get("sourceUris"),
        autodetect=external.get("autodetect"),
        compression=external.get("compression"),
        ignore_unknown_values=external.get("ignoreUnknownValues"),
        max_bad_records=external.get("maxBadRecords"),
    )
