"""What can go wrong in a template, each with its place; see spec/expressions.md §20."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tiercel.model.errors import ExpressionError
from tiercel.model.json_types import Json

_REASON_CHARS_MAX = 500
# What has a function where a variable is looked for.
_CALLED = {"secrets": "secret('NAME')", "kvs": "kv('KEY')", "files": "read('PATH')"}
_NAME_CHARS_MAX = 100  # Of a wrong name that is compared with known ones.
_SHOWN_SOURCE_CHARS_MAX = 10_000


class EvaluationError(ExpressionError):
    """The expression can't be rendered.

    `text` is the bare reason; the message gains the template and the line when the error leaves
    the template (`complete`). `at` is the offset in the template, -1 while unknown.
    """

    def __init__(self, text: str, *, at: int = -1) -> None:
        super().__init__(text)
        self.text = text
        self.at = at
        self.is_complete = False

    def place(self, at: int) -> None:
        """Remember the offset of the innermost node that failed."""
        if self.at < 0:
            self.at = at

    def complete(self, source: str) -> None:
        """Write template, line and column into the message, once."""
        if self.is_complete:
            return
        self.is_complete = True
        cause = self.__cause__
        if isinstance(cause, EvaluationError):
            cause.complete(source)
            self.hint = self.hint or cause.hint
        at = max(self.at, 0)
        self.line = source.count("\n", 0, at) + 1
        self.column = at - source.rfind("\n", 0, at)
        self.args = (self._full_text(_shown(source)),)

    def _full_text(self, source: str) -> str:
        return f"{self.text} ({source}:{self.line})"


def failed_below(failure: str, error: Exception, at: int) -> EvaluationError:
    """The failure of an operator at `at`, with what went wrong in it or in one of its operands."""
    if not isinstance(error, EvaluationError):
        return EvaluationError(
            f"{failure}: {type(error).__name__}: {error}"[:_REASON_CHARS_MAX], at=at
        )
    reason = error.text
    text = reason if reason.startswith(failure) else f"{failure}: {reason}"
    return EvaluationError(text, at=error.at if error.at >= 0 else at)


class TemplateSyntaxError(EvaluationError):
    """The template can't be parsed."""


class LimitExceeded(EvaluationError):
    """The rendering exceeds a bound; nothing in the language can catch it."""


class RenderDepthExceeded(LimitExceeded):
    """Calls of render() are nested too deeply."""

    def __init__(self, depth: int) -> None:
        super().__init__(f"Maximum render() nesting depth ({depth}) exceeded")

    def _full_text(self, source: str) -> str:
        return (
            f"{self.text} at line {self.line} — check for circular render() calls in your template."
        )


def too_deep(source: str) -> EvaluationError:
    """The complete error of a template that would exhaust the stack."""
    error = TemplateSyntaxError("The expression is nested too deeply.")
    error.complete(source)
    return error


class UndefinedVariable(EvaluationError):
    """A variable or an attribute does not exist; `??`, `is defined` and `default` catch it."""

    def __init__(self, name: str, *, at: int = -1, known: Json = None) -> None:
        super().__init__(f"Unable to find `{name}`", at=at)
        self.name = name
        self.known = known

    def complete(self, source: str) -> None:
        """As for every error, with the names that exist there as the hint."""
        if not self.is_complete:
            self.hint = near_misses(self.name, self.known)
        self.known = None
        super().complete(source)

    def _full_text(self, source: str) -> str:
        return f"{self.text} used in the expression `{source}` at line {self.line}"


class LookupMissing(Exception):
    """The value must be fetched first: whoever renders fetches it and renders again.

    Passes through rendering untouched; no operator or function may catch it.
    """

    def __init__(self, kind: str, arguments: tuple[Json, ...]) -> None:
        super().__init__(kind, arguments)
        self.kind = kind
        self.arguments = arguments


class AllowanceUsedUp(LookupMissing):
    """The rendering takes more steps than it may here: whoever renders does it anew elsewhere."""

    def __init__(self) -> None:
        super().__init__("steps", ())


def near_misses(name: str, known: Json) -> str:
    """Advice for a wrong name: the closest known names, else all of them (at most twenty)."""
    if not isinstance(known, Mapping) and not isinstance(known, Iterable):
        return ""
    names: list[str] = []
    for key in known:
        names.append(str(key))
        if len(names) > 200:
            break
    import difflib

    close = difflib.get_close_matches(name[:_NAME_CHARS_MAX], names, n=1, cutoff=0.7)
    if close:
        return f"did you mean '{close[0]}'?"
    if name in _CALLED:
        return f"write {_CALLED[name]}"
    if names:
        return f"available: {', '.join(sorted(names)[:20])}"
    return ""


def _shown(source: str) -> str:
    if len(source) <= _SHOWN_SOURCE_CHARS_MAX:
        return source
    return source[:_SHOWN_SOURCE_CHARS_MAX] + "…"
