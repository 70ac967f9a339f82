"""A bucket of the tests' S3 server."""

from __future__ import annotations

import pytest

from tests.objects.server import S3Server
from tiercel.adapters.objects.blobs import ObjectBlobs
from tiercel.adapters.objects.s3 import s3_blobs


@pytest.fixture
def bucket(s3_server: S3Server) -> str:
    return s3_server.a_bucket()


@pytest.fixture
def objects(s3_server: S3Server, bucket: str) -> ObjectBlobs:
    return s3_blobs("s3", s3_server.options(bucket))
