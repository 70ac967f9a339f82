"""A form comes back together as it was, but for what was replaced."""

from __future__ import annotations

from tests.fuzz.forms import is_file, name_of, split_form, with_file_name, with_part

KIND = b"multipart/form-data; boundary=abc"
BODY = (
    b'--abc\r\nContent-Disposition: form-data; name="who"\r\n\r\nAnn\r\n'
    b'--abc\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\n1\r\n--abc--\r\n'
)


def test_one_part_is_replaced() -> None:
    pieces = split_form(KIND, BODY)
    assert [(name_of(piece), is_file(piece)) for piece in pieces] == [("who", False), ("f", True)]
    assert with_part(KIND, pieces, 0, b"Ann") == BODY
    assert with_part(KIND, pieces, 0, b"\0") == BODY.replace(b"Ann", b"\0")
    assert with_file_name(KIND, pieces, 1, b"\0") == BODY.replace(b"a.txt", b"\0")


def test_other_bodies_have_no_parts() -> None:
    assert split_form(b"text/plain", BODY) == []
