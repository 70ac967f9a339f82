"""Rows of PostgreSQL as CSV into S3: a flow, and a script with psycopg, csv and boto3."""

from __future__ import annotations

import csv
import tempfile
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import boto3
import psycopg

from bench.flows import NAMESPACE
from bench.throughput.flows import run, server_with_families
from tests.objects.server import S3Server
from tests.objects.server import running_server as running_objects
from tests.postgres.server import DURABLE, running_server

GOAL = 0.8
_COLUMNS = "id, name, total, day"
_FILL = """CREATE TABLE orders AS SELECT n AS id, 'name ' || n AS name, (n * 7 % 100000) / 100.0 AS
total, date '2024-01-01' + (n % 365)::int AS day FROM generate_series(1, {count}) AS n"""
_FETCH_ROWS = 10_000


def measure(count: int) -> str:
    """Seconds of both, and how fast the flow is beside the script."""
    with running_server(DURABLE) as database, running_objects() as objects:
        with psycopg.connect(database.url, autocommit=True) as connection:
            connection.execute(_FILL.format(count=count))
        bucket = objects.a_bucket()
        script = _script(database.url, objects, bucket)
        with server_with_families() as server:
            ways = {
                "CopyOut, Upload": run(
                    server, "copied", _copied(database.url, objects.url, bucket)
                ),
                "Query, IonToCsv, Upload": run(
                    server, "queried", _queried(database.url, objects.url, bucket)
                ),
            }
    lines = [f"{count:,} rows of PostgreSQL to S3 as CSV; psycopg, csv, boto3 {script:.1f} s"]
    for name, tasks in ways.items():
        took = sum(tasks.values())
        parts = ", ".join(f"{task} {seconds:.1f} s" for task, seconds in tasks.items())
        lines.append(f"  {name}: {took:.1f} s ({parts}), {script / took:.2f} of it, goal {GOAL}")
    return "\n".join(lines)


def _script(url: str, objects: S3Server, bucket: str) -> float:
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "orders.csv"
        with psycopg.connect(url) as connection, file.open("w", newline="") as target:
            cursor = connection.cursor(name="orders")
            cursor.itersize = _FETCH_ROWS
            cursor.execute(f"SELECT {_COLUMNS} FROM orders")
            writer = csv.writer(target)
            writer.writerow(_COLUMNS.split(", "))
            writer.writerows(cursor)
        client = boto3.client(
            "s3",
            endpoint_url=objects.url,
            region_name="eu-west-1",
            aws_access_key_id=objects.access_key,
            aws_secret_access_key=objects.secret_key,
        )
        client.upload_file(str(file), bucket, "script.csv")
    return time.perf_counter() - begun


def _login(url: str) -> str:
    parts = urlsplit(url)
    host = parse_qs(parts.query)["host"][0]
    return (
        f"    url: jdbc:postgresql:///postgres?host={host}\n"
        f"    username: {parts.username or 'postgres'}\n"
        f"    sql: SELECT {_COLUMNS} FROM orders\n"
    )


def _upload(source: str, url: str, bucket: str, key: str) -> str:
    return (
        "  - id: upload\n    type: io.kestra.plugin.aws.s3.Upload\n"
        f"    endpointOverride: {url}\n    region: eu-west-1\n"
        "    accessKeyId: an-access-key\n    secretKeyId: a-very-secret-key\n"
        f'    from: "{{{{ outputs.{source}.uri }}}}"\n    bucket: {bucket}\n    key: {key}\n'
    )


def _copied(database: str, objects: str, bucket: str) -> str:
    return (
        f"id: copied\nnamespace: {NAMESPACE}\ntasks:\n"
        "  - id: rows\n    type: io.kestra.plugin.jdbc.postgresql.CopyOut\n"
        f"{_login(database)}    format: CSV\n    header: true\n"
        f"{_upload('rows', objects, bucket, 'copied.csv')}"
    )


def _queried(database: str, objects: str, bucket: str) -> str:
    return (
        f"id: queried\nnamespace: {NAMESPACE}\ntasks:\n"
        "  - id: rows\n    type: io.kestra.plugin.jdbc.postgresql.Query\n"
        f"{_login(database)}    fetchType: STORE\n"
        "  - id: csv\n    type: io.kestra.plugin.serdes.csv.IonToCsv\n"
        '    from: "{{ outputs.rows.uri }}"\n'
        f"{_upload('csv', objects, bucket, 'queried.csv')}"
    )
