"""A server that answers by HTTPS, and proxies that may say whom they speak for."""

from __future__ import annotations

import datetime as dt
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.e2e.server import free_port


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for this machine, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    cert, private = folder / "cert.pem", folder / "key.pem"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return cert, private


def command(folder: Path, port: int, *options: str) -> list[str]:
    words = ["server", "standalone", "--host", "127.0.0.1", "--port", str(port)]
    return [sys.executable, "-m", "tiercel", *words, "--data", str(folder / "data"), *options]


def test_a_server_with_a_certificate_answers_by_https_alone(tmp_path: Path) -> None:
    cert, key = certificate(tmp_path)
    port = free_port()
    words = command(tmp_path, port, "--tls-cert", str(cert), "--tls-key", str(key))
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True, cwd=tmp_path) as server:
        try:
            assert server.stderr is not None
            for line in server.stderr:
                if "is ready" in line:
                    break
            assert f"https://127.0.0.1:{port}" in line
            trusted = ssl.create_default_context(cafile=cert)
            address = f"127.0.0.1:{port}/ping"
            with urllib.request.urlopen(f"https://{address}", timeout=60, context=trusted) as found:
                assert found.read() == b"pong"
            with pytest.raises((urllib.error.URLError, OSError)):
                urllib.request.urlopen(f"http://{address}", timeout=60)
        finally:
            server.kill()


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (["--tls-cert", "cert.pem"], "--tls-cert and --tls-key"),
        (["--tls-cert", "cert.pem", "--tls-key", "none.pem"], "The certificate can't be used"),
        (["--tls-cert", "cert.pem", "--tls-key", "cert.pem"], "The certificate can't be used"),
    ],
)
def test_a_certificate_that_is_no_good_is_said(
    options: list[str], text: str, tmp_path: Path
) -> None:
    certificate(tmp_path)
    words = command(tmp_path, free_port(), *options)
    done = subprocess.run(
        words, cwd=tmp_path, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode != 0
    assert text in done.stderr
    assert "Traceback" not in done.stderr
