"""jq programs to trees, by precedence climbing."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

from tiercel.expr.jq import binding, nodes
from tiercel.expr.jq.binding import Pattern
from tiercel.expr.jq.errors import JqError
from tiercel.expr.jq.formats import FORMATS
from tiercel.expr.jq.lexer import Token, tokenize
from tiercel.expr.jq.nodes import JqNode
from tiercel.model.json_types import Json
from tiercel.model.limits import EXPRESSION_DEPTH_MAX

_KEYWORDS = frozenset(
    {"def", "if", "then", "elif", "else", "end", "as", "reduce", "foreach", "try"}
    | {"catch", "label", "import", "include", "and", "or", "__loc__"}
)
# Level and associativity of the binary operators.
_LEVELS = {
    "//": (2, "right"),
    "or": (4, "left"),
    "and": (5, "left"),
    **dict.fromkeys(("=", "|=", "+=", "-=", "*=", "/=", "%=", "//="), (3, "none")),
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">="), (6, "none")),
    **dict.fromkeys(("+", "-"), (7, "left")),
    **dict.fromkeys(("*", "/", "%"), (8, "left")),
}


def parse(program: str) -> JqNode:
    """The tree of a program; raises JqError."""
    parser = _Parser(tokenize(program))
    tree = parser.pipe()
    parser.expect("end", "")
    return tree


def parse_definitions(program: str) -> list[tuple[str, list[str], JqNode]]:
    """The functions of a program that is nothing but definitions: name, parameters, body."""
    parser = _Parser(tokenize(program))
    found = []
    while parser.is_at("def"):
        found.append(parser.definition())
    parser.expect("end", "")
    return found


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    @property
    def _token(self) -> Token:
        return self._tokens[self._at]

    def _fail(self) -> NoReturn:
        token = self._token
        raise JqError(f"syntax error at {token.at}: unexpected '{token.text or 'end'}'")

    def is_at(self, text: str) -> bool:
        """Whether the current token is that operator or word."""
        return self._token.text == text and self._token.kind in ("word", "operator")

    def _take(self, text: str) -> bool:
        if self.is_at(text):
            self._at += 1
            return True
        return False

    def expect(self, kind: str, text: str | None = None) -> Token:
        """The current token, which must be of that kind."""
        token = self._token
        if token.kind != kind or (text is not None and token.text != text):
            self._fail()
        self._at += 1
        return token

    def _operator(self, text: str) -> None:
        if not self._take(text):
            self._fail()

    def pipe(self) -> JqNode:
        """An expression with pipes, commas and definitions."""
        self._depth += 1
        if self._depth > EXPRESSION_DEPTH_MAX:
            raise JqError("nested too deeply")
        if self.is_at("def"):
            name, parameters, body = self.definition()
            result: JqNode = binding.Define(name, parameters, body, self.pipe())
        elif self._take("label"):
            label = self.expect("variable").text
            self._operator("|")
            result = nodes.Label(label, self.pipe())
        else:
            result = self._comma()
            if self._take("as"):
                pattern = self._pattern()
                self._operator("|")
                result = binding.As(result, pattern, self.pipe())
            elif self._take("|"):
                result = nodes.Pipe(result, self.pipe())
        self._depth -= 1
        return result

    def definition(self) -> tuple[str, list[str], JqNode]:
        """`def name(parameters): body;`"""
        self._operator("def")
        name = self.expect("word").text
        parameters: list[str] = []
        if self._take("("):
            parameters.append(self._parameter())
            while self._take(";"):
                parameters.append(self._parameter())
            self._operator(")")
        self._operator(":")
        body = self.pipe()
        self._operator(";")
        return name, parameters, body

    def _parameter(self) -> str:
        if self._token.kind == "variable":
            return "$" + self.expect("variable").text
        return self.expect("word").text

    def _comma(self) -> JqNode:
        left = self._binary(0)
        while self._take(","):
            left = nodes.Comma(left, self._binary(0))
        return left

    def _binary(self, level: int) -> JqNode:
        self._depth += 1
        if self._depth > EXPRESSION_DEPTH_MAX:
            raise JqError("nested too deeply")
        left = self._unary()
        while self._token.kind in ("operator", "word") and self._token.text in _LEVELS:
            operator = self._token.text
            binds, side = _LEVELS[operator]
            if binds < level:
                break
            self._at += 1
            right = self._binary(binds if side == "right" else binds + 1)
            left = _combined(operator, left, right)
            if side == "none" and _LEVELS.get(self._token.text, (0, ""))[0] == binds:
                self._fail()
        self._depth -= 1
        return left

    def _unary(self) -> JqNode:
        if self._take("-"):
            return nodes.Negative(self._postfix())
        return self._postfix()

    def _postfix(self) -> JqNode:
        term = self._term()
        steps = 0
        while True:
            steps += 1
            if steps > EXPRESSION_DEPTH_MAX:
                raise JqError("nested too deeply")
            token = self._token
            if token.kind == "field":
                self._at += 1
                term = nodes.Index(term, nodes.Literal(token.text))
            elif token.text == "." and self._tokens[self._at + 1].kind == "string":
                self._at += 1
                term = nodes.Index(term, self._string())
            elif self._take("?"):
                term = nodes.Try(term, None)
            elif self.is_at("["):
                term = self._subscript(term)
            elif self.is_at("as") and self._depth:
                break
            else:
                break
        return term

    def _subscript(self, target: JqNode) -> JqNode:
        self._operator("[")
        if self._take("]"):
            return nodes.Iterate(target)
        if self._take(":"):
            end = self.pipe()
            self._operator("]")
            return nodes.Slice(target, nodes.Literal(None), end)
        key = self.pipe()
        if self._take(":"):
            end = nodes.Literal(None) if self.is_at("]") else self.pipe()
            self._operator("]")
            return nodes.Slice(target, key, end)
        self._operator("]")
        return nodes.Index(target, key)

    def _term(self) -> JqNode:
        token = self._token
        if token.kind in ("number", "variable", "field"):
            self._at += 1
            return _simple(token)
        if token.kind == "string":
            return self._string()
        if token.kind == "format":
            return self._format()
        if token.kind == "word":
            return self._word()
        if self._take("."):
            if self._token.kind == "string":
                return nodes.Index(nodes.Identity(), self._string())
            return nodes.Identity()
        if self._take(".."):
            return binding.Call("recurse", ())
        return self._group()

    def _group(self) -> JqNode:
        if self._take("("):
            inner = self.pipe()
            self._operator(")")
            return inner
        if self._take("["):
            if self._take("]"):
                return nodes.ArrayOf(None)
            body = self.pipe()
            self._operator("]")
            return nodes.ArrayOf(body)
        if not self._take("{"):
            self._fail()
        return self._object()

    def _word(self) -> JqNode:
        word = self._token.text
        special: dict[str, Callable[[], JqNode]] = {
            "if": self._if,
            "try": self._try,
            "reduce": self._reduce,
            "foreach": self._foreach,
            "break": self._break,
            "def": self.pipe,
        }
        if word in special:
            self._at += 0 if word == "def" else 1
            return special[word]()
        if word in _KEYWORDS:
            self._fail()
        self._at += 1
        if word in _CONSTANTS and not self.is_at("("):
            return nodes.Literal(_CONSTANTS[word])
        arguments: list[JqNode] = []
        if self._take("("):
            arguments.append(self.pipe())
            while self._take(";"):
                arguments.append(self.pipe())
            self._operator(")")
        return binding.Call(word, arguments)

    def _if(self) -> JqNode:
        condition = self.pipe()
        self._operator("then")
        yes = self.pipe()
        if self._take("elif"):
            return nodes.If(condition, yes, self._if())
        self._operator("else")
        no = self.pipe()
        self._operator("end")
        return nodes.If(condition, yes, no)

    def _try(self) -> JqNode:
        body = self._postfix_try()
        handler = self._postfix_try() if self._take("catch") else None
        return nodes.Try(body, handler)

    def _postfix_try(self) -> JqNode:
        return self._unary()

    def _source(self) -> tuple[JqNode, Pattern]:
        source = self._postfix()
        self._operator("as")
        return source, self._pattern()

    def _reduce(self) -> JqNode:
        source, pattern = self._source()
        self._operator("(")
        start = self.pipe()
        self._operator(";")
        update = self.pipe()
        self._operator(")")
        return binding.Reduce(source, pattern, start, update)

    def _foreach(self) -> JqNode:
        source, pattern = self._source()
        self._operator("(")
        start = self.pipe()
        self._operator(";")
        update = self.pipe()
        extract: JqNode = nodes.Identity()
        if self._take(";"):
            extract = self.pipe()
        self._operator(")")
        return binding.Foreach(source, pattern, start, update=update, extract=extract)

    def _break(self) -> JqNode:
        return nodes.Break(self.expect("variable").text)

    def _format(self) -> JqNode:
        name = self.expect("format").text
        shape = FORMATS.get(name)
        if shape is None:
            raise JqError(f"{name} is not a valid format")
        if self._token.kind == "string":
            return self._string(shape)
        return nodes.Format(shape)

    def _string(self, shape: Callable[[Json], str] = nodes.inserted_text) -> JqNode:
        parts: list[str | JqNode] = []
        for part in self.expect("string").value:
            if isinstance(part, str):
                parts.append(part)
                continue
            inner = _Parser(part)
            inner._depth = self._depth + 1
            parts.append(inner.pipe())
            inner.expect("end", "")
        if all(isinstance(part, str) for part in parts):
            return nodes.Literal("".join(map(str, parts)))
        return nodes.Text(parts, shape)

    def _object(self) -> JqNode:
        entries: list[tuple[JqNode, JqNode]] = []
        while not self._take("}"):
            if entries:
                self._operator(",")
            entries.append(self._entry())
        return nodes.ObjectOf(entries)

    def _entry(self) -> tuple[JqNode, JqNode]:
        token = self._token
        if token.kind == "variable":
            self._at += 1
            return nodes.Literal(token.text), nodes.Variable(token.text)
        key = self._entry_key()
        if self._take(":"):
            return key, self._entry_value()
        if token.text == "(" and token.kind == "operator":
            self._fail()
        return key, nodes.Index(nodes.Identity(), key)

    def _entry_key(self) -> JqNode:
        token = self._token
        if token.kind == "word":
            self._at += 1
            return nodes.Literal(token.text)
        if token.kind == "string":
            return self._string()
        if token.kind == "format":
            return self._format()
        self._operator("(")
        key = self.pipe()
        self._operator(")")
        return key

    def _entry_value(self) -> JqNode:
        value = self._unary()
        while self._take("|"):
            value = nodes.Pipe(value, self._unary())
        return value

    def _pattern(self) -> Pattern:
        self._depth += 1
        if self._depth > EXPRESSION_DEPTH_MAX:
            raise JqError("nested too deeply")
        pattern = self._inner_pattern()
        self._depth -= 1
        return pattern

    def _inner_pattern(self) -> Pattern:
        if self._token.kind == "variable":
            return binding.name_pattern(self.expect("variable").text)
        if self._take("["):
            parts = [self._pattern()]
            while self._take(","):
                parts.append(self._pattern())
            self._operator("]")
            return binding.array_pattern(parts)
        self._operator("{")
        entries: list[tuple[str | None, JqNode, Pattern | None]] = []
        while not self._take("}"):
            if entries:
                self._operator(",")
            entries.append(self._pattern_entry())
        return binding.object_pattern(entries)

    def _pattern_entry(self) -> tuple[str | None, JqNode, Pattern | None]:
        if self._token.kind == "variable":
            name = self.expect("variable").text
            inner = self._pattern() if self._take(":") else None
            return name, nodes.Literal(name), inner
        key = self._entry_key()
        self._operator(":")
        return None, key, self._pattern()


_CONSTANTS = {"true": True, "false": False, "null": None}


def _simple(token: Token) -> JqNode:
    if token.kind == "number":
        return nodes.Literal(token.value)
    if token.kind == "variable":
        return nodes.Variable(token.text)
    return nodes.Index(nodes.Identity(), nodes.Literal(token.text))


def _combined(operator: str, left: JqNode, right: JqNode) -> JqNode:
    if operator == "//":
        return nodes.Alternative(left, right)
    if operator in ("and", "or"):
        return nodes.Logic(left, right, is_and=operator == "and")
    if operator == "=":
        return binding.Assign(left, right)
    if operator == "|=":
        return binding.Update(left, right)
    if operator.endswith("=") and operator[:-1] in ("+", "-", "*", "/", "%", "//"):
        return binding.UpdateWith(operator[:-1], left, right)
    return nodes.Operation(operator, left, right)
