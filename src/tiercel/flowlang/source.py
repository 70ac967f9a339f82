"""A flow's source text as a plain document that still knows where everything stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from tiercel.flowlang.paths import SourcePosition, SourcePositions, YamlNode
from tiercel.flowlang.places.extents import Extents
from tiercel.flowlang.places.freeing import free_slowly
from tiercel.flowlang.places.scalar_places import ScalarPlaces
from tiercel.flowlang.scalars import plain_value, tagged_value
from tiercel.flowlang.surrogates import alone, hide, reveal
from tiercel.flowlang.syntax import NO_CONTENT, NOT_TEXT, syntax_hint
from tiercel.flowlang.written import PLAIN, QUOTED, as_written, keys_of_texts
from tiercel.model.errors import Violation
from tiercel.model.json_types import Json
from tiercel.model.limits import (
    SOURCE_ALIAS_CHARS_MAX,
    SOURCE_ALIAS_NODES_MAX,
    SOURCE_CHARS_MAX,
    SOURCE_DEPTH_MAX,
    SOURCE_INLINE_CHARS_MAX,
    SOURCE_PROBLEMS_MAX,
)
from tiercel.model.text import valid_unicode

if TYPE_CHECKING:
    from yaml.error import Mark, MarkedYAMLError

# Where a value of a source has a name, by which others can repeat it.
_ANCHOR = re.compile(r"(?:^|[\s,\[{\ufeff])&[\w-]")
_HALF_HINT = "its other half has to stand beside it, as in \\ud83d\\ude80"


class Document:
    """A parsed source.

    Shapes: `value` is plain JSON (None when there is nothing to read); `problems` are what is
    wrong with the text as YAML, the value is then what could be read all the same.
    """

    __slots__ = ("_extents", "_places", "_root", "_scalars", "problems", "text", "value")

    def __init__(
        self,
        text: str,
        value: Json = None,
        problems: tuple[Violation, ...] = (),
        root: YamlNode | None = None,
    ) -> None:
        self.text = text
        self.value = value
        self.problems = problems
        self._root = root
        self._places = None if root is None else SourcePositions(root)
        self._extents: Extents | None = None
        self._scalars: dict[int, ScalarPlaces] = {}

    def __del__(self) -> None:
        if self._root is not None and len(self.text) > SOURCE_INLINE_CHARS_MAX:
            free_slowly(self._root)

    def place(self, path: str, *, of_key: bool = False) -> SourcePosition:
        """Line and column, from 1, of the property or its value; of the parent if it is absent."""
        if self._places is None:
            return SourcePosition(0, 0)
        return self._places.place(path, of_key=of_key)

    def span(self, path: str) -> tuple[int, int] | None:
        """Offsets of the value of a property in the text; None if the property is not there."""
        node = None if self._places is None else self._places.node(path)
        return None if node is None else (node.start_mark.index, node.end_mark.index)

    def inside(
        self, path: str, start: int, end: int, *, of_key: bool = False
    ) -> tuple[SourcePosition, SourcePosition]:
        """Where a part of a text begins and ends, given as offsets in the property's value.

        `of_key`: in its name. The place of the whole property when it holds no text.
        """
        node = None if self._places is None else self._places.scalar(path, of_key=of_key)
        if node is None:
            place = self.place(path, of_key=of_key)
            return place, self.end_of(place)
        # Nothing counts the mark of the byte order before the text.
        text = self.text.removeprefix("\ufeff")
        found = self._scalars.get(id(node))
        if found is None:
            found = self._scalars[id(node)] = ScalarPlaces(text, node)
        return found.span(start, end)

    def end_of(self, place: SourcePosition) -> SourcePosition:
        """Where what begins at a place ends on its line: a key, a value, else a word."""
        if self._extents is None:
            self._extents = Extents(self.text.removeprefix("\ufeff"), self._root)
        return self._extents.end_of(place)

    def violation(
        self, path: str, message: str, *, hint: str = "", at_key: bool = False
    ) -> Violation:
        """A violation at the place of `path`."""
        place = self.place(path, of_key=at_key)
        return Violation(path, message, place.line, place.column, hint)


def parse(text: str, *, kind: str = "flow") -> Document:
    """Read the first YAML document of a text. Never raises.

    `kind` is the word for the resource in error texts (`Illegal flow yaml: …`).
    Source: spec/flow-language.md §1, dependencies §3.7 (aliases are expanded, within a bound).
    """
    if len(text) > SOURCE_CHARS_MAX:
        message = f"Illegal {kind} yaml: the source is longer than {SOURCE_CHARS_MAX} characters"
        return Document(text, problems=(Violation("yaml", message, 1, 1),))
    # A megabyte that a server without flows does not need.
    from yaml.error import MarkedYAMLError, YAMLError

    from tiercel.flowlang.yaml_io.loader import SourceLoader

    hidden = hide(text)
    root: YamlNode | None = None
    try:
        loader = SourceLoader(text if hidden is None else hidden)
        if loader.check_node():
            root = cast("YamlNode", loader.get_node())
    except MarkedYAMLError as error:
        return Document(text, problems=(_syntax_problem(error, text, kind),))
    except (YAMLError, UnicodeError) as error:
        return Document(text, problems=(_unreadable_problem(error, text, kind),))
    if root is None:
        return Document(text, problems=(Violation("yaml", f"Illegal {kind} yaml: {NO_CONTENT}"),))
    builder = _Builder(kind, len(text) + SOURCE_ALIAS_CHARS_MAX)
    if hidden is not None:
        builder.reveal(root)
    return Document(text, builder.build(root, 0), tuple(builder.problems), root)


def chars_to_read(text: str) -> int:
    """How long a source is for whoever reads it: aliases make very much of a few characters."""
    is_plain = "&" not in text or len(text) > SOURCE_INLINE_CHARS_MAX or not _ANCHOR.search(text)
    return len(text) if is_plain else SOURCE_ALIAS_CHARS_MAX


class _Builder:
    """Nodes to plain values; collects what is wrong instead of stopping."""

    def __init__(self, kind: str, chars_max: int) -> None:
        self.problems: list[Violation] = []
        self._kind = kind
        self._seen: set[int] = set()
        self._repeated = 0
        self._chars_left = chars_max

    def build(self, node: YamlNode, depth: int) -> Json:
        """The value of a node."""
        if node.id == "scalar":
            return self._scalar(node) if self._is_short_enough(node) else None
        if depth >= SOURCE_DEPTH_MAX:
            self._report(f"nested deeper than {SOURCE_DEPTH_MAX} levels", node.start_mark)
            return None
        if self._is_too_often(node):
            return None
        if node.id == "sequence":
            return [self.build(child, depth + 1) for child in node.value]
        return self._mapping(node, depth)

    def reveal(self, root: YamlNode) -> None:
        """Bring back the surrogates that were hidden from the parser."""
        waiting, seen = [root], set()
        while waiting:
            node = waiting.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            if node.id == "scalar":
                node.value = reveal(node.value)
                half = alone(node.value)
                if half:
                    self._report(f"{half} is half of a character", node.start_mark, _HALF_HINT)
                    # What looks at the value goes on with text that has a UTF-8 form.
                    node.value = valid_unicode(node.value)
            elif node.id == "sequence":
                waiting.extend(node.value)
            else:
                waiting.extend(each for pair in node.value for each in pair)

    def _scalar(self, node: YamlNode) -> Json:
        if node.tag is QUOTED:
            return node.value
        if node.tag is PLAIN:
            return plain_value(node.value)
        try:
            return tagged_value(node.tag, node.value)
        except ValueError as error:
            self._report(str(error), node.start_mark)
            return None

    def _mapping(self, node: YamlNode, depth: int) -> dict[str, Json]:
        built: dict[str, Json] = {}
        texts = keys_of_texts(node, depth)
        for key, child in node.value:
            if key.id != "scalar":
                self._report("a key must be a text", key.start_mark, _key_hint(node))
                continue
            if key.value in built:
                self._report(
                    f"Duplicate field '{key.value}'",
                    key.start_mark,
                    f"'{key.value}' stands twice in the same map: keep one of them",
                )
                continue
            value = self.build(child, depth + 1)
            if key.value in texts:
                value = as_written(key.value, child, value)
            built[key.value] = value
        return built

    def _is_short_enough(self, node: YamlNode) -> bool:
        """Whether the texts read so far are no longer than aliases may make them."""
        was_left, self._chars_left = self._chars_left, self._chars_left - len(node.value)
        if self._chars_left >= 0:
            return True
        if was_left >= 0:
            message = f"aliases repeat more than {SOURCE_ALIAS_CHARS_MAX} characters"
            self._report(message, node.start_mark)
        return False

    def _is_too_often(self, node: YamlNode) -> bool:
        """Whether aliases repeat more nodes than the bound."""
        if id(node) not in self._seen:
            self._seen.add(id(node))
            return False
        was_repeated = self._repeated
        self._repeated += 1 + len(node.value)
        if self._repeated <= SOURCE_ALIAS_NODES_MAX:
            return False
        if was_repeated <= SOURCE_ALIAS_NODES_MAX:
            message = f"aliases repeat more than {SOURCE_ALIAS_NODES_MAX} nodes"
            self._report(message, node.start_mark)
        return True

    def _report(self, message: str, mark: Mark, hint: str = "") -> None:
        if len(self.problems) < SOURCE_PROBLEMS_MAX:
            text = f"Illegal {self._kind} yaml: {message}"
            self.problems.append(Violation("yaml", text, mark.line + 1, mark.column + 1, hint))


def _key_hint(node: YamlNode) -> str:
    if len(node.value) == 1:
        return 'an expression must be quoted: "{{ … }}"'
    return ""


def _syntax_problem(error: MarkedYAMLError, text: str, kind: str) -> Violation:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    # An unclosed bracket or quote is only noticed at the end: point at its beginning.
    context = error.context_mark
    if context and error.context and line > context.line + 1 and _is_unclosed(error):
        line, column = context.line + 1, context.column + 1
    detail = " ".join(part for part in (error.context, error.problem) if part)
    message = f"Illegal {kind} yaml: {detail} at line {line}, column {column}"
    return Violation("yaml", message, line, column, syntax_hint(error.problem or "", text, line))


def _is_unclosed(error: MarkedYAMLError) -> bool:
    context = error.context or ""
    return "quoted scalar" in context or "flow " in context


def _unreadable_problem(error: Exception, text: str, kind: str) -> Violation:
    position = int(getattr(error, "position", 0) or getattr(error, "start", 0))
    before = text[:position]
    line = before.count("\n") + 1
    column = position - (before.rfind("\n") + 1) + 1
    message = f"Illegal {kind} yaml: {NOT_TEXT} at line {line}, column {column}"
    return Violation("yaml", message, line, column)
