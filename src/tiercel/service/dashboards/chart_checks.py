"""What is wrong with a chart: properties by its type, then columns, filters and aggregations."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

from pydantic import ValidationError

from tiercel.flowlang.coerce import as_text, is_map, maps
from tiercel.flowlang.hints import type_hint
from tiercel.model.errors import PluginError, Violation
from tiercel.model.json_types import Json
from tiercel.plugin.catalog.registry import Catalog
from tiercel.plugin.chart import ChartPlugin, DataPlugin, KpiDataPlugin
from tiercel.plugin.check import field_adapter, message_of
from tiercel.plugin.properties import dynamic_properties
from tiercel.plugin.task import Plugin

_WITHOUT_VALUE = frozenset(("IS_NULL", "IS_NOT_NULL", "IS_TRUE", "IS_FALSE"))
_LISTS = frozenset(("IN", "NOT_IN"))
_TEXTS_OF_FIELDS = frozenset(("CONTAINS", "ENDS_WITH", "STARTS_WITH", "REGEX"))
_COMPARISONS = frozenset(
    ("GREATER_THAN", "GREATER_THAN_OR_EQUAL_TO", "LESS_THAN", "LESS_THAN_OR_EQUAL_TO")
)
_EQUALITIES = frozenset(("EQUAL_TO", "NOT_EQUAL_TO", "OR"))
FILTER_TYPES = _WITHOUT_VALUE | _LISTS | _TEXTS_OF_FIELDS | _COMPARISONS | _EQUALITIES

Columns = Mapping[str, Mapping[str, Json]]


def chart_violations(chart: dict[str, Json], path: str, catalog: Catalog) -> Iterator[Violation]:
    """Violations of one chart; those between its parts come as one, joined."""
    name = as_text(chart.get("type"))
    found = catalog.find(name or "")
    if found is None or found.kind != "chart":
        hint = type_hint(catalog, name, "chart") if name else ""
        yield Violation(path, f"Invalid type: {name or '<null>'}", hint=hint)
        return
    plugin = catalog.class_of(found.name)
    assert plugin is not None
    assert issubclass(plugin, ChartPlugin)
    wrong = [
        Violation(_below(path, key), f'Unrecognized field "{key}"')
        for key in chart
        if key not in found.properties and key != "type"
    ]
    wrong.extend(catalog.check(found, {k: v for k, v in chart.items() if k != "type"}, path))
    if not wrong:
        wrong.extend(_strict(chart, plugin, path))
    if not wrong and plugin.has_rows:
        wrong.extend(_data_violations(chart["data"], _below(path, "data"), catalog))
    if not wrong and plugin.has_rows:
        texts = _texts(chart, plugin, catalog)
        for prefix, several in texts.items():
            wrong.append(Violation(path, f"{prefix}{', '.join(several)}"))
    if not wrong and not plugin.has_rows:
        wrong.extend(_source_violations(chart, path))
    yield from wrong


def _data_violations(data: Json, path: str, catalog: Catalog) -> Iterator[Violation]:
    if not is_map(data):
        yield Violation(path, "must be a map")
        return
    name = str(data.get("type"))
    source = catalog.class_of(name)
    if source is None or not issubclass(source, DataPlugin):
        yield Violation(path, f"Invalid type: {name}", hint=type_hint(catalog, name, "data"))
        return
    yield from _strict(data, source, path)


def _strict(properties: Mapping[str, Json], plugin: type[Plugin], path: str) -> Iterator[Violation]:
    """What is wrong with values; nothing is rendered here, so expressions are no excuse."""
    for name, known in dynamic_properties(plugin).items():
        if properties.get(name) is None or known.nested:
            continue
        try:
            typed_value(plugin, name, properties[name])
        except PluginError as error:
            yield Violation(_below(path, name), error.message)
        except ValidationError as error:
            for problem in error.errors(include_url=False):
                place = ".".join(str(part) for part in (name, *problem["loc"]))
                yield Violation(_below(path, place), message_of(problem))


def typed_value(plugin: type[Plugin], name: str, value: Json) -> Json:
    """A property as its class has it. Raises: PluginError, ValidationError."""
    known = dynamic_properties(plugin)[name]
    return field_adapter(plugin, known.field).validate_python(known.convert(value))


def _source_violations(chart: Mapping[str, Json], path: str) -> Iterator[Violation]:
    source = chart.get("source")
    if source is None and chart.get("content") is None:
        yield Violation(_below(path, "source"), "must not be null")
    if is_map(source):
        kind = short_name(source)
        if kind not in ("Text", "FlowDescription"):
            yield Violation(_below(path, "source"), f"Invalid type: {source.get('type')}")
        needed = ("content",) if kind == "Text" else ("namespace", "flowId")
        for name in needed:
            if kind in ("Text", "FlowDescription") and source.get(name) is None:
                yield Violation(_below(path, f"source.{name}"), "must not be null")


def short_name(source: Mapping[str, Json]) -> str:
    """The type of a chart, or of a text's source, without its package."""
    return str(source.get("type")).rpartition(".")[2]


def _texts(
    chart: Mapping[str, Json], plugin: type[ChartPlugin], catalog: Catalog
) -> dict[str, list[str]]:
    """Problems between parts, by prefix."""
    data = chart["data"]
    source = catalog.class_of(str(data.get("type")))
    assert source is not None
    assert issubclass(source, DataPlugin)
    columns = columns_of(data, source)
    texts = {
        "Invalid data chart: ": [
            *_requested(chart, data, columns),
            *_fields(columns, source),
            *_aggregations(columns, plugin, str(chart["type"])),
            *_lone(columns, source),
        ],
        "Invalid TimeSeries chart: ": list(_styles(columns)),
        "Invalid Chart: ": [
            *_labels(columns),
            *(text for each in filters_of(data) for text in _filter(each, source)),
        ],
    }
    return {prefix: several for prefix, several in texts.items() if several}


def columns_of(data: Mapping[str, Json], source: type[DataPlugin]) -> Columns:
    """The columns by key; the one of a number has the key `value`."""
    columns = data.get("columns")
    if not is_map(columns):
        return {}
    if issubclass(source, KpiDataPlugin):
        return {"value": columns}
    return {str(key): column for key, column in columns.items() if is_map(column)}


def filters_of(data: Mapping[str, Json]) -> list[Mapping[str, Json]]:
    """All filters of a source of data."""
    return [each for name in ("where", "numerator") for _, each in maps(data.get(name))]


def _is_one_of(value: Json, names: Container[str]) -> bool:
    """Whether it is such a name; a map or a list is none."""
    return isinstance(value, str) and value in names


def _requested(
    chart: Mapping[str, Json], data: Mapping[str, Json], columns: Columns
) -> Iterator[str]:
    options = chart.get("chartOptions")
    for name in ("column", "colorByColumn"):
        key = options.get(name) if is_map(options) else None
        if key is not None and not _is_one_of(key, columns):
            yield (
                f"Column '{key}' is requested by the chart but not present in `data.columns` keys."
            )
    for _, order in maps(data.get("orderBy")):
        if not _is_one_of(order.get("column"), columns):
            yield (
                f"Column '{order.get('column')}' is used in `orderBy` but not present in"
                " `data.columns` keys."
            )


def _fields(columns: Columns, source: type[DataPlugin]) -> Iterator[str]:
    seen = set()
    is_repeated = False
    for key, column in columns.items():
        field, aggregation = column.get("field"), column.get("agg")
        if field is None and aggregation != "COUNT":
            yield f"Column '{key}' doesn't have a field to select from."
        if field is not None and not _is_one_of(field, source.fields_of_rows):
            yield f"Column '{key}' has the unknown field '{field}'."
        identity = str((field, aggregation, column.get("labelKey")))
        is_repeated = is_repeated or identity in seen
        seen.add(identity)
    if is_repeated:
        yield "Fields can only appear once in `data.columns`."


def _aggregations(columns: Columns, plugin: type[ChartPlugin], name: str) -> Iterator[str]:
    least, most = plugin.aggregations
    count = sum(column.get("agg") is not None for column in columns.values())
    if count < least:
        yield f"At least {least} aggregation is needed for {name}."
    if most is not None and count > most:
        # Compat: the text of the reference names the least number here, too.
        yield f"At most {least} aggregation can be provided for {name}."


def _lone(columns: Columns, source: type[DataPlugin]) -> Iterator[str]:
    fields = {str(column.get("field")) for column in columns.values()} & source.lone_fields
    if fields and any(column.get("agg") is not None for column in columns.values()):
        yield f"[{', '.join(sorted(fields))}] can't be used as or with aggregations."


def _styles(columns: Columns) -> Iterator[str]:
    styles = []
    for key, column in columns.items():
        style = column.get("graphStyle")
        if column.get("agg") is not None:
            styles.append(str(style or "LINES"))
        elif style is not None:
            yield f"Only aggregations can have `graphStyle` specified and {key} is not one."
    has_style = any(column.get("graphStyle") for column in columns.values())
    if has_style and len(set(styles)) < len(styles):
        yield "All aggregations must have unique `graphStyle`."


def _labels(columns: Columns) -> Iterator[str]:
    for key, column in columns.items():
        if column.get("field") == "LABELS" and not (column.get("labelKey") or column.get("key")):
            yield f"Column `{key}` must have a `labelKey`."


def _filter(declared: Mapping[str, Json], source: type[DataPlugin]) -> Iterator[str]:
    kind, field = str(declared.get("type")), declared.get("field")
    if kind not in FILTER_TYPES:
        yield f"Invalid filter type: {declared.get('type')}."
        return
    if kind == "OR":
        if field is not None:
            yield "Or filters can't have field specified at their root."
        if not maps(declared.get("values")):
            yield "A filter of type OR needs `values`."
        for _, each in maps(declared.get("values")):
            yield from _filter(each, source)
        return
    if not _is_one_of(field, source.fields_of_rows):
        yield f"A filter has the unknown field '{field}'."
    if field == "LABELS" and not declared.get("labelKey"):
        yield "Label filters must have a `labelKey`."
    values = declared.get("values")
    if kind in _LISTS and not (isinstance(values, list) and values):
        yield f"A filter of type {kind} needs `values`."
    if kind not in _LISTS | _WITHOUT_VALUE and declared.get("value") is None:
        yield f"A filter of type {kind} needs a `value`."


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
