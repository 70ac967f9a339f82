"""Records that are made up: expressions, generators, and pseudonyms."""

from __future__ import annotations

import csv
import io
import json
import re
from base64 import b64decode
from datetime import datetime
from typing import Any

import pytest

from tiercel.plugin import Json, PluginError
from tiercel.plugin.nested import build_task, render_properties
from tiercel.testing import FakeContext, World, run_task
from tiercel.testing.task import poll
from tiercel_transform.fake_values import FakeValues
from tiercel_transform.made_up import (
    Generate,
    JsonObjectGenerator,
    RandomBytesGenerator,
    Stream,
    StringValueGenerator,
    Trigger,
)
from tiercel_transform.pseudonyms import Pseudonymize

FILE = "kestra:///a/namespace/a-flow/executions/an-execution/people"


def made(text: str, locale: list[str] | None = None) -> str:
    return FakeValues(locale).text(text)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("#{name.fullName}", r".+ .+"),
        ("#{Name.first_name}", r"\w+"),
        ("<#{internet.emailAddress}>", r"<\S+@\S+>"),
        ("#{internet.uuid}", r"[0-9a-f-]{36}"),
        ("#{number.numberBetween '3','4'}", "3"),
        ("#{number.randomDouble '2','1','2'}", r"1(\.\d{1,2})?|2\.0"),
        ("#{number.digits '5'}", r"\d{5}"),
        ("#{options.option 'a','b'}", r"a|b"),
        ("#{numerify 'A-###'}", r"A-\d{3}"),
        ("#{commerce.price '5','6'}", r"5\.\d\d|6\.00"),
        ("#{address.latitude}", r"-?\d+\.\d+"),
        ("#{address.zipCode} #{address.city}", r".+ .+"),
        ("nothing to make", "nothing to make"),
    ],
)
def test_expressions_have_values(text: str, form: str) -> None:
    assert re.fullmatch(form, made(text))


def test_dates_are_before_or_after_now() -> None:
    past = datetime.fromisoformat(made("#{date.past '10','DAYS'}"))
    future = datetime.fromisoformat(made("#{date.future '10','DAYS'}"))
    assert past < future


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("#{name.nonsense}", "`#{name.nonsense}` can't be made: it is not known"),
        ("#{internet.binary}", "it is not known"),
        ("#{internet.profile}", "it is no single value"),
        ("#{number.numberBetween '1'}", "`#{number.numberBetween '1'}` can't be made"),
        ("#{name.fullName 'x'}", "takes no arguments"),
        ("#{'x'}", "must be a name"),
    ],
)
def test_what_can_not_be_made_is_named(text: str, words: str) -> None:
    with pytest.raises(PluginError, match=re.escape(words)):
        made(text)


def test_places_are_known_by_language_and_country() -> None:
    assert made("#{name.fullName}", ["fr"])
    assert made("#{name.fullName}", ["en", "GB"])
    with pytest.raises(PluginError, match="`locale` is no known place: xx"):
        made("x", ["xx"])


def generator(kind: type[Any], **properties: Json) -> Any:
    return build_task(kind, render_properties(kind, properties, FakeContext()))


def test_generators_make_maps_texts_and_bytes() -> None:
    value = {"a": ["#{number.digits '3'}", 7], "b": {"c": "fixed"}}
    found = next(generator(JsonObjectGenerator, value=value).values())
    assert re.fullmatch(r"\d{3}", found["a"][0])
    assert (found["a"][1], found["b"]) == (7, {"c": "fixed"})
    text = next(generator(StringValueGenerator, value="x#{number.digits '1'}").values())
    assert re.fullmatch(r"x\d", text)
    assert len(b64decode(next(generator(RandomBytesGenerator, size=10).values()))) == 10


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Json]:
    """A generator whose class is found without an index of the family."""
    made_up = generator(StringValueGenerator, value="#{number.digits '4'}")
    monkeypatch.setattr("tiercel_transform.made_up.nested_plugin", lambda *_: made_up)
    return {"generator": {"type": "x"}}


def test_records_are_outputs_or_a_file(asked: dict[str, Json]) -> None:
    one = run_task(Generate, asked).outputs
    assert re.fullmatch(r"\d{4}", one["value"])
    assert (one["size"], one["count"]) == (6, 1)
    several = run_task(Generate, {**asked, "batchSize": 3}).outputs
    assert (len(several["value"]), several["count"]) == (3, 3)
    ran = run_task(Generate, {**asked, "batchSize": 3, "store": True})
    lines = ran.context.blobs.read(ran.outputs["uri"]).splitlines()
    assert (len(lines), ran.outputs["count"]) == (3, 3)
    assert ran.outputs["size"] == sum(len(line) + 1 for line in lines)


def test_triggers_start_executions(asked: dict[str, Json]) -> None:
    context = FakeContext()
    trigger = build_task(Trigger, render_properties(Trigger, asked, context))
    assert poll(trigger, context).count == 1
    stream = build_task(Stream, render_properties(Stream, asked, context))
    with pytest.raises(StopIteration) as found:
        stream.listen(context).__anext__().send(None)
    assert found.value.value.count == 1


@pytest.mark.parametrize("form", ["CSV", "JSON"])
def test_the_same_value_has_the_same_pseudonym(form: str) -> None:
    people = [{"name": name, "age": "7"} for name in ("Ann", "Bob", "Ann")]
    if form == "CSV":
        content = b"name,age\nAnn,7\nBob,7\nAnn,7\n"
    else:
        content = b"".join(json.dumps(each).encode() + b"\n" for each in people)
    given = {"from": f"{FILE}.x", "contentType": form, "fields": {"name": "name.fullName"}}
    ran = run_task(Pseudonymize, given, World(stored={f"{FILE}.x": content}))
    assert ran.error is None, ran.error
    text = ran.context.blobs.read(ran.outputs["uri"]).decode()
    rows = (
        list(csv.DictReader(io.StringIO(text)))
        if form == "CSV"
        else [json.loads(line) for line in text.splitlines()]
    )
    assert ran.outputs["count"] == 3
    first, second, third = (each["name"] for each in rows)
    assert first == third != second
    assert "Ann" not in (first, second)
    assert {each["age"] for each in rows} == {"7"}
