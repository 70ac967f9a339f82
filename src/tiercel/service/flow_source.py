"""YAML sources made of objects, for clients that send JSON."""

from __future__ import annotations

from tiercel.model.json_types import Json

# Members that belong to the stored revision, not to the source.
_NOT_SOURCE = ("revision", "deleted", "source", "tenantId", "updated", "draft")
_BOOLEAN_LETTERS = frozenset("yYnN")


def dumped(flow: dict[str, Json]) -> str:
    """The object as a block-style source; text that YAML 1.1 takes for a boolean is quoted."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Quotes the single letters that PyYAML takes for plain text."""

    def represent(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
        style = '"' if value in _BOOLEAN_LETTERS else "|" if "\n" in value else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    Dumper.add_representer(str, represent)
    kept = {name: value for name, value in flow.items() if name not in _NOT_SOURCE}
    text: str = yaml.dump(
        kept, Dumper=Dumper, sort_keys=False, default_flow_style=False, allow_unicode=True
    )
    return text
