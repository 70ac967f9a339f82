"""JSON, TOON, YAML, XML and Markdown."""

from __future__ import annotations

from decimal import Decimal

import pytest

from plugins.serdes.tests.conversions import converted, error, rows, tried
from tiercel.plugin import Json, RunnableTask
from tiercel_serdes.conversion import Converted
from tiercel_serdes.types.json import (
    IonToJson,
    JsonToIon,
    JsonToJsonl,
    JsonToToon,
    ToonToJson,
)
from tiercel_serdes.types.markdown import HtmlToMarkdown, MarkdownToHtml, MarkdownToText
from tiercel_serdes.types.xml import IonToXml, XmlToIon
from tiercel_serdes.types.yaml import IonToYaml, JsonToYaml, YamlToIon, YamlToJson


def test_json_lines_and_documents() -> None:
    assert rows(JsonToIon, '{"a":1.50}\n\n[2]\n') == [{"a": Decimal("1.50")}, [2]]
    assert rows(JsonToIon, ' [{"a":1},\n {"a":2}]', newLine=False) == [{"a": 1}, {"a": 2}]
    assert rows(JsonToIon, '{"a":\n1}', newLine=False) == [{"a": 1}]
    text = '[{"a":"é"}]'
    assert rows(JsonToIon, text.encode("utf-16"), newLine=False, charset="UTF-16") == [{"a": "é"}]
    wrong = "Line 2: this is no value of JSON; a file that has one over several lines is read with"
    assert error(JsonToIon, '{"a":1}\n{"a":\n') == f"{wrong} `newLine: false`"
    assert "The file is no JSON: " in error(JsonToIon, '[{"a":1},', newLine=False)
    assert converted(JsonToJsonl, "[1,{}]") == b"1\n{}\n"


def test_writing_json() -> None:
    source = b"{a:2024-01-02T03:04:05Z,b:1.50}\n{a:2024-01-02T}\n"
    wanted = b'{"a":"2024-01-02T04:04:05+01:00","b":1.50}\n{"a":"2024-01-02"}\n'
    assert converted(IonToJson, source, timeZoneId="Europe/Paris") == wanted
    assert converted(IonToJson, b"{a:1}\n{a:2}\n{a:3}", newLine=False) == (
        b'[{"a":1},{"a":2},{"a":3}]'
    )
    assert converted(IonToJson, b"{a:1}\n", newLine=False) == b'{"a":1}'
    assert converted(IonToJson, b"", newLine=False) == b"[]"
    assert converted(IonToJson, '{"a":"é"}', charset="ISO-8859-1") == b'{"a":"\xe9"}\n'
    assert tried(IonToJson, b"1\n2").outputs["uri"].endswith(".jsonl")


def test_toon() -> None:
    toon = converted(JsonToToon, '[{"a":1,"b":"x"}]')
    assert toon.startswith(b"[1]{a,b}:")
    assert converted(ToonToJson, toon) == b'[{"a":1,"b":"x"}]'
    assert "The file is no JSON: " in error(JsonToToon, "[")
    assert "The file is no TOON: " in error(ToonToJson, "[3]: 1")


def test_yaml() -> None:
    source = "a: 1\nb: [x, 2.5]\nc: 2024-01-02\n---\n- p\n- q\n"
    assert rows(YamlToIon, source) == [
        {"a": 1, "b": ["x", Decimal("2.5")], "c": "2024-01-02"},
        "p",
        "q",
    ]
    written = converted(IonToYaml, '{"a":1,"b":"x\\ny"}\n{"a":"é"}\n').decode()
    assert written == "a: 1\nb: |-\n  x\n  y\n---\na: é\n"
    assert converted(JsonToYaml, '[{"a":1}]') == b"- a: 1\n"
    assert converted(JsonToYaml, '{"a":1}\n{"a":2}', jsonl=True) == b"a: 1\n---\na: 2\n"
    assert converted(YamlToJson, "a: 1\n") == b'{"a":1}'
    assert converted(YamlToJson, "- 1\n- 2\n") == b"[1,2]"
    assert converted(YamlToJson, "- 1\n- 2\n", jsonl=True) == b"1\n2\n"


def test_yaml_that_is_none_or_too_much() -> None:
    assert "The file is no YAML: " in error(YamlToIon, "a: [")
    assert "The file is no YAML: " in error(YamlToIon, "a: !!python/object/apply:os.getcwd []")
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * 10) + "]" for n in range(1, 9)]
    assert "more than 10000000 values" in error(YamlToIon, "\n".join(levels))
    assert "more than 10000000 values" in error(YamlToIon, "a: &a [*a]")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: [1, 2\nb: 3\n", "line 2, column 2: did not find expected ',' or ']' while parsing a "),
        ("a:\n\t- 1\n", "line 2, column 1: found character that cannot start any token"),
        ("a: !Ref b\n", "line 1, column 4: the tag '!Ref' is unknown"),
        ("a: *b\n", "line 1, column 4: found undefined alias"),
        ("a: \x01\n", "the sign U+0001 is not allowed: control characters are not allowed"),
        ("[" * 3_000, "line 1, column 1001: exceeded maximum nesting depth"),
    ],
)
def test_what_is_wrong_in_yaml_is_told_with_its_place(text: str, words: str) -> None:
    for kind in (YamlToIon, YamlToJson):
        assert error(kind, text).startswith(f"The file is no YAML: {words}")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: 1\n", "lexical error: invalid char in json text, at 'a: 1'"),
        ('{"a": 1}\n{"a": 2}\n', """parse error: trailing garbage, at '{"a": 1} {"a": 2}'"""),
        ('{"a": 1,', "it ends early"),
        ("", "it ends early"),
    ],
)
def test_what_is_wrong_in_json_is_told_with_what_is_there(text: str, words: str) -> None:
    assert error(JsonToYaml, text) == f"The file is no JSON: {words}"


def test_a_line_that_is_no_json_names_the_property_of_its_type() -> None:
    said = "Line 1: this is no value of JSON; a file that has one over several lines is read with"
    assert error(JsonToYaml, '{\n"a": 1\n}', jsonl=True) == f"{said} `jsonl: false`"
    assert error(JsonToIon, '{\n"a": 1\n}') == f"{said} `newLine: false`"


@pytest.mark.parametrize("kind", [YamlToIon, YamlToJson, JsonToYaml, JsonToJsonl, JsonToToon])
@pytest.mark.parametrize(
    ("content", "charset", "words"),
    [
        (
            b"[\xe9]",
            "UTF-8",
            "the file is not in the encoding utf-8: invalid continuation byte",
        ),
        (
            b"[\xc3\xa9]",
            "ascii",
            "the file is not in the encoding ascii: ordinal not in range",
        ),
        (b"[1]", "UTF-16", "the file is not in the encoding utf-16: "),
        (
            b"[1]",
            "base64",
            "there is no encoding 'base64'; UTF-8, ISO-8859-1 and windows-1252 are ",
        ),
        (b"[1]", "undefined", "there is no encoding 'undefined'; UTF-8, ISO-8859-1 and "),
    ],
)
def test_a_wrong_charset_is_told(
    kind: type[RunnableTask[Converted]], content: bytes, charset: str, words: str
) -> None:
    assert error(kind, content, charset=charset).startswith(f"`charset`: {words}")


@pytest.mark.parametrize("kind", [IonToYaml, JsonToYaml, JsonToJsonl, JsonToIon, JsonToToon])
def test_a_value_with_too_many_levels_is_told(kind: type[RunnableTask[Converted]]) -> None:
    # How many are too many depends on the Python.
    deep = '{"a":' + "[" * 20_000 + "]" * 20_000 + "}"
    assert error(kind, deep) == "The file has a value with too many levels"


def test_more_levels_are_read_than_toon_can_write() -> None:
    deep = '{"a":' + "[" * 3_000 + "]" * 3_000 + "}"
    assert error(JsonToToon, deep) == "The file has a value with too many levels"


@pytest.mark.parametrize(
    ("text", "properties", "wanted"),
    [
        ("<r><a>1</a><a>x</a></r>", {}, [1, "x"]),
        ("<r><a>1</a><b> t </b></r>", {}, [{"r": {"a": 1, "b": "t"}}]),
        ('<r id="7">t<b/></r>', {}, [{"r": {"id": 7, "b": "", "content": "t"}}]),
        (
            "<r><o><n>1.50</n></o><o><n>true</n></o></r>",
            {"query": "/r/o"},
            [{"n": Decimal("1.50")}, {"n": True}],
        ),
        ("<r><a>1</a></r>", {"parserConfiguration": {"forceList": ["a"]}}, [1]),
        ('<x:r xmlns:x="u"><x:a>007</x:a></x:r>', {"query": "/x:r/x:a"}, ["007"]),
    ],
)
def test_reading_xml(text: str, properties: dict[str, Json], wanted: list[Json]) -> None:
    assert rows(XmlToIon, text, **properties) == wanted


def test_xml_that_is_none_or_dangerous() -> None:
    assert "The file is no XML: " in error(XmlToIon, "<a>")
    bomb = '<!DOCTYPE a [<!ENTITY x "y"><!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>'
    assert "declares entities" in error(XmlToIon, bomb)
    assert "nested more than 500 deep" in error(XmlToIon, "<a>" * 600)
    assert "`query` must be a path" in error(XmlToIon, "<a/>", query="//a[1]")


def test_writing_xml() -> None:
    source = '{"a":"<&\\u0001","b":[1,2],"c d":{"1e":null}}\n'
    body = "<item><a>&lt;&amp;\ufffd</a><b>1</b><b>2</b><c_d><_1e></_1e></c_d></item>"
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    assert converted(IonToXml, source).decode() == f"{head}<items>{body}</items>\n"
    assert b"<orders></orders>" in converted(IonToXml, "", rootName="orders")
    assert "`rootName` must be a name" in error(IonToXml, "", rootName="a b")


def test_markdown() -> None:
    html = (
        "<nav>menu</nav><h1>T</h1><p>A <b>b</b> <a href='/x'>l</a></p>"
        "<script>evil()</script><table><tr><th>h</th></tr><tr><td>c</td></tr></table>"
    )
    text = converted(
        HtmlToMarkdown, html, baseUri="https://example.com", ignoreTags=["nav"]
    ).decode()
    assert text.startswith("# T\n\nA **b** [l](https://example.com/x)\n")
    assert "| c |" in text
    assert "menu" not in text
    assert "evil" not in text
    source = "# T\n\nA **b** [l](u) `c`\n\n| h |\n|---|\n| c |\n\n```\ncode\n```\n"
    found = converted(MarkdownToHtml, source).decode()
    assert "<h1>T</h1>" in found
    assert "<td>c</td>" in found
    ran = tried(MarkdownToText, source)
    plain = ran.context.blobs.stored[ran.outputs["uri"]].decode()
    assert plain.startswith("T\nA b l c\n")
    assert "code" in plain
    assert ran.metrics[0].value == len(plain)
