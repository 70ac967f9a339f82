"""Patterns of Grok: names for regular expressions, which are made of each other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tiercel.plugin import IllegalArgument, Json
from tiercel.plugin.regexes import compile_regex
from tiercel_transform.limits import MATCH_SECONDS_MAX, PATTERN_LEVELS_MAX

_USE = re.compile(r"%\{(?P<name>\w+)(?::(?P<field>[\w.@\-\[\]]+))?(?::(?P<type>\w+))?\}")
_TYPES = {"int": int, "integer": int, "long": int, "float": float, "double": float}

# The usual names, as tools for logs know them.
PATTERNS: Mapping[str, str] = {
    "USERNAME": r"[a-zA-Z0-9._-]+",
    "USER": r"%{USERNAME}",
    "EMAILLOCALPART": r"[a-zA-Z0-9!#$%&'*+\-/=?^_`{|}~.]{1,64}",
    "EMAILADDRESS": r"%{EMAILLOCALPART}@%{HOSTNAME}",
    "INT": r"[+-]?[0-9]+",
    "BASE10NUM": r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)",
    "NUMBER": r"%{BASE10NUM}",
    "BASE16NUM": r"[+-]?(?:0x)?[0-9A-Fa-f]+",
    "POSINT": r"\b[1-9][0-9]*\b",
    "NONNEGINT": r"\b[0-9]+\b",
    "WORD": r"\b\w+\b",
    "NOTSPACE": r"\S+",
    "SPACE": r"\s*",
    "DATA": r".*?",
    "GREEDYDATA": r".*",
    "QUOTEDSTRING": r"\"(?:\\.|[^\\\"])*\"|'(?:\\.|[^\\'])*'",
    "QS": r"%{QUOTEDSTRING}",
    "UUID": r"[A-Fa-f0-9]{8}-(?:[A-Fa-f0-9]{4}-){3}[A-Fa-f0-9]{12}",
    "MAC": r"(?:[A-Fa-f0-9]{2}[:-]){5}[A-Fa-f0-9]{2}",
    "IPV4": r"(?<![0-9])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![0-9])",
    "IPV6": r"(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?:%\w+)?",
    "IP": r"(?:%{IPV6}|%{IPV4})",
    "HOSTNAME": r"\b[0-9A-Za-z][0-9A-Za-z-]{0,62}(?:\.[0-9A-Za-z][0-9A-Za-z-]{0,62})*\.?",
    "HOST": r"%{HOSTNAME}",
    "IPORHOST": r"(?:%{IP}|%{HOSTNAME})",
    "HOSTPORT": r"%{IPORHOST}:%{POSINT}",
    "UNIXPATH": r"(?:/[\w_%!$@:.,+~-]*)+",
    "WINPATH": r"(?:[A-Za-z]:|\\)(?:\\[^\\?*]*)+",
    "PATH": r"(?:%{UNIXPATH}|%{WINPATH})",
    "URIPROTO": r"[A-Za-z][A-Za-z0-9+.-]+",
    "URIHOST": r"%{IPORHOST}(?::%{POSINT})?",
    "URIPATH": r"(?:/[A-Za-z0-9$.+!*'(){},~:;=@#%&_\-]*)+",
    "URIPARAM": r"\?[A-Za-z0-9$.+!*'|(){},~@#%&/=:;_?\-\[\]<>]*",
    "URIPATHPARAM": r"%{URIPATH}(?:%{URIPARAM})?",
    "URI": r"%{URIPROTO}://(?:%{USER}(?::[^@]*)?@)?(?:%{URIHOST})?(?:%{URIPATHPARAM})?",
    "MONTH": (
        r"\b(?:[Jj]an(?:uary)?|[Ff]eb(?:ruary)?|[Mm]ar(?:ch)?|[Aa]pr(?:il)?|[Mm]ay|[Jj]une?|"
        r"[Jj]uly?|[Aa]ug(?:ust)?|[Ss]ep(?:tember)?|[Oo]ct(?:ober)?|[Nn]ov(?:ember)?|"
        r"[Dd]ec(?:ember)?)\b"
    ),
    "MONTHNUM": r"0?[1-9]|1[0-2]",
    "MONTHDAY": r"(?:0[1-9]|[12][0-9]|3[01]|[1-9])",
    "DAY": (
        r"(?:Mon(?:day)?|Tue(?:sday)?|Wed(?:nesday)?|Thu(?:rsday)?|Fri(?:day)?|Sat(?:urday)?|"
        r"Sun(?:day)?)"
    ),
    "YEAR": r"(?:\d\d){1,2}",
    "HOUR": r"(?:2[0123]|[01]?[0-9])",
    "MINUTE": r"[0-5][0-9]",
    "SECOND": r"(?:[0-5]?[0-9]|60)(?:[:.,][0-9]+)?",
    "TIME": r"%{HOUR}:%{MINUTE}(?::%{SECOND})?",
    "DATE_US": r"(?:%{MONTHNUM})[/-]%{MONTHDAY}[/-]%{YEAR}",
    "DATE_EU": r"%{MONTHDAY}[./-](?:%{MONTHNUM})[./-]%{YEAR}",
    "DATE": r"(?:%{DATE_US}|%{DATE_EU})",
    "ISO8601_TIMEZONE": r"(?:Z|[+-]%{HOUR}(?::?%{MINUTE})?)",
    "TIMESTAMP_ISO8601": (
        r"%{YEAR}-(?:%{MONTHNUM})-%{MONTHDAY}[T ]%{HOUR}:?%{MINUTE}(?::?%{SECOND})?"
        r"%{ISO8601_TIMEZONE}?"
    ),
    "DATESTAMP": r"%{DATE}[- ]%{TIME}",
    "HTTPDATE": r"%{MONTHDAY}/%{MONTH}/%{YEAR}:%{TIME} %{INT}",
    "SYSLOGTIMESTAMP": r"%{MONTH} +%{MONTHDAY} %{TIME}",
    "PROG": r"[\x21-\x5a\x5c\x5e-\x7e]+",
    "SYSLOGPROG": r"%{PROG:program}(?:\[%{POSINT:pid}\])?",
    "SYSLOGHOST": r"%{IPORHOST}",
    "SYSLOGBASE": r"%{SYSLOGTIMESTAMP:timestamp} %{SYSLOGHOST:logsource} %{SYSLOGPROG}:",
    "SYSLOGLINE": r"%{SYSLOGBASE} %{GREEDYDATA:message}",
    "LOGLEVEL": (
        r"(?:[Aa]lert|ALERT|[Tt]race|TRACE|[Dd]ebug|DEBUG|[Nn]otice|NOTICE|[Ii]nfo(?:rmation)?|"
        r"INFO(?:RMATION)?|[Ww]arn(?:ing)?|WARN(?:ING)?|[Ee]rr(?:or)?|ERR(?:OR)?|"
        r"[Cc]rit(?:ical)?|CRIT(?:ICAL)?|[Ff]atal|FATAL|[Ss]evere|SEVERE|[Ee]merg(?:ency)?)"
    ),
    "HTTPDUSER": r"(?:%{EMAILADDRESS}|%{USER})",
    "COMMONAPACHELOG": (
        r"%{IPORHOST:clientip} %{HTTPDUSER:ident} %{HTTPDUSER:auth} \[%{HTTPDATE:timestamp}\] "
        r'"(?:%{WORD:verb} %{NOTSPACE:request}(?: HTTP/%{NUMBER:httpversion})?|'
        r'%{DATA:rawrequest})" (?:-|%{NUMBER:response}) (?:-|%{NUMBER:bytes})'
    ),
    "COMBINEDAPACHELOG": r"%{COMMONAPACHELOG} %{QS:referrer} %{QS:agent}",
}


class Grok:
    """A pattern as a regular expression, with the fields that it names."""

    def __init__(self, pattern: str, known: Mapping[str, str]) -> None:
        self._known = known
        self._fields: list[tuple[str, str | None, bool]] = []
        text = self._expanded(pattern, 0)
        try:
            self._regex: Any = compile_regex(text)
        except ValueError as error:
            raise IllegalArgument(f"The pattern '{pattern[:200]}' is wrong: {error}") from None

    def match(self, text: str, *, named_only: bool, keeps_empty: bool) -> dict[str, Json] | None:
        """The fields of a text; None when it does not match. Raises: IllegalArgument when slow."""
        try:
            found = self._regex.search(text, timeout=MATCH_SECONDS_MAX)
        except TimeoutError:
            raise IllegalArgument("A text takes too long to match the pattern") from None
        if found is None:
            return None
        fields: dict[str, Json] = {}
        for number, (name, kind, is_named) in enumerate(self._fields):
            value = found[f"g{number}"]
            if (named_only and not is_named) or (not value and not keeps_empty):
                continue
            _put(fields, name, _typed(value, kind))
        own = {name: value for name, value in found.groupdict().items() if not _is_ours(name)}
        for name, value in own.items():
            if value or keeps_empty:
                _put(fields, name, value)
        return fields

    def _expanded(self, pattern: str, level: int) -> str:
        """Raises: IllegalArgument for a name that nobody knows, or one within itself."""
        if level > PATTERN_LEVELS_MAX:
            raise IllegalArgument("The patterns are made of each other without end")

        def replaced(use: re.Match[str]) -> str:
            name, field = use["name"], use["field"]
            if name not in self._known:
                raise IllegalArgument(f"There is no pattern {name}")
            number = len(self._fields)
            self._fields.append((field or name, use["type"], field is not None))
            return f"(?P<g{number}>{self._expanded(self._known[name], level + 1)})"

        return _USE.sub(replaced, pattern)


def _is_ours(name: str) -> bool:
    return name[0] == "g" and name[1:].isdigit()


def _typed(value: str | None, kind: str | None) -> Json:
    if value is None or kind not in _TYPES:
        return value
    try:
        return _TYPES[kind](value)
    except ValueError:
        return value


def _put(fields: dict[str, Json], name: str, value: Json) -> None:
    """A field that is there twice becomes a list."""
    before = fields.get(name)
    if name not in fields:
        fields[name] = value
    elif isinstance(before, list):
        before.append(value)
    else:
        fields[name] = [before, value]
