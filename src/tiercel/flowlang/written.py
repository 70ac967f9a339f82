"""Values that are texts, whatever their words would mean: an id may be `no` or `010`."""

from __future__ import annotations

from collections.abc import Collection

from tiercel.flowlang.paths import YamlNode
from tiercel.model.json_types import Json

# The tag of a scalar without quotes.
PLAIN = "plain"
# That of one with quotes.
QUOTED = "quoted"
_REFERENCES = frozenset({"dependsOn"})
_TEXTS = _REFERENCES | {"description", "displayName", "flowId", "id", "labels", "namespace"}
_CHOICES = _TEXTS | {"defaults", "options", "values"}
_CHOICE_TYPES = frozenset({"SELECT", "MULTISELECT", "ENUM"})


def keys_of_texts(node: YamlNode, depth: int) -> frozenset[str]:
    """The keys of a map whose values are texts.

    Shapes: tasks, triggers, inputs and the like have a type, the flow is the outermost map.
    """
    kind = next((child for key, child in node.value if key.value == "type"), None)
    if kind is None and depth > 0:
        return _REFERENCES
    is_choice = kind is not None and kind.id == "scalar" and kind.value in _CHOICE_TYPES
    return _CHOICES if is_choice else _TEXTS


def as_written(key: str, node: YamlNode, value: Json) -> Json:
    """The value below such a key, texts in place of what plain scalars in it would mean."""
    if node.id == "scalar":
        return _word(node, value)
    if node.id == "sequence" and isinstance(value, list):
        pairs = zip(node.value, value, strict=True)
        if key == "labels":
            return [_members(child, item, ("key", "value")) for child, item in pairs]
        return [_word(child, item) for child, item in pairs]
    if key == "labels":
        return _members(node, value, None)
    return _members(node, value, ("inputs",)) if key == "dependsOn" else value


def _members(node: YamlNode, value: Json, names: Collection[str] | None) -> Json:
    """A map, the members of these names (all of them for None) as they are written."""
    if not isinstance(value, dict):
        return value
    changed = dict(value)
    for key, child in reversed(node.value):
        name = key.value
        if key.id == "scalar" and name in value and (names is None or name in names):
            changed[name] = as_written(name, child, value[name])
    return changed


def _word(node: YamlNode, value: Json) -> Json:
    is_plain = node.id == "scalar" and node.tag is PLAIN
    return node.value if is_plain and value is not None else value
