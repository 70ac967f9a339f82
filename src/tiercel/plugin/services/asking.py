"""Requests to a service: again while it is busy, errors in its own words and without a credential.

`HttpService` is the base of tasks and triggers that ask one; what is special of a service are a few
methods. `HttpCall` is a task that is one request of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from functools import wraps
from http import HTTPStatus
from inspect import iscoroutinefunction
from traceback import walk_tb
from types import FunctionType
from typing import Annotated, Any, ClassVar, Generic, TypeVar
from urllib.parse import quote, urljoin, urlsplit
from zlib import crc32

import msgspec
from msgspec.structs import replace
from pydantic import PrivateAttr, ValidationError

from tiercel.model.errors import PluginError
from tiercel.model.json_types import Json
from tiercel.model.limits import HTTP_ERROR_CHARS_MAX
from tiercel.plugin.context import RunContext
from tiercel.plugin.errors import Interrupted
from tiercel.plugin.fields import Prop, Static
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.plugin.http_options import HttpOptions
from tiercel.plugin.outputs import outputs_class_of
from tiercel.plugin.services.foreign import CONTENT, OTHER_FORM, WHERE, web_page
from tiercel.plugin.task import Output, Plugin, RunnableTask

__all__ = [
    "ONCE",
    "ConfiguredService",
    "HttpCall",
    "HttpService",
    "Names",
    "Repeats",
    "given",
    "inside",
    "json_of",
    "lack_of",
    "lack_of_all",
    "message_of",
    "said_of",
]

OutputT = TypeVar("OutputT", bound=Output)
Names = Mapping[str, str]
MASK = "****"
ANSWER_CHARS_MAX = 200  # Of an answer that an error shows.
PAUSE_SECONDS_MAX = 60.0  # Before a busy service is asked again, whatever it says.
BUSY = frozenset({429, 500, 502, 503, 504, 529})


class Repeats(msgspec.Struct, frozen=True):
    """How often a request is made, for which statuses again, and how long after the first time."""

    tries: int
    statuses: frozenset[int] = BUSY
    first_pause: timedelta = timedelta(seconds=1)


ONCE = Repeats(1)
# What is raised by code that reads an answer which has not what it should have.
_MISREAD = (LookupError, TypeError, AttributeError, ValidationError, msgspec.DecodeError)
# What answers are made of.
_VALUES = (dict, list, str, int, float, bool, type(None))
SIGNING_IN = "signing in"


class HttpService(Plugin):
    """Asks one service; `service` is its name in errors.

    An answer of another form than `run` or `poll` read is an error of the request that had it:
    something else may answer at the address.
    """

    service: ClassVar[str]
    # Whether a web page is an answer. Else it is a refusal: something between gave it.
    takes_pages: ClassVar[bool] = True
    # What was answered last: the operation and the request.
    _answered: list[tuple[str, HttpRequest]] = PrivateAttr(default_factory=list)

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        for name in ("run", "poll"):
            method = vars(cls).get(name)
            if isinstance(method, FunctionType) and not iscoroutinefunction(method):
                setattr(cls, name, _of_known_form(method))

    def login_headers(self, ctx: RunContext) -> Mapping[str, str]:
        """What each request says, such as who asks."""
        return {}

    def secrets(self) -> Iterable[str | None]:
        """Texts that no error shows, beside those of a request and its `Authorization`."""
        return ()

    def prepared(self, request: HttpRequest) -> HttpRequest:
        """A request as it goes out, such as with the options of the flow."""
        return request

    def repeats(self, request: HttpRequest) -> Repeats:
        """How often it is made."""
        return ONCE

    def refusal(self, answer: HttpAnswer) -> str | None:
        """What the service says when it refuses; None for an answer that is no refusal."""
        if answer.status >= 300:
            return said_of(answer)
        page = None if self.takes_pages else web_page(answer.text)
        return page and f"the answer is {page}"

    def ask(self, ctx: RunContext, operation: str, request: HttpRequest) -> Json:
        """The answer as JSON, None for an empty one. Raises: as `answer`, also for no JSON."""
        return self._json(operation, request, self.answer(ctx, operation, request))

    def ask_for(
        self, ctx: RunContext, operation: str, request: HttpRequest, *members: str
    ) -> dict[str, Json]:
        """The answer as an object that has these members, such as `job.id`.

        Raises: as `ask`, also for another form: something else may answer at the address.
        """
        found = self.ask(ctx, operation, request)
        return self._having(operation, request, found, members)

    def ask_for_any(
        self, ctx: RunContext, operation: str, request: HttpRequest, *members: str
    ) -> dict[str, Json]:
        """As `ask_for`, for an answer that has one of these members at least."""
        found = self.ask(ctx, operation, request)
        lack = lack_of_all(found, members)
        if lack is not None:
            raise self.failed(operation, request, lack)
        return found  # type: ignore[no-any-return]  # It has a member, so it is an object.

    def ask_for_nothing(self, ctx: RunContext, operation: str, request: HttpRequest) -> None:
        """For what the service answers with its status alone. Raises: as `answer`, for a content.

        Something else may answer at the address, such as a page to sign in at.
        """
        answer = self.answer(ctx, operation, request)
        if answer.content.strip():
            page = web_page(answer.text)
            words = CONTENT if page is None else f"the answer is {page}"
            raise self.failed(operation, request, words)

    def signed_in(self, ctx: RunContext, request: HttpRequest, *members: str) -> dict[str, Json]:
        """What a request gives that says who asks, and so has no headers that say it.

        Raises: as `ask_for`, with that operation.
        """
        # Signing in belongs to what is asked, which ends something when the task is stopped.
        sent = replace(request, outlives_stop=ctx.is_stopped)
        answer = self._sent(ctx, SIGNING_IN, sent)
        words = self.refusal(answer)
        if words is not None:
            raise self.failed(SIGNING_IN, sent, words)
        found = self._json(SIGNING_IN, sent, answer)
        return self._having(SIGNING_IN, sent, found, members)

    def answer(self, ctx: RunContext, operation: str, request: HttpRequest) -> HttpAnswer:
        """The answer. `operation` is what errors call the request, such as `GET /issues`.

        Raises: PluginError with service, host, operation and the service's own message, Interrupted
        by a kill.
        """
        sent = replace(request, headers={**self.login_headers(ctx), **request.headers})
        sent = self.prepared(sent)
        repeats = self.repeats(sent)
        for number in range(repeats.tries):
            answer = self._sent(ctx, operation, sent)
            if answer.status not in repeats.statuses or number == repeats.tries - 1:
                break
            busy = f"{self.service} answers {answer.status}: asked again"
            ctx.log.debug(busy)
            ctx.pause(_pause(ctx, answer, repeats.first_pause * 2**number, number))
        words = self.refusal(answer)
        if words is not None:
            raise self.failed(operation, sent, words)
        self._answered[:] = [(operation, sent)]
        return answer

    def next_page(self, root: str, address: str) -> str:
        """The address of a further page, as an answer names it: it gets the credentials too.

        Raises: PluginError for one of another host, or of another scheme.
        """
        home = f"{root.rstrip('/')}/"
        found = urljoin(home, address)
        if urlsplit(found)[:2] != urlsplit(home)[:2]:
            raise PluginError(f"{self.service}: the address of the next page is of another host")
        return found

    def filled(self, path: str) -> str:
        """A path with properties for their names in braces, each as one part of it."""
        names = [name for name in type(self).model_fields if f"{{{name}}}" in path]
        return path.format(**{name: quote(str(getattr(self, name)), safe="") for name in names})

    def failed(self, operation: str, request: HttpRequest, words: str) -> PluginError:
        """The error of a request: service, host, operation and what it says, without secrets."""
        host = urlsplit(request.url).hostname or "an address without a host"
        shown = self._masked(words, request).strip()[:HTTP_ERROR_CHARS_MAX]
        return PluginError(f"{self.service} at {host}: {operation} failed: {shown}")

    def _sent(self, ctx: RunContext, operation: str, request: HttpRequest) -> HttpAnswer:
        try:
            return ctx.http.send(request)
        except Interrupted:
            raise
        except PluginError as error:
            raise self.failed(operation, request, str(error)) from None

    def _json(self, operation: str, request: HttpRequest, found: HttpAnswer) -> Json:
        try:
            return msgspec.json.decode(found.content) if found.content.strip() else None
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            words = f"the answer is {_other_than_json(found)}"
            raise self.failed(operation, request, words) from None

    def _having(
        self, operation: str, request: HttpRequest, found: Json, members: Iterable[str]
    ) -> dict[str, Json]:
        lack = lack_of(found, members)
        if lack is not None:
            raise self.failed(operation, request, lack)
        return found  # type: ignore[no-any-return]  # It lacks nothing, so it is an object.

    def _masked(self, text: str, request: HttpRequest) -> str:
        login = request.headers.get("Authorization", "").rpartition(" ")[2]
        secrets = {*filter(None, (*self.secrets(), *request.secrets, login))}
        for secret in sorted(secrets, key=len, reverse=True):
            for form in {secret, quote(secret, safe="")}:
                text = text.replace(form, MASK)
        return text


def _of_known_form(method: Callable[[Any, RunContext], Any]) -> Callable[[Any, RunContext], Any]:
    """What is raised for a member that an answer lacks, as an error of the request."""

    @wraps(method)
    def checked(self: HttpService, ctx: RunContext) -> Any:
        try:
            return method(self, ctx)
        except _MISREAD as error:
            if not self._answered or not _is_of_answer(error, type(self)):
                raise
            # Without the answer, which may have what nobody may read; the trace says what missed.
            raise self.failed(*self._answered[-1], OTHER_FORM) from error

    return checked


def _is_of_answer(error: Exception, kind: type) -> bool:
    """Whether it was raised where a type reads values, and not by what it does with them.

    That is code of its family, of its bases, and of libraries which these call.
    """
    if isinstance(error, AttributeError) and not isinstance(error.obj, _VALUES):
        return False
    family = kind.__module__.partition(".")[0]
    named = (str(frame.f_globals.get("__name__")) for frame, _ in walk_tb(error.__traceback__))
    *_, place = (each for each in named if each.partition(".")[0] in {family, "tiercel"})
    is_of_family = place.startswith("tiercel.plugins.") or not place.startswith("tiercel.")
    return is_of_family or place in {base.__module__ for base in kind.__mro__}


def _pause(ctx: RunContext, answer: HttpAnswer, usual: timedelta, number: int) -> timedelta:
    """As the service says, else some of the usual time: task runs do not all come back at once."""
    most = timedelta(seconds=PAUSE_SECONDS_MAX)
    try:
        return min(timedelta(seconds=float(answer.header("Retry-After") or "")), most)
    except (ValueError, OverflowError):
        share = crc32(f"{ctx.idempotency_key}/{number}".encode()) / 2**32
        return min(usual, most) * (0.5 + share / 2)


def said_of(answer: HttpAnswer) -> str:
    """The status of an answer with what the service says of it, else with what all call it."""
    usual = next((each.phrase for each in HTTPStatus if each == answer.status), "")
    return f"{answer.status} {message_of(answer) or usual}".strip()


def message_of(answer: HttpAnswer) -> str:
    """What a service says of an error, in one of the usual forms of JSON.

    Else all of it, and of a web page its title: one comes from another server than was meant, such
    as a proxy, and its marks are no words.
    """
    try:
        found: Any = msgspec.json.decode(answer.content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return web_page(answer.text) or answer.text.strip()[:HTTP_ERROR_CHARS_MAX]
    for name in ("error", "detail", "message"):
        if isinstance(found, dict) and found.get(name):
            found = found[name]
    text = found if isinstance(found, str) else msgspec.json.encode(found).decode()
    return text[:HTTP_ERROR_CHARS_MAX]


def _other_than_json(answer: HttpAnswer) -> str:
    shown = answer.text.strip()[:ANSWER_CHARS_MAX]
    return web_page(answer.text) or f"no JSON: {shown}"


class ConfiguredService(HttpService):
    """A service whose requests flows may configure."""

    options: Annotated[Static[HttpOptions | None], Prop("How requests are made.")] = None

    def prepared(self, request: HttpRequest) -> HttpRequest:
        """With the options of the flow."""
        return request if self.options is None else self.options.applied(request)


class HttpCall(HttpService, RunnableTask[OutputT], Generic[OutputT]):
    """One request, which its properties make.

    Shapes: `http_path` is what is behind `root()`, with properties in braces: `/issues/{key}`.
    `body_members` and `query_members` are names that the service has, by property; what has no
    value is left out. `output_places` are where outputs are in the answer, such as `data.id`;
    others are members of their name. `known_by` are places of which an answer of the service has
    one at least: those of outputs by default, none where any answer may be right. `body_is_form`
    says that the body is a form, not JSON.
    """

    http_method: ClassVar[str] = "POST"
    http_path: ClassVar[str]
    body_members: ClassVar[Names | None] = None
    query_members: ClassVar[Names] = {}
    output_places: ClassVar[Names] = {}
    known_by: ClassVar[Sequence[str] | None] = None
    body_is_form: ClassVar[bool] = False

    def root(self) -> str:
        """Where the service is: an address without a slash at its end."""
        raise NotImplementedError

    def run(self, ctx: RunContext) -> OutputT | None:
        """Raises: PluginError for what the service refuses, and for an answer of another form."""
        found = self.call(ctx)
        lack = self.lack(found)
        if lack is not None:
            raise self.failed(*self._answered[-1], lack)
        return self.result(ctx, found)

    def call(self, ctx: RunContext) -> Json:
        """The answer to the request. Raises: PluginError for what the service refuses."""
        path = self.filled(self.path_of(ctx))
        body = None if self.body_members is None else self.body()
        is_json = self.body_members is not None and not self.body_is_form
        request = HttpRequest(
            url=self.root().rstrip("/") + path,
            method=self.http_method,
            params={name: _word(value) for name, value in self.members(self.query_members).items()},
            json=body if is_json else msgspec.UNSET,
            form=_form(body) if self.body_is_form and isinstance(body, dict) else None,
        )
        return self.ask(ctx, f"{self.http_method} {path}", request)

    def path_of(self, ctx: RunContext) -> str:
        """The path, where the service must be asked for a part of it."""
        return self.http_path

    def body(self) -> Json:
        """The members of the body by the names of the service."""
        return self.members(self.body_members or {})

    def members(self, names: Names) -> dict[str, Json]:
        """The properties that have a value, by the names that the service has for them."""
        return given(**{name: getattr(self, field) for field, name in names.items()})

    def lack(self, found: Json) -> str | None:
        """How an answer differs from those of the service: something else may answer."""
        known_by: Iterable[str] | None = self.known_by
        members = dict.fromkeys(self._places().values() if known_by is None else known_by)
        return lack_of_all(found, members) if members else None

    def _places(self) -> Names:
        """Where outputs are in the answer, by field."""
        outputs = outputs_class_of(type(self))
        fields = {} if outputs is None else outputs.model_fields
        return {
            field: self.output_places.get(field) or facts.alias or field
            for field, facts in fields.items()
        }

    def result(self, ctx: RunContext, found: Json) -> OutputT | None:
        """The outputs; None for a type that has none."""
        outputs = outputs_class_of(type(self))
        if outputs is None or not outputs.model_fields:
            return None
        values = given(**{field: inside(found, place) for field, place in self._places().items()})
        made: Any = outputs.model_validate(values)
        return made  # type: ignore[no-any-return]  # The class is that of the parameter.


def lack_of(found: Json, members: Iterable[str]) -> str | None:
    """How an answer differs from an object with these members, such as `job.id`; None if not."""
    if isinstance(found, dict):
        name = next((each for each in members if inside(found, each) is None), None)
        lack = None if name is None else f"the answer has no `{name}`"
    elif found is None:
        lack = "the answer is empty"
    else:
        lack = f"the answer is {'a list' if isinstance(found, list) else 'a value'}, not an object"
    return None if lack is None else f"{lack}: {WHERE}"


def lack_of_all(found: Json, members: Iterable[str]) -> str | None:
    """How an answer differs from an object with one of these members; None if not."""
    names = list(members)
    if any(inside(found, each) is not None for each in names):
        return None
    if len(names) == 1 or not isinstance(found, dict):
        return lack_of(found, names)
    return f"the answer has none of {', '.join(f'`{each}`' for each in names)}: {WHERE}"


def inside(found: Json, place: str) -> Json:
    """What is at a place such as `data.id`; None for nothing."""
    for name in place.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _form(members: Mapping[str, Json]) -> dict[str, str]:
    return {name: str(_word(value)) for name, value in members.items()}


def _word(value: Json) -> str | list[str]:
    if isinstance(value, list):
        return [str(each) for each in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def given(**values: Json) -> dict[str, Json]:
    """The members that have a value: what a flow leaves out is not sent."""
    return {name: value for name, value in values.items() if value is not None}


def json_of(text: str, name: str = "payload") -> Json:
    """The value of a JSON text in a property. Raises: PluginError with the place of the mistake."""
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        raise PluginError(f"`{name}` must be JSON: {error}") from None
