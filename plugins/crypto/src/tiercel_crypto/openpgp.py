"""Files that are encrypted for people, and signed by them."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated
from uuid import uuid4

from pydantic import Field

from tiercel.plugin import Output, Plugin, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel_crypto.program import opened

_FORM = "As text (ASCII armor)."


class Stored(Output):
    """The new file."""

    uri: Annotated[str, Prop("The file in the internal storage.")]


class FromFile(Plugin):
    """Reads a file of the internal storage."""

    from_: Annotated[
        str | None,
        Field(alias="from"),
        Prop("The file in the internal storage, which must be given."),
    ] = None

    def copies(self, ctx: RunContext) -> tuple[Path, Path]:
        """The file in the working directory, and a path for the new one.

        Raises: PluginError without a file.
        """
        if self.from_ is None:
            raise PluginError("`from` must be given: the file in the internal storage")
        source, target = (ctx.files.resolve(f".{uuid4().hex}") for _ in range(2))
        with ctx.blobs.open(self.from_) as stored, source.open("wb") as file:
            shutil.copyfileobj(stored, file)
        return source, target


@plugin(
    "io.kestra.plugin.crypto.openpgp.Encrypt",
    title="Encrypt a file for people who have keys of OpenPGP.",
    examples=[
        (
            'from: "{{ outputs.query.uri }}"\n'
            "key: \"{{ secret('PARTNER_KEY') }}\"\n"
            "recipients: [partner@example.com]"
        )
    ],
)
class Encrypt(FromFile, RunnableTask[Stored]):
    """May sign it as well."""

    key: Annotated[
        str | None,
        Prop("The public keys of the recipients.", f"{_FORM} A recipient without one is refused."),
    ] = None
    recipients: Annotated[
        list[str], Prop("For whom: addresses or fingerprints that the keys have.")
    ]
    sign_private_key: Annotated[
        str | None, Prop("The private key that signs.", f"{_FORM} Nothing is signed without.")
    ] = None
    sign_public_key: Annotated[str | None, Prop("The public key of the signer.", _FORM)] = None
    sign_passphrase: Annotated[str | None, Prop("The passphrase of the key that signs.")] = None
    sign_user: Annotated[
        str | None, Prop("Who signs: an address or fingerprint that the key has.")
    ] = None

    def run(self, ctx: RunContext) -> Stored:
        """Raises: PluginError for a recipient without a key, or a key that is none."""
        source, target = self.copies(ctx)
        words = [word for each in self.recipients for word in ("--recipient", each)]
        with opened(ctx, self.sign_passphrase) as gpg:
            gpg.add_keys("`key`", [self.key])
            gpg.add_keys("the keys that sign", [self.sign_public_key, self.sign_private_key])
            if self.sign_private_key:
                words += ["--sign", *(("--local-user", self.sign_user) if self.sign_user else ())]
            gpg.run(
                "encrypting",
                *("--trust-model", "always", "--output", str(target), *words),
                *("--encrypt", str(source)),
            )
        return Stored(uri=ctx.blobs.put_new(target, "pgp"))


@plugin(
    "io.kestra.plugin.crypto.openpgp.Decrypt",
    title="Decrypt a file with a key of OpenPGP.",
    examples=[
        (
            'from: "{{ outputs.download.uri }}"\n'
            "privateKey: \"{{ secret('PGP_KEY') }}\"\n"
            "privateKeyPassphrase: \"{{ secret('PGP_PASSPHRASE') }}\""
        )
    ],
)
class Decrypt(FromFile, RunnableTask[Stored]):
    """May demand signatures."""

    private_key: Annotated[
        str | None, Prop("The private key to decrypt with, in the armoured form.", _FORM)
    ] = None
    private_key_passphrase: Annotated[
        str | None, Prop("The passphrase that opens the private key; none by default.")
    ] = None
    sign_users_key: Annotated[
        list[str] | None, Prop("Public keys of those who may have signed.", _FORM)
    ] = None
    required_signer_users: Annotated[
        list[str] | None,
        Prop("Who must have signed: addresses that the keys have.", "Nobody by default."),
    ] = None

    def run(self, ctx: RunContext) -> Stored:
        """Raises: PluginError for another key, or a signature that is missing."""
        source, target = self.copies(ctx)
        with opened(ctx, self.private_key_passphrase) as gpg:
            gpg.add_keys("`privateKey`", [self.private_key])
            gpg.add_keys("`signUsersKey`", self.sign_users_key or ())
            status = gpg.run(
                "decrypting",
                *("--trust-model", "always", "--output", str(target)),
                *("--decrypt", str(source)),
            )
        signers = [line for line in status if line.startswith("GOODSIG ")]
        for wanted in self.required_signer_users or ():
            if not any(f"<{wanted}>" in line or line.endswith(f" {wanted}") for line in signers):
                raise PluginError(f"The file has no good signature of {wanted}")
        return Stored(uri=ctx.blobs.put_new(target, "bin"))
