"""The property that says where a cluster is."""

from __future__ import annotations

from typing import Annotated

from tiercel.plugin import Part, Prop


class Connection(Part):
    """A cluster; that of the server when nothing is given."""

    master_url: Annotated[str | None, Prop("The address of the API.")] = None
    api_version: Annotated[str | None, Prop("Ignored: version v1 is used.")] = None
    ca_cert_data: Annotated[str | None, Prop("The certificate of the authority, base64.")] = None
    client_cert_data: Annotated[
        str | None, Prop("The certificate to sign in with: the base64 of its PEM.")
    ] = None
    client_key_data: Annotated[
        str | None, Prop("The private key of the certificate: the base64 of its PEM.")
    ] = None
    ca_cert_file: Annotated[
        str | None, Prop("A file of the worker with that certificate, as PEM.")
    ] = None
    client_cert_file: Annotated[
        str | None, Prop("A file of the worker with our certificate, as PEM.")
    ] = None
    client_key_file: Annotated[str | None, Prop("A file of the worker with our key, as PEM.")] = (
        None
    )
    client_key_passphrase: Annotated[str | None, Prop("The password of our key.")] = None
    client_key_algo: Annotated[str | None, Prop("Ignored: the key says it itself.")] = None
    disable_hostname_verification: Annotated[
        bool, Prop("Do not compare the API's certificate with its host.")
    ] = False
    oauth_token: Annotated[str | None, Prop("The token to sign in with.")] = None
    username: Annotated[str | None, Prop("The name of the user who signs in; with `password`.")] = (
        None
    )
    password: Annotated[str | None, Prop("The password of the user.")] = None
    namespace: Annotated[
        str | None, Prop("The namespace of the cluster in which pods are made.")
    ] = None
    trust_certs: Annotated[bool, Prop("Do not check the API's certificate.")] = False
