"""A text that is sought in the lines of sources, and what takes its place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from tiercel.model.errors import IllegalArgument
from tiercel.model.limits import SOURCE_CHARS_MAX, SOURCE_QUERY_CHARS_MAX, SOURCE_QUERY_SECONDS_MAX
from tiercel.model.regexes import compile_regex
from tiercel.model.stored.limits import STORE_REGEX_SECONDS_MAX
from tiercel.ports.clock import Clock

if TYPE_CHECKING:
    import regex


class SourceQuery(msgspec.Struct, frozen=True):
    """What is looked for, and how."""

    text: str
    is_case_sensitive: bool = False
    is_whole_word: bool = False
    is_regex: bool = False


class LineMatch(msgspec.Struct, frozen=True):
    """A line that has the text; lines and columns count from 1."""

    line: int
    column: int
    text: str


class SourcePattern:
    """A query made ready, with a bound on the time that all its searches take together."""

    def __init__(self, query: SourceQuery, clock: Clock) -> None:
        """Raises: IllegalArgument for a query that is too long, or no regular expression."""
        self.text = query.text
        self._pattern = _compiled(query)
        self._is_regex = query.is_regex
        self._clock = clock
        # From the first search on: before that it may wait for a thread.
        self._ends: float | None = None

    def is_in(self, text: str) -> bool:
        """Whether it stands in a text. Raises: IllegalArgument when that takes too long."""
        return self._search(text) is not None

    def is_in_line(self, source: str) -> bool:
        """Whether it stands in one of the lines. Raises: IllegalArgument."""
        return any(self.is_in(line) for line in source.split("\n"))

    def lines(self, source: str) -> list[LineMatch]:
        """The lines that have it; none for an empty query. Raises: IllegalArgument."""
        if not self.text:
            return []
        return [
            LineMatch(number, match.start() + 1, line)
            for number, line in enumerate(source.split("\n"), start=1)
            if (match := self._search(line)) is not None
        ]

    def replacing(self, text: str) -> Replacing:
        """Puts a text in its place; of a regular expression's groups where it is one."""
        return Replacing(text, is_template=self._is_regex)

    def replaced(self, text: str, replacing: Replacing) -> str:
        """A text with every match replaced. Raises: IllegalArgument."""
        try:
            return self._pattern.sub(replacing, text, timeout=self._seconds())
        except TimeoutError:
            raise _too_long() from None

    def _search(self, text: str) -> regex.Match[str] | None:
        try:
            return self._pattern.search(text, timeout=self._seconds())
        except TimeoutError:
            raise _too_long() from None

    def _seconds(self) -> float:
        now = self._clock.monotonic()
        if self._ends is None:
            self._ends = now + SOURCE_QUERY_SECONDS_MAX
        left = self._ends - now
        if left <= 0:
            raise _too_long()
        return min(left, STORE_REGEX_SECONDS_MAX)


class Replacing:
    """What takes the place of matches: all together no longer than a source may be."""

    def __init__(self, text: str, *, is_template: bool) -> None:
        self._text = text
        self._references = text.count("\\") if is_template else 0
        self._is_template = is_template
        self._left = SOURCE_CHARS_MAX

    def __call__(self, match: regex.Match[str]) -> str:
        """The text for one match. Raises: IllegalArgument."""
        # How long a template becomes is not known before, how long its parts may be is.
        widest = max(len(group or "") for group in (match[0], *match.groups()))
        if len(self._text) + self._references * widest > self._left:
            raise IllegalArgument(f"What is put in has more than {SOURCE_CHARS_MAX} characters")
        made = self._expanded(match) if self._is_template else self._text
        self._left -= len(made)
        return made

    def _expanded(self, match: regex.Match[str]) -> str:
        import regex

        try:
            return match.expand(self._text)
        except (regex.error, IndexError) as error:
            raise IllegalArgument(f"The replacement is not valid: {error}") from None


def _compiled(query: SourceQuery) -> regex.Pattern[str]:
    import regex

    if len(query.text) > SOURCE_QUERY_CHARS_MAX:
        raise IllegalArgument(f"A query may have {SOURCE_QUERY_CHARS_MAX} characters at most")
    text = query.text if query.is_regex else re.escape(query.text)
    if query.is_whole_word:
        text = rf"\b(?:{text})\b"
    try:
        return compile_regex(text, 0 if query.is_case_sensitive else regex.IGNORECASE)
    except ValueError as error:
        raise IllegalArgument(f"The regular expression is not valid: {error}") from None


def _too_long() -> IllegalArgument:
    return IllegalArgument("The search takes too long: make the query simpler")
