"""Tokens to expressions, by precedence climbing; spec/expressions.md §4 to §6."""

from __future__ import annotations

from tiercel.expr.errors import TemplateSyntaxError
from tiercel.expr.syntax import lexer, nodes
from tiercel.expr.syntax.lexer import Token
from tiercel.expr.syntax.nodes import Argument, Expression
from tiercel.model.limits import EXPRESSION_DEPTH_MAX, EXPRESSION_TREE_DEPTH_MAX

_STRINGS = (lexer.STRING, lexer.INTERPOLATION)
CONSTANTS = {
    "true": True,
    "TRUE": True,
    "false": False,
    "FALSE": False,
    "null": None,
    "NULL": None,
    "none": None,
    "NONE": None,
}
RESERVED_NAMES = frozenset(CONSTANTS)
UNARY_LEVEL = 500
LEVELS = {
    "..": 120,
    "~": 110,
    "|": 100,
    "*": 60,
    "/": 60,
    "%": 60,
    "+": 40,
    "-": 40,
    "==": 30,
    "equals": 30,
    "!=": 30,
    ">": 30,
    "<": 30,
    ">=": 30,
    "<=": 30,
    "is": 20,
    "is not": 20,
    "contains": 20,
    "and": 15,
    "or": 10,
}
COALESCING = ("??", "???", "isIn")


class ExpressionParser:
    """A stream of tokens with the rules of expressions on top."""

    def __init__(self, tokens: list[Token], coalesce_level: int) -> None:
        self._tokens = tokens
        self._index = 0
        self._depth = 0
        self._coalesce_level = coalesce_level
        self._levels = LEVELS | dict.fromkeys(COALESCING, coalesce_level)
        self.current = tokens[0]

    def advance(self) -> Token:
        """The current token; the next one becomes current."""
        token = self.current
        if self._index < len(self._tokens) - 1:
            self._index += 1
            self.current = self._tokens[self._index]
        return token

    def expect(self, kind: str, text: str | None = None) -> Token:
        """The current token if it is of that kind (and text), else a syntax error."""
        token = self.current
        if token.kind != kind or (text is not None and token.text != text):
            wanted = "" if text is None else f' with value "{text}"'
            raise TemplateSyntaxError(
                f'Unexpected token of value "{token.text}" and type {token.kind},'
                f" expected token of type {kind}{wanted}",
                at=token.at,
            )
        return self.advance()

    def expression(self, level: int = 0) -> Expression:
        """One expression; operators looser than `level` end it."""
        self._depth += 1
        if self._depth > EXPRESSION_DEPTH_MAX:
            raise TemplateSyntaxError("The expression is nested too deeply.", at=self.current.at)
        left = self._unary_or_primary()
        chain = 0
        while self.current.kind == lexer.OPERATOR:
            operator = self.current.text
            binding = self._levels.get(operator, -1)
            if binding < max(level, 1):
                break
            chain += 1
            if chain > EXPRESSION_TREE_DEPTH_MAX and operator not in FLAT:
                raise TemplateSyntaxError("Too many operators in a row.", at=self.current.at)
            left = self._binary(left, self.advance(), binding)
        if level == 0 and self._is_punctuation("?"):
            left = self._ternary(left)
        self._depth -= 1
        return left

    def _unary_or_primary(self) -> Expression:
        token = self.current
        if token.kind == lexer.OPERATOR and token.text in ("not", "-", "+"):
            self.advance()
            return nodes.Unary(token.text, self.expression(UNARY_LEVEL), token.at)
        return self._primary()

    def _binary(self, left: Expression, operator: Token, binding: int) -> Expression:
        if operator.text == "|":
            name, arguments = self.filter_call()
            return nodes.Filter(left, name, arguments, operator.at)
        if operator.text in ("is", "is not"):
            name = self.expect(lexer.NAME).text
            arguments = self._arguments() if self._is_punctuation("(") else ()
            return nodes.Test(left, name, arguments, operator.text == "is not", operator.at)
        right = self.expression(binding + 1)
        return nodes.Binary(operator.text, left, right, operator.at)

    def _ternary(self, condition: Expression) -> Expression:
        at = self.advance().at
        yes = self.expression()
        self.expect(lexer.PUNCTUATION, ":")
        return nodes.Ternary(condition, yes, self.expression(), at)

    def _primary(self) -> Expression:
        token = self.current
        if token.kind == lexer.NAME:
            return self._postfix(self._name())
        if token.kind in (lexer.NUMBER, lexer.LONG):
            self.advance()
            return self._postfix(nodes.Literal(token.value, token.text, token.at))
        if token.kind in _STRINGS:
            return self._postfix(self._strings())
        if token.kind == lexer.PUNCTUATION:
            if token.text == "(":
                self.advance()
                inner = self.expression()
                self.expect(lexer.PUNCTUATION, ")")
                return self._postfix(inner)
            if token.text == "[":
                return self._list()
            if token.text == "{":
                return self._map()
        raise TemplateSyntaxError(
            f'Unexpected token "{token.kind}" of value "{token.text}"', at=token.at
        )

    def _name(self) -> Expression:
        token = self.advance()
        if token.text in CONSTANTS:
            return nodes.Literal(CONSTANTS[token.text], token.text, token.at)
        if self._is_punctuation("("):
            return nodes.Call(token.text, self._arguments(), token.at)
        return nodes.Variable(token.text, token.at)

    def _strings(self) -> Expression:
        """A string, or several in a row, which are joined as by `~`."""
        joined = self._string(self.advance())
        while self.current.kind in _STRINGS:
            token = self.advance()
            joined = nodes.Binary("~", joined, self._string(token), token.at)
        return joined

    def _string(self, token: Token) -> Expression:
        if token.kind == lexer.STRING:
            return nodes.Literal(token.value, token.text, token.at)
        parts: list[str | Expression] = []
        for part in token.value:
            if isinstance(part, str):
                parts.append(part)
                continue
            inner = ExpressionParser(part, self._coalesce_level)
            parts.append(inner.expression())
            inner.expect(lexer.EOF)
        return nodes.Interpolation(tuple(parts), token.at)

    def _postfix(self, target: Expression) -> Expression:
        steps = 0
        while self.current.kind == lexer.PUNCTUATION and self.current.text in ".[":
            steps += 1
            if steps > EXPRESSION_TREE_DEPTH_MAX:
                raise TemplateSyntaxError("Too many attributes in a row.", at=self.current.at)
            at = self.advance().at
            if self._tokens[self._index - 1].text == "[":
                key = self.expression()
                self.expect(lexer.PUNCTUATION, "]")
                target = nodes.Attribute(target, key, None, at)
            else:
                name = self.expect(lexer.NAME).text
                arguments = self._arguments() if self._is_punctuation("(") else None
                target = nodes.Attribute(target, name, arguments, at)
        return target

    def _list(self) -> Expression:
        at = self.advance().at
        items: list[Expression] = []
        if not self._is_punctuation("]"):
            items.append(self.expression())
            while self._is_punctuation(","):
                self.advance()
                items.append(self.expression())
        self.expect(lexer.PUNCTUATION, "]")
        return nodes.ListLiteral(tuple(items), at)

    def _map(self) -> Expression:
        at = self.advance().at
        entries: list[tuple[Expression, Expression]] = []
        if not self._is_punctuation("}"):
            entries.append(self._map_entry())
            while self._is_punctuation(","):
                self.advance()
                entries.append(self._map_entry())
        self.expect(lexer.PUNCTUATION, "}")
        return nodes.MapLiteral(tuple(entries), at)

    def _map_entry(self) -> tuple[Expression, Expression]:
        key = self.expression()
        self.expect(lexer.PUNCTUATION, ":")
        return key, self.expression()

    def filter_call(self) -> tuple[str, tuple[Argument, ...]]:
        """A filter's name and its arguments, as after `|`."""
        name = self.expect(lexer.NAME).text
        return name, self._arguments() if self._is_punctuation("(") else ()

    def name_or_text(self) -> str:
        """A name, bare or quoted."""
        if self.current.kind == lexer.STRING:
            return str(self.advance().value)
        return self.expect(lexer.NAME).text

    def _arguments(self) -> tuple[Argument, ...]:
        self.expect(lexer.PUNCTUATION, "(")
        arguments: list[Argument] = []
        while not self._is_punctuation(")"):
            if arguments:
                self.expect(lexer.PUNCTUATION, ",")
            name = self._argument_name()
            if not name and arguments and arguments[-1].name:
                raise TemplateSyntaxError(
                    "Positional arguments must be declared before any named arguments.",
                    at=self.current.at,
                )
            arguments.append(Argument(name, self.expression()))
        self.advance()
        return tuple(arguments)

    def _argument_name(self) -> str:
        if self.current.kind != lexer.NAME:
            return ""
        following = self._tokens[self._index + 1]
        if following.kind != lexer.PUNCTUATION or following.text != "=":
            return ""
        name = self.advance().text
        self.advance()
        return name

    def macro_parameters(self) -> tuple[tuple[str, Expression | None], ...]:
        """The parameter list of a macro's definition."""
        self.expect(lexer.PUNCTUATION, "(")
        parameters: list[tuple[str, Expression | None]] = []
        while not self._is_punctuation(")"):
            if parameters:
                self.expect(lexer.PUNCTUATION, ",")
            name = self.expect(lexer.NAME).text
            default: Expression | None = None
            if self._is_punctuation("="):
                self.advance()
                default = self.expression()
            parameters.append((name, default))
        self.advance()
        return tuple(parameters)

    def _is_punctuation(self, text: str) -> bool:
        return self.current.kind == lexer.PUNCTUATION and self.current.text == text


# Chains of these become one flat node when compiled, so they may be long.
FLAT = frozenset({"~", "and", "or"})
