"""A directory on this machine: slapd with a few people and groups, in clear and encrypted."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from tests.e2e.test_tls import certificate
from tests.families.servers import free_port, program, running

BASE = "dc=example,dc=org"
PEOPLE = f"ou=people,{BASE}"
READER = {"bind_dn": f"cn=reader,{BASE}", "bind_password": "reader-password"}
ROOT = (f"cn=root,{BASE}", "root-password")
PASSWORD = "In-The-Directory-1"
ODD = r"O'Hara\, Pat (ext) \2A"
_CONFIGURATION = """include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
TLSCertificateFile {cert}
TLSCertificateKeyFile {key}
database mdb
suffix "{base}"
rootdn "{root}"
rootpw {root_password}
directory {data}
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="{reader}" read by anonymous auth by * none
"""


class Slapd(msgspec.Struct, frozen=True):
    """One that runs; `cert` is what whoever asks for `127.0.0.1` has to trust."""

    port: int
    encrypted_port: int
    cert: Path

    @property
    def clear(self) -> str:
        """The address without encryption."""
        return f"ldap://127.0.0.1:{self.port}"

    @property
    def encrypted(self) -> str:
        """The address with it."""
        return f"ldaps://127.0.0.1:{self.encrypted_port}"


def _person(name: str, uid: str, mail: str) -> str:
    address = f"mail: {mail}\n" if mail else ""
    return (
        f"dn: {name},{PEOPLE}\nobjectClass: inetOrgPerson\nuid: {uid}\ncn: {uid}\nsn: {uid}\n"
        f"{address}userPassword: {PASSWORD}\n\n"
    )


def _group(name: str, *members: str) -> str:
    named = "".join(f"member: {each},{PEOPLE}\n" for each in members)
    return f"dn: cn={name},ou=groups,{BASE}\nobjectClass: groupOfNames\ncn: {name}\n{named}\n"


# Nobody is led away to where it points.
_AWAY = f"""dn: ou=away,{PEOPLE}
objectClass: referral
objectClass: extensibleObject
ou: away
ref: ldap://127.0.0.1:1/{PEOPLE}

"""
_ABOVE = f"""dn: {BASE}
objectClass: dcObject
objectClass: organization
o: x
dc: example

dn: {READER["bind_dn"]}
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: reader
userPassword: {READER["bind_password"]}

dn: {PEOPLE}
objectClass: organizationalUnit

dn: ou=groups,{BASE}
objectClass: organizationalUnit

"""


def _entries(owner: str) -> str:
    """All of them; the address of `owner` is that of somebody else there."""
    people = [
        _person("uid=ann", "ann", "Ann@Example.org"),
        _person("uid=bob", "bob", "bob@example.org"),
        _person(f"cn={ODD}", "pat", "pat@example.org"),
        _person("uid=boss", "boss", owner),
        _person("uid=silent", "silent", ""),
        _person("uid=twin1", "twin", "twin@example.org"),
        _person("uid=twin2", "twin", "twin@example.org"),
    ]
    groups = [
        _group("developers", "uid=ann", f"cn={ODD}"),
        _group("Admin", "uid=bob"),
        _group("owners", "uid=bob", "uid=boss"),
    ]
    return "".join([_ABOVE, *people, _AWAY, *groups])


@contextmanager
def a_directory(owner: str) -> Iterator[Slapd]:
    """Skipped with the command that installs it where it is not there."""
    slapd = program("slapd", "slapd")
    encrypted_port, certs = free_port(), []

    def command(port: int, folder: Path) -> list[str]:
        cert, key = certificate(folder)
        certs.append(cert)
        data, conf, entries = folder / "data", folder / "slapd.conf", folder / "entries.ldif"
        data.mkdir()
        text = _CONFIGURATION.format(
            cert=cert,
            key=key,
            base=BASE,
            root=ROOT[0],
            root_password=ROOT[1],
            data=data,
            reader=READER["bind_dn"],
        )
        conf.write_text(text)
        entries.write_text(_entries(owner))
        subprocess.run([slapd, "-T", "add", "-f", conf, "-l", entries], check=True)
        addresses = f"ldap://127.0.0.1:{port} ldaps://127.0.0.1:{encrypted_port}"
        return [slapd, "-d", "0", "-f", str(conf), "-h", addresses]

    with running(command) as port:
        yield Slapd(port, encrypted_port, certs[0])
