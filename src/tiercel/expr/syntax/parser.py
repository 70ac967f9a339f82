"""Tokens to the tree of a template: the tags; spec/expressions.md §7."""

from __future__ import annotations

from collections.abc import Callable

from tiercel.expr.errors import TemplateSyntaxError
from tiercel.expr.syntax import lexer, nodes
from tiercel.expr.syntax.expression_parser import RESERVED_NAMES, ExpressionParser
from tiercel.expr.syntax.nodes import Body, Statement
from tiercel.model.limits import EXPRESSION_DEPTH_MAX


def parse(source: str, *, coalesce_level: int = 30) -> Body:
    """The statements of a template.

    `coalesce_level` is the level of `??`, `???` and `isIn`: 30, or 120 before 2.0.
    Raises: TemplateSyntaxError.
    """
    return _TemplateParser(source, coalesce_level).template()


class _TemplateParser:
    def __init__(self, source: str, coalesce_level: int) -> None:
        self._stream = ExpressionParser(lexer.tokenize(source), coalesce_level)
        self._depth = 0
        self._macros: set[str] = set()
        self._tags: dict[str, Callable[[int], Statement]] = {
            "if": self._if,
            "for": self._for,
            "set": self._set,
            "macro": self._macro,
            "block": self._block,
            "filter": self._filter,
        }

    def template(self) -> Body:
        body, _ = self._body(())
        return body

    def _body(self, stops: tuple[str, ...]) -> tuple[Body, str]:
        """Statements up to one of the stop tags; its name is read, the rest of the tag is not."""
        self._depth += 1
        if self._depth > EXPRESSION_DEPTH_MAX:
            raise TemplateSyntaxError("Tags are nested too deeply.", at=self._stream.current.at)
        statements: list[Statement] = []
        while True:
            token = self._stream.current
            if token.kind == lexer.EOF:
                if stops:
                    raise TemplateSyntaxError(
                        f'Unexpected end of template. Pebble was looking for the "{stops[-1]}" tag',
                        at=token.at,
                    )
                self._depth -= 1
                return tuple(statements), ""
            if token.kind == lexer.EXECUTE_START:
                name = self._tag_name()
                if name in stops:
                    self._depth -= 1
                    return tuple(statements), name
                statements.append(self._tag(name, token.at))
            else:
                statements.append(self._text_or_print())

    def _text_or_print(self) -> Statement:
        token = self._stream.advance()
        if token.kind == lexer.TEXT:
            return nodes.Text(token.text, token.at)
        expression = self._stream.expression()
        self._stream.expect(lexer.PRINT_END)
        return nodes.Print(expression, token.at)

    def _tag_name(self) -> str:
        self._stream.advance()
        token = self._stream.current
        if token.kind != lexer.NAME:
            raise TemplateSyntaxError("A block must start with a tag name.", at=token.at)
        return self._stream.advance().text

    def _tag(self, name: str, at: int) -> Statement:
        parse_tag = self._tags.get(name)
        if parse_tag is None:
            raise TemplateSyntaxError(f'Unexpected tag name "{name}"', at=at)
        return parse_tag(at)

    def _end_of_tag(self) -> None:
        self._stream.expect(lexer.EXECUTE_END)

    def _if(self, at: int) -> Statement:
        branches = []
        otherwise: Body | None = None
        name = "elseif"
        while name == "elseif":
            condition = self._stream.expression()
            self._end_of_tag()
            body, name = self._body(("elseif", "else", "endif"))
            branches.append((condition, body))
        if name == "else":
            self._end_of_tag()
            otherwise, _ = self._body(("endif",))
        self._end_of_tag()
        return nodes.If(tuple(branches), otherwise, at)

    def _for(self, at: int) -> Statement:
        variable = self._stream.expect(lexer.NAME).text
        self._stream.expect(lexer.NAME, "in")
        items = self._stream.expression()
        self._end_of_tag()
        otherwise: Body | None = None
        body, name = self._body(("else", "endfor"))
        if name == "else":
            self._end_of_tag()
            otherwise, _ = self._body(("endfor",))
        self._end_of_tag()
        return nodes.For(variable, items, body, otherwise, at)

    def _set(self, at: int) -> Statement:
        name = self._stream.expect(lexer.NAME).text
        if name in RESERVED_NAMES:
            raise TemplateSyntaxError(f"Can not assign a value to {name}", at=at)
        self._stream.expect(lexer.PUNCTUATION, "=")
        value = self._stream.expression()
        self._end_of_tag()
        return nodes.Set(name, value, at)

    def _macro(self, at: int) -> Statement:
        name = self._stream.expect(lexer.NAME).text
        parameters = self._stream.macro_parameters()
        self._end_of_tag()
        if name in self._macros:
            raise TemplateSyntaxError(
                f"More than one macro can not share the same name: {name}", at=at
            )
        self._macros.add(name)
        body, _ = self._body(("endmacro",))
        self._end_of_tag()
        return nodes.Macro(name, parameters, body, at)

    def _block(self, at: int) -> Statement:
        name = self._stream.name_or_text()
        self._end_of_tag()
        body, _ = self._body(("endblock",))
        if self._stream.current.kind in (lexer.NAME, lexer.STRING):
            self._stream.advance()
        self._end_of_tag()
        return nodes.Block(name, body, at)

    def _filter(self, at: int) -> Statement:
        filters = [self._stream.filter_call()]
        while self._stream.current.text == "|":
            self._stream.advance()
            filters.append(self._stream.filter_call())
        self._end_of_tag()
        body, _ = self._body(("endfilter",))
        self._end_of_tag()
        return nodes.FilterBlock(tuple(filters), body, at)
