"""Types of servers: each protocol has the same eight."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, Any

import msgspec

from tiercel.plugin import Plugin, Prop, plugin
from tiercel.plugin.variants import variant
from tiercel_fs import operations
from tiercel_fs.connections import OverFtp, OverFtps, OverSftp, OverSmb, Remote

_PREFIX = "io.kestra.plugin.fs."
_REPLACES = Prop("Whether a file of that path may be replaced.", "No by default.")


class SmbUpload(operations.Upload):
    """Sends a file."""

    overwrite: Annotated[bool, _REPLACES] = False


class SmbUploads(operations.Uploads):
    """Sends several files."""

    overwrite: Annotated[
        bool, Prop("Accepted: a file that is there is replaced in any case.", hidden=True)
    ] = True
    reg_exp: Annotated[str | None, Prop("Which names are sent.", hidden=True)] = None


class Kind(msgspec.Struct, frozen=True):
    """What the types of one kind do: a title with the name of the protocol, and an example."""

    base: type[Plugin]
    title: str
    example: str


_FILE = 'from: "{{ outputs.query.uri }}"\n'
KINDS = {
    "Upload": Kind(operations.Upload, "Send a file over {}.", _FILE + "to: {}/orders.csv"),
    "Uploads": Kind(
        operations.Uploads,
        "Send several files over {}.",
        'from:\n  orders.csv: "{{ outputs.query.uri }}"\nto: {}',
    ),
    "Download": Kind(operations.Download, "Fetch a file over {}.", "from: {}/orders.csv"),
    "Downloads": Kind(
        operations.Downloads,
        "Fetch the files of a folder over {}.",
        "from: {0}/in\nregExp: .*\\.csv\naction: MOVE\nmoveDirectory: {0}/done",
    ),
    "List": Kind(operations.List, "List the files of a folder over {}.", "from: {}/in"),
    "Move": Kind(operations.Move, "Move a file over {}.", "from: {0}/in/orders.csv\nto: {0}/done/"),
    "Delete": Kind(operations.Delete, "Remove a file over {}.", "uri: {}/in/orders.csv"),
    "Trigger": Kind(
        operations.Trigger,
        "Start an execution for files that come over {}.",
        "from: {0}/in\naction: MOVE\nmoveDirectory: {0}/done\ninterval: PT1M",
    ),
}
_OF_SMB: Mapping[str, type[Plugin]] = {"Upload": SmbUpload, "Uploads": SmbUploads}


class Protocol(msgspec.Struct, frozen=True):
    """How the types of a protocol are named, reached, and where the files of examples lie."""

    name: str
    connection: type[Remote]
    folder: str
    bases: Mapping[str, type[Plugin]] = {}


PROTOCOLS = (
    Protocol("sftp", OverSftp, "/upload"),
    Protocol("ftp", OverFtp, "/upload"),
    Protocol("ftps", OverFtps, "/upload"),
    Protocol("smb", OverSmb, "/share", _OF_SMB),
)


def _types() -> Iterator[tuple[str, type[Any]]]:
    """Each type by the end of its name."""
    for protocol in PROTOCOLS:
        for name, kind in KINDS.items():
            bases = (protocol.connection, protocol.bases.get(name, kind.base))
            made = variant(bases, __name__, f"{protocol.name.capitalize()}{name}", {})
            example = kind.example.replace("{{ ", "{{{{ ").replace(" }}", " }}}}")
            plugin(
                f"{_PREFIX}{protocol.name}.{name}",
                title=kind.title.format(protocol.connection.title),
                examples=[
                    "host: files.example.com\nusername: loader\n"
                    "password: \"{{ secret('FILES_PASSWORD') }}\"\n"
                    + example.format(protocol.folder)
                ],
            )(made)
            yield f"{protocol.name}.{name}", made


TYPES: Mapping[str, type[Any]] = MappingProxyType(dict(_types()))
# The catalog finds classes by module and name.
globals().update({each.__name__: each for each in TYPES.values()})
