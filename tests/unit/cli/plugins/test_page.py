"""What a type does, for people and for programs."""

from __future__ import annotations

import json

import pytest

from tiercel.cli.app import run
from tiercel.cli.plugins.page import page_of
from tiercel.plugin.catalog.registry import Catalog

REQUEST = "io.kestra.plugin.core.http.Request"


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.of_builtins()


def test_a_page_has_texts_example_properties_defaults_and_outputs(catalog: Catalog) -> None:
    page = page_of(catalog, REQUEST, has_common=False) or ""
    assert page.startswith(f"{REQUEST}\n\nAsk an HTTP server")
    assert f"    type: {REQUEST}\n    uri: https://example.com/items" in page
    properties, outputs = page.split("\nOutputs\n")
    first = properties.partition("\nProperties\n\n")[2].splitlines()[0]
    assert first == "  uri  (string, required)"
    text = "The method of the request, such as `GET` or `POST`."
    assert f"  method  (string)\n    {text}\n    Default: GET" in properties
    assert "  auth  (Auth, deprecated)" in properties
    assert "  code  (integer" in outputs
    assert "HttpOptions" in outputs  # What an object in a property holds comes behind.


def test_what_all_types_have_is_shown_when_asked_for(catalog: Catalog) -> None:
    short = page_of(catalog, REQUEST, has_common=False) or ""
    whole = page_of(catalog, REQUEST, has_common=True) or ""
    assert "  timeout  (" not in short.split("\nOutputs\n")[0]
    assert "  timeout  (" in whole.split("\nOutputs\n")[0]


def test_every_type_has_a_page(catalog: Catalog) -> None:
    assert all(
        (page_of(catalog, row.name, has_common=True) or "").startswith(row.name)
        for row in catalog.rows()
    )


def test_programs_get_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plugin", "doc", "http.Request", "--json"], None) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["type"] == REQUEST
    assert document["properties"]["properties"]["method"]["default"] == "GET"
    assert "code" in document["outputs"]["properties"]
    assert document["examples"][0].startswith("id: request")


def test_a_search_is_a_table_or_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plugin", "search", "http", "download"], None) == 0
    row = "io.kestra.plugin.core.http.Download\ttask\tDownload a file into the internal storage.\n"
    assert capsys.readouterr().out == row
    assert run(["plugin", "search", "http", "download", "--json"], None) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert found["kind"] == "task"
    assert run(["plugin", "search", "nothing-has-this"], None) == 1
    assert run(["plugin", "search"], None) == 2
