"""Plugin defaults: values that a flow, a namespace or the server adds to plugins of a type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tiercel.flowlang.catalog import TypeCatalog
from tiercel.flowlang.coerce import as_bool, as_text, is_map, maps
from tiercel.flowlang.hints import did_you_mean
from tiercel.flowlang.properties import TASK_COMMON, TRIGGER_COMMON
from tiercel.model.errors import Violation
from tiercel.model.flow import PluginDefault
from tiercel.model.json_types import Json
from tiercel.model.limits import SOURCE_DEFAULT_VALUES_MAX, SOURCE_DEPTH_MAX

# The second is the old name.
DEFAULTS = ("pluginDefaults", "taskDefaults")


def inject(
    plain: dict[str, Json], defaults: Sequence[PluginDefault], catalog: TypeCatalog
) -> dict[str, Json]:
    """The document with the defaults merged into it; the argument is left as it is.

    Shapes: `defaults` in order of precedence, the flow's own first.
    Source: spec/flow-language.md §9.
    Raises: TooManyDefaults.
    """
    if not defaults:
        return plain
    injector = _Injector(defaults, catalog)
    return {
        key: value if key in DEFAULTS else injector.walk(value, 0) for key, value in plain.items()
    }


def own_defaults(plain: dict[str, Json]) -> tuple[PluginDefault, ...]:
    """The own plugin defaults of a flow or a namespace, those under the old name included."""
    found = []
    for name in DEFAULTS:
        for _, source in maps(plain.get(name)):
            type_name, values = as_text(source.get("type")), source.get("values")
            if type_name and is_map(values):
                forced = as_bool(source.get("forced"))
                found.append(PluginDefault(type_name, forced, values, as_text(source.get("ref"))))
    return tuple(found)


def default_problems(
    value: Json, path: str, catalog: TypeCatalog
) -> Iterator[tuple[str, str, str]]:
    """Path, message and hint of each problem in the maps of a list; what else it holds is ignored.

    Source: spec/flow-language.md §9.
    """
    for index, default in maps(value):
        for text, hint in _problems_of(default, catalog):
            yield f"{path}[{index}]", f"Invalid Plugin Default: {text}", hint


def default_violations(value: Json, path: str, catalog: TypeCatalog) -> list[Violation]:
    """All that is wrong with a list of plugin defaults that no flow's source holds."""
    if value is None:
        return []
    if not isinstance(value, list):
        return [Violation(path, "must be a list of maps with type and values")]
    odd = [
        Violation(f"{path}[{index}]", "must be a map with type and values")
        for index, default in enumerate(value)
        if not is_map(default)
    ]
    found = default_problems(value, path, catalog)
    return odd + [Violation(place, text, hint=hint) for place, text, hint in found]


def _problems_of(default: dict[str, Json], catalog: TypeCatalog) -> list[tuple[str, str]]:
    type_name, values = as_text(default.get("type")), default.get("values")
    problems = []
    if not type_name:
        problems.append(("No 'type' provided", ""))
    if not is_map(values):
        problems.append(("No 'values' provided", ""))
        return problems
    problems += [
        (f"No value provided for key '{key}'", "") for key, value in values.items() if value is None
    ]
    plugin = catalog.find(type_name or "")
    if plugin is not None and plugin.kind in ("task", "trigger"):
        known = plugin.properties | (TASK_COMMON if plugin.kind == "task" else TRIGGER_COMMON)
        known |= {branch.name for branch in plugin.branches}
        problems += [
            (f"No property '{key}' exists in plugin '{type_name}'", did_you_mean(key, known))
            for key in values
            if key not in known
        ]
    return problems


class TooManyDefaults(Exception):
    """Plugin defaults that would make of a short source a flow without bounds."""


class _Injector:
    """One walk through a document."""

    def __init__(self, defaults: Sequence[PluginDefault], catalog: TypeCatalog) -> None:
        self._catalog = catalog
        self._soft = [(d, self._prefixes(d.type)) for d in defaults if not d.forced]
        self._forced = [(d, self._prefixes(d.type)) for d in reversed(defaults) if d.forced]
        self._by_type: dict[str, tuple[list[PluginDefault], list[PluginDefault]]] = {}
        self._values_left = SOURCE_DEFAULT_VALUES_MAX

    def _prefixes(self, type_name: str) -> tuple[str, ...]:
        """A default written with an alias also holds for the real name."""
        plugin = self._catalog.find(type_name)
        return (type_name,) if plugin is None else (type_name, plugin.name)

    def walk(self, value: Json, depth: int) -> Json:
        """The value with defaults in every map that has a `type`, outside in."""
        if depth > SOURCE_DEPTH_MAX:
            raise TooManyDefaults("the defaults of a type contain that type")
        if isinstance(value, list):
            return [self.walk(item, depth + 1) for item in value]
        if not isinstance(value, dict):
            return value
        type_name = value.get("type")
        if isinstance(type_name, str):
            value = self._with_defaults(value, type_name)
        return {key: self.walk(item, depth + 1) for key, item in value.items()}

    def _with_defaults(self, plugin: dict[str, Json], type_name: str) -> dict[str, Json]:
        if type_name not in self._by_type:
            self._by_type[type_name] = self._matching(type_name)
        soft, forced = self._by_type[type_name]
        ref = plugin.get("pluginDefaultsRef")
        for default in soft:
            if default.ref == ref:
                plugin = self._merged(default.values, plugin)
        for default in forced:
            if default.ref == ref:
                plugin = self._merged(plugin, default.values)
        return plugin

    def _merged(self, base: dict[str, Json], other: dict[str, Json]) -> dict[str, Json]:
        self._values_left -= _size(base) + _size(other)
        if self._values_left < 0:
            raise TooManyDefaults(f"they add more than {SOURCE_DEFAULT_VALUES_MAX} values")
        return merge(base, other)

    def _matching(self, type_name: str) -> tuple[list[PluginDefault], list[PluginDefault]]:
        found = self._catalog.find(type_name)
        names = (type_name,) if found is None else (type_name, found.name)

        def holds(prefixes: tuple[str, ...]) -> bool:
            return any(name.startswith(prefixes) for name in names)

        soft = [default for default, prefixes in self._soft if holds(prefixes)]
        return soft, [default for default, prefixes in self._forced if holds(prefixes)]


def _size(value: Json) -> int:
    """How many values it holds."""
    if isinstance(value, dict):
        return 1 + sum(map(_size, value.values()))
    return 1 + sum(map(_size, value)) if isinstance(value, list) else 1


def merge(base: dict[str, Json], other: dict[str, Json]) -> dict[str, Json]:
    """Two maps in one: maps merge in depth, lists are joined, `other` wins, but never by a null."""
    merged = dict(base)
    for key, value in other.items():
        present = merged.get(key)
        if value is None:
            merged.setdefault(key, None)
        elif isinstance(present, dict) and isinstance(value, dict):
            merged[key] = merge(present, value)
        elif isinstance(present, list) and isinstance(value, list):
            merged[key] = [*present, *value]
        else:
            merged[key] = value
    return merged
