"""Every built-in plugin type: name, kind, place of its class, aliases."""

from tiercel.plugin.index import IndexRow

PLUGIN_INDEX = (
    IndexRow(
        "io.kestra.plugin.core.log.Log",
        "task",
        "tiercel.plugins.core.log.log:Log",
        ("io.kestra.core.tasks.log.Log",),
    ),
)
