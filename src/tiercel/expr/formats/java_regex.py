"""Java's notation of regular expressions, rewritten into that of the `regex` package."""

from __future__ import annotations

import re

_ANY = "[^\\n\\r\\u0085\\u2028\\u2029]"
_END = "(?=(?:\\r\\n|[\\n\\r\\u0085\\u2028\\u2029])?\\Z)"
_LINE_END = "(?=[\\n\\r\\u0085\\u2028\\u2029]|\\Z)"
_POSIX = {
    "Lower": "a-z",
    "Upper": "A-Z",
    "ASCII": "\\x00-\\x7f",
    "Alpha": "a-zA-Z",
    "Digit": "0-9",
    "Alnum": "a-zA-Z0-9",
    "Punct": "!-/:-@\\[-`{-~",
    "Graph": "!-~",
    "Print": " -~",
    "Blank": " \\t",
    "Cntrl": "\\x00-\\x1f\\x7f",
    "XDigit": "0-9a-fA-F",
    "Space": " \\t\\n\\x0b\\f\\r",
}
_JAVA_CLASSES = {
    "javaLowerCase": "Ll",
    "javaUpperCase": "Lu",
    "javaWhitespace": "White_Space",
    "IsAlphabetic": "Alphabetic",
    "IsDigit": "Nd",
    "IsLetter": "L",
    "IsUppercase": "Uppercase",
    "IsLowercase": "Lowercase",
    "IsPunctuation": "P",
    "IsWhite_Space": "White_Space",
    "IsLatin": "Latin",
}
_ESCAPES = {
    "Z": _END,
    "z": "\\Z",
    "h": "[ \\t\\u00a0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000]",
    "e": "\\x1b",
    "R": "(?:\\r\\n|[\\n\\x0b\\f\\r\\u0085\\u2028\\u2029])",
}
# What these mean in Java, for classes that must be read as Unicode because of a property in them.
_ASCII_SETS = {
    "\\d": "[0-9]",
    "\\D": "[^0-9]",
    "\\w": "[a-zA-Z0-9_]",
    "\\W": "[^a-zA-Z0-9_]",
    "\\s": "[ \\t\\n\\x0b\\f\\r]",
    "\\S": "[^ \\t\\n\\x0b\\f\\r]",
}
_FLAGS = re.compile(r"\(\?([a-zA-Z]*)(?:-[a-zA-Z]+)?[:)]")
_PROPERTY = re.compile(r"\\([pP])(?:\{([^}]*)\}|(.))")


def translate(pattern: str) -> str:
    """The same expression for the `regex` package (VERSION1, ASCII classes)."""
    flags = "".join(_FLAGS.findall(pattern))
    return _Translator(pattern, "s" in flags, "m" in flags).run()


class _Translator:
    def __init__(self, pattern: str, dot_matches_all: bool, is_multiline: bool) -> None:
        self._pattern = pattern
        self._any = "." if dot_matches_all else _ANY
        self._end = _LINE_END if is_multiline else _END
        self._classes = 0
        # Where the outermost class begins in the output, and whether it names a property.
        self._class_start = 0
        self._has_property = False
        self._out: list[str] = []

    def run(self) -> str:
        index = 0
        while index < len(self._pattern):
            index = self._step(index)
        return "".join(self._out)

    def _step(self, index: int) -> int:
        character = self._pattern[index]
        if character == "\\":
            return self._escape(index)
        if self._classes:
            return self._in_class(character, index)
        if character == "[":
            return self._open_class(index)
        if character == ".":
            self._out.append(self._any)
        elif character == "$":
            self._out.append(self._end)
        else:
            self._out.append(character)
        return index + 1

    def _open_class(self, index: int) -> int:
        if not self._classes:
            self._class_start, self._has_property = len(self._out), False
        self._classes += 1
        self._out.append("[")
        index += 1
        if self._pattern[index : index + 1] == "^":
            self._out.append("^")
            index += 1
        if self._pattern[index : index + 1] == "]":
            self._out.append("\\]")
            index += 1
        return index

    def _in_class(self, character: str, index: int) -> int:
        if character == "[":
            return self._open_class(index)
        if character == "]":
            self._classes -= 1
            self._out.append("]")
            if not self._classes and self._has_property:
                self._make_unicode()
        elif character in "-|~" and self._pattern[index + 1 : index + 2] == character:
            # Doubled, these are operators of the package but plain characters of Java.
            self._out.append(f"\\{character}")
        elif character == "&" and self._pattern[index + 1 : index + 2] == "&":
            self._out.append("&&")
            return index + 2
        else:
            self._out.append(character)
        return index + 1

    def _make_unicode(self) -> None:
        """Properties know more than ASCII, so the class that ends here must."""
        body = self._out[self._class_start :]
        self._out[self._class_start :] = [
            "(?u:",
            *(_ASCII_SETS.get(piece, piece) for piece in body),
            ")",
        ]

    def _escape(self, index: int) -> int:
        following = self._pattern[index + 1 : index + 2]
        if following == "Q":
            end = self._pattern.find("\\E", index + 2)
            end = len(self._pattern) if end < 0 else end
            self._out.append(re.escape(self._pattern[index + 2 : end]))
            return end + 2
        prop = _PROPERTY.match(self._pattern, index)
        if prop is not None:
            self._out.append(self._property(prop))
            return prop.end()
        if following in _ESCAPES and not (self._classes and following in "ZzR"):
            text = _ESCAPES[following]
            self._out.append(text[1:-1] if self._classes and text[0] == "[" else text)
            return index + 2
        self._out.append(self._pattern[index : index + 2])
        return index + 2

    def _property(self, prop: re.Match[str]) -> str:
        is_negated = prop.group(1) == "P"
        name = prop.group(2) or prop.group(3)
        if name in _POSIX:
            body = _POSIX[name]
            if self._classes and not is_negated:
                return body
            return f"[{'^' if is_negated else ''}{body}]"
        text = f"\\{prop.group(1)}{{{_JAVA_CLASSES.get(name, name)}}}"
        if self._classes:
            self._has_property = True
            return text
        return f"(?u:{text})"
