"""Plugin defaults: values that a flow or the server adds to every plugin of a type."""

from __future__ import annotations

from collections.abc import Sequence

from tiercel.flowlang.catalog import TypeCatalog
from tiercel.flowlang.coerce import as_bool, as_text, is_map, maps
from tiercel.model.flow import PluginDefault
from tiercel.model.json_types import Json
from tiercel.model.limits import SOURCE_DEFAULT_VALUES_MAX, SOURCE_DEPTH_MAX

_UNTOUCHED = frozenset({"pluginDefaults", "taskDefaults"})


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
        key: value if key in _UNTOUCHED else injector.walk(value, 0) for key, value in plain.items()
    }


def own_defaults(plain: dict[str, Json]) -> tuple[PluginDefault, ...]:
    """The flow's own plugin defaults, those under the old name included."""
    found = []
    for name in ("pluginDefaults", "taskDefaults"):
        for _, source in maps(plain.get(name)):
            type_name, values = as_text(source.get("type")), source.get("values")
            if type_name and is_map(values):
                forced = as_bool(source.get("forced"))
                found.append(PluginDefault(type_name, forced, values, as_text(source.get("ref"))))
    return tuple(found)


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
