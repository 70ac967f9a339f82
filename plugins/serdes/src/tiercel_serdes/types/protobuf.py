"""Messages of Protocol Buffers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, BinaryIO

from tiercel.plugin import Json, PluginError, Prop, RunContext, plugin
from tiercel_serdes.conversion import RECORDS, ToRows, explained, library
from tiercel_serdes.limits import MESSAGE_BYTES_MAX

_LENGTH_BITS_MAX = 35


@plugin(
    "io.kestra.plugin.serdes.protobuf.ProtobufToIon",
    title="Turn messages of Protocol Buffers into a file of rows.",
    examples=[
        (
            'from: "{{ outputs.download.uri }}"\n'
            'descriptorFile: "{{ outputs.descriptors.uri }}"\n'
            "typeName: shop.Order\n"
            "delimited: true"
        )
    ],
    metrics=RECORDS,
)
class ProtobufToIon(ToRows):
    """A row for each message, with the names that fields have in the definition."""

    descriptor_file: Annotated[
        str,
        Prop(
            "The file of descriptors in the internal storage.",
            "As `protoc --include_imports --descriptor_set_out` writes it.",
        ),
    ]
    type_name: Annotated[
        str, Prop("The full name of the message, with its package, such as shop.Order.")
    ]
    delimited: Annotated[
        bool,
        Prop(
            "Whether the file has several messages, each behind its length.",
            "No by default: the file is one message.",
        ),
    ] = False
    error_on_unknown_fields: Annotated[
        bool,
        Prop("Whether fields that the definition lacks fail.", "They are left out by default."),
    ] = False

    def rows(self, ctx: RunContext, file: BinaryIO) -> Iterator[Json]:
        decode_error = library("google.protobuf.message").DecodeError
        to_dict = library("google.protobuf.json_format").MessageToDict
        message_class = self._message_class(ctx)
        with explained(f"message {self.type_name}", decode_error):
            for content in _delimited(file) if self.delimited else (file.read(),):
                message = message_class.FromString(content)
                self._check(message)
                yield to_dict(message, preserving_proto_field_name=True)

    def _message_class(self, ctx: RunContext) -> Any:
        """Raises: PluginError for a file without that message."""
        pool = library("google.protobuf.descriptor_pool").DescriptorPool()
        descriptors = library("google.protobuf.descriptor_pb2").FileDescriptorSet
        with explained(
            "set of descriptors", library("google.protobuf.message").DecodeError, TypeError
        ):
            for each in descriptors.FromString(ctx.blobs.read(self.descriptor_file)).file:
                pool.Add(each)
        try:
            found = pool.FindMessageTypeByName(self.type_name)
        except KeyError:
            raise PluginError(
                f"`typeName`: `descriptorFile` has no message {self.type_name}"
            ) from None
        return library("google.protobuf.message_factory").GetMessageClass(found)

    def _check(self, message: Any) -> None:
        unknown = library("google.protobuf.unknown_fields").UnknownFieldSet(message)
        if self.error_on_unknown_fields and len(unknown):
            raise PluginError(
                f"{self.type_name} has no field with the number {unknown[0].field_number}"
            )


def _delimited(file: BinaryIO) -> Iterator[bytes]:
    """Messages behind their lengths. Raises: PluginError for a file that ends within one."""
    while (size := _length(file)) is not None:
        if size > MESSAGE_BYTES_MAX:
            raise PluginError(f"A message is longer than {MESSAGE_BYTES_MAX} bytes")
        content = file.read(size)
        if len(content) < size:
            raise PluginError("The file ends within a message: is it delimited?")
        yield content


def _length(file: BinaryIO) -> int | None:
    """A number of seven bits a byte; None at the end."""
    size = 0
    for shift in range(0, _LENGTH_BITS_MAX, 7):
        byte = file.read(1)
        if not byte:
            if shift:
                break
            return None
        size |= (byte[0] & 0x7F) << shift
        if byte[0] < 0x80:
            return size
    raise PluginError("The file ends within a length: is it delimited?")
