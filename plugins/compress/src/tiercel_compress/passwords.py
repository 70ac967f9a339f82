"""Files with a password: AES with 256 bits, and a key that is derived from it.

Formats: that of `openssl enc -aes-256-cbc -pbkdf2` for PBKDF2_SHA256; for the others a header with
everything but the password, then AES-GCM, whose tag at the end covers the header as well.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from typing import Annotated, Any, BinaryIO, Literal

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.padding import PKCS7

from tiercel.plugin import PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel_compress.codecs import BLOCK_BYTES
from tiercel_compress.tasks import FromFile, Stored, new_file

Derivation = Literal["PBKDF2_SHA256", "PBKDF2_SHA512", "ARGON2ID", "SCRYPT"]
OPENSSL = b"Salted__"
# Compat: the mark of the reference, whose files are read as well.
HEADER = b"KESTRAENC\x01"
_CODES: dict[Derivation, int] = {"PBKDF2_SHA512": 2, "ARGON2ID": 3, "SCRYPT": 4}
_PARAMETERS: dict[int, str] = {2: ">I", 3: ">IIH", 4: ">IBB"}
_KEY_BYTES, _IV_BYTES = 32, 16
_OPENSSL_SALT_BYTES, _SALT_BYTES, _NONCE_BYTES, _TAG_BYTES = 8, 16, 12, 16
_SCRYPT_BLOCK = 8
# What deriving a key may cost, whoever wrote the file: rounds, KiB (blocks for scrypt), lanes.
ITERATIONS_MIN, ITERATIONS_MAX = 1_000, 10_000_000
MEMORY_MAX = 1 << 20
LANES_MAX = 64
_WRONG = "The password is wrong, or the file is damaged"


class Key(msgspec.Struct, frozen=True):
    """How a key is derived: rounds, memory in KiB (for scrypt blocks), lanes."""

    derivation: Derivation
    iterations: int = 0
    memory: int = 0
    lanes: int = 1

    def check(self) -> None:
        """Raises: PluginError for what is too weak or costs too much."""
        low = ITERATIONS_MIN if self.derivation.startswith("PBKDF2") else 1
        bounds = {
            "iterations": (self.iterations, low, ITERATIONS_MAX, ("PBKDF2", "ARGON2ID")),
            "memory": (self.memory, 8, MEMORY_MAX, ("ARGON2ID", "SCRYPT")),
            "parallelism": (self.lanes, 1, LANES_MAX, ("ARGON2ID", "SCRYPT")),
        }
        for name, (value, least, most, users) in bounds.items():
            if self.derivation.startswith(users) and not least <= value <= most:
                raise PluginError(f"`{name}` must be between {least} and {most}, not {value}")
        if self.derivation == "SCRYPT" and self.memory & (self.memory - 1):
            raise PluginError(f"`memory` must be a power of two for SCRYPT, not {self.memory}")

    def derive(self, password: str, salt: bytes, size: int) -> bytes:
        """The bytes of a password. Raises: as `check`."""
        self.check()
        secret = password.encode()
        match self.derivation:
            case "PBKDF2_SHA256":
                return PBKDF2HMAC(hashes.SHA256(), size, salt, self.iterations).derive(secret)
            case "PBKDF2_SHA512":
                return PBKDF2HMAC(hashes.SHA512(), size, salt, self.iterations).derive(secret)
            case "ARGON2ID":
                return Argon2id(
                    salt=salt,
                    length=size,
                    iterations=self.iterations,
                    lanes=self.lanes,
                    memory_cost=self.memory,
                ).derive(secret)
            case "SCRYPT":
                return Scrypt(salt, size, self.memory, _SCRYPT_BLOCK, self.lanes).derive(secret)

    def parameters(self) -> bytes:
        """As the header has them."""
        match self.derivation:
            case "ARGON2ID":
                return struct.pack(">IIH", self.iterations, self.memory, self.lanes)
            case "SCRYPT":
                return struct.pack(">IBB", self.memory, _SCRYPT_BLOCK, self.lanes)
            case _:
                return struct.pack(">I", self.iterations)


class WithPassword(FromFile, RunnableTask[Stored]):
    """Properties of both directions."""

    password: Annotated[str, Prop("The password that the key is derived from, best from a secret.")]
    iterations: Annotated[
        int,
        Prop(
            "Rounds of PBKDF2, at least 1000.",
            "600000 by default; a file of `openssl enc -pbkdf2` has 10000 unless it was told.",
        ),
    ] = 600_000


@plugin(
    "io.kestra.plugin.compress.FileEncrypt",
    title="Encrypt a file with a password.",
    examples=[
        (
            'from: "{{ outputs.query.uri }}"\n'
            "password: \"{{ secret('FILE_PASSWORD') }}\"\n"
            "keyDerivation: ARGON2ID"
        )
    ],
)
class FileEncrypt(WithPassword):
    """With AES; only the formats of the newer derivations notice changes."""

    key_derivation: Annotated[
        Derivation,
        Prop(
            "How the key is derived.",
            "PBKDF2_SHA256, the default, makes files that OpenSSL reads; the others use AES-GCM, "
            "which notices changes, and ARGON2ID and SCRYPT take memory to guess.",
        ),
    ] = "PBKDF2_SHA256"
    memory: Annotated[
        int,
        Prop(
            "Memory that deriving takes: KiB for ARGON2ID, blocks of 1 KiB for SCRYPT.",
            "65536 by default; a power of two for SCRYPT.",
        ),
    ] = 65_536
    parallelism: Annotated[int, Prop("Lanes of ARGON2ID and SCRYPT.", "One by default.")] = 1
    argon2_time_cost: Annotated[
        int, Prop("Passes of ARGON2ID over its memory.", "3 by default.")
    ] = 3

    def run(self, ctx: RunContext) -> Stored:
        """Raises: PluginError for parameters that are too weak or cost too much."""
        rounds = self.argon2_time_cost if self.key_derivation == "ARGON2ID" else self.iterations
        key = Key(self.key_derivation, rounds, self.memory, self.parallelism)
        key.check()
        with ctx.blobs.open(self.from_) as file:
            encrypt = _cbc if key.derivation == "PBKDF2_SHA256" else _gcm
            return Stored(uri=ctx.blobs.put_new(encrypt(file, key, self.password), "enc"))


@plugin(
    "io.kestra.plugin.compress.FileDecrypt",
    title="Decrypt a file with its password.",
    examples=['from: "{{ inputs.file }}"\npassword: "{{ secret(\'FILE_PASSWORD\') }}"'],
)
class FileDecrypt(WithPassword):
    """The file says which of the formats it has."""

    def run(self, ctx: RunContext) -> Stored:
        """Raises: PluginError for a wrong password, or a file that is none of these."""
        # Nothing is given out before its end is checked.
        target = new_file(ctx)
        with ctx.blobs.open(self.from_) as file, target.open("wb") as plain:
            start = file.read(len(OPENSSL))
            if start == OPENSSL:
                pieces = _from_cbc(file, Key("PBKDF2_SHA256", self.iterations), self.password)
            elif start + file.read(len(HEADER) - len(OPENSSL)) == HEADER:
                pieces = _from_gcm(file, self.password)
            else:
                raise PluginError("The file was neither encrypted by FileEncrypt nor by OpenSSL")
            for piece in pieces:
                plain.write(piece)
        return Stored(uri=ctx.blobs.put_new(target, "bin"))


def _cbc(file: BinaryIO, key: Key, password: str) -> Iterator[bytes]:
    salt = os.urandom(_OPENSSL_SALT_BYTES)
    encryptor, padder = _cbc_cipher(key, password, salt).encryptor(), PKCS7(128).padder()
    yield OPENSSL + salt
    while block := file.read(BLOCK_BYTES):
        yield encryptor.update(padder.update(block))
    yield encryptor.update(padder.finalize()) + encryptor.finalize()


def _from_cbc(file: BinaryIO, key: Key, password: str) -> Iterator[bytes]:
    salt = _exactly(file, _OPENSSL_SALT_BYTES)
    decryptor, unpadder = _cbc_cipher(key, password, salt).decryptor(), PKCS7(128).unpadder()
    try:
        while block := file.read(BLOCK_BYTES):
            yield unpadder.update(decryptor.update(block))
        yield unpadder.update(decryptor.finalize()) + unpadder.finalize()
    except ValueError:
        raise PluginError(_WRONG) from None


def _cbc_cipher(key: Key, password: str, salt: bytes) -> Cipher[Any]:
    derived = key.derive(password, salt, _KEY_BYTES + _IV_BYTES)
    return Cipher(algorithms.AES256(derived[:_KEY_BYTES]), modes.CBC(derived[_KEY_BYTES:]))


def _gcm(file: BinaryIO, key: Key, password: str) -> Iterator[bytes]:
    salt, nonce = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
    head = HEADER + bytes([_CODES[key.derivation]]) + salt + nonce + key.parameters()
    derived = key.derive(password, salt, _KEY_BYTES)
    encryptor = Cipher(algorithms.AES256(derived), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(head)
    yield head
    while block := file.read(BLOCK_BYTES):
        yield encryptor.update(block)
    yield encryptor.finalize() + encryptor.tag


def _from_gcm(file: BinaryIO, password: str) -> Iterator[bytes]:
    code = _exactly(file, 1)
    form = _PARAMETERS.get(code[0])
    if form is None:
        raise PluginError(f"The file names a derivation that is unknown: {code[0]}")
    salt, nonce = _exactly(file, _SALT_BYTES), _exactly(file, _NONCE_BYTES)
    packed = _exactly(file, struct.calcsize(form))
    derived = _key_of(code[0], struct.unpack(form, packed)).derive(password, salt, _KEY_BYTES)
    decryptor = Cipher(algorithms.AES256(derived), modes.GCM(nonce)).decryptor()
    decryptor.authenticate_additional_data(HEADER + code + salt + nonce + packed)
    rest = b""
    while block := file.read(BLOCK_BYTES):
        rest += block
        yield decryptor.update(rest[:-_TAG_BYTES])
        rest = rest[-_TAG_BYTES:]
    try:
        yield decryptor.finalize_with_tag(rest)
    except (InvalidTag, ValueError):
        raise PluginError(_WRONG) from None


def _key_of(code: int, values: tuple[int, ...]) -> Key:
    match code:
        case 2:
            return Key("PBKDF2_SHA512", values[0])
        case 3:
            return Key("ARGON2ID", *values)
        case _:
            if values[1] != _SCRYPT_BLOCK:
                raise PluginError(f"The file wants blocks of {values[1]} for SCRYPT, not 8")
            return Key("SCRYPT", 0, values[0], values[2])


def _exactly(file: BinaryIO, size: int) -> bytes:
    content = file.read(size)
    if len(content) < size:
        raise PluginError("The file ends within its header")
    return content
