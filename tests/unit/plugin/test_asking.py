"""Tasks that ask a service: what they send, what they say of refusals, what they never say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

import msgspec
import pytest

from tiercel.plugin import Json, Output, PluginError, Prop, RunContext, RunnableTask
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.plugin.services.asking import HttpCall, HttpService, Repeats
from tiercel.testing import World, run_task

TOKEN = "canary/77+x"


class Made(Output):
    """What was made."""

    id: Annotated[str | None, Prop("Its id.")] = None
    page_url: Annotated[str | None, Prop("Its page.")] = None


class Account(HttpService):
    """An account."""

    service = "Acme"
    token: Annotated[str, Prop("The token.")] = TOKEN

    def login_headers(self, ctx: RunContext) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def repeats(self, request: HttpRequest) -> Repeats:
        return Repeats(3)

    def root(self) -> str:
        return "https://api.acme.example/v1/"


class Create(Account, HttpCall[Made]):
    """Makes a note."""

    http_path = "/books/{book}/notes"
    body_members: ClassVar[Mapping[str, str]] = {"text": "content", "tags": "tags"}
    query_members: ClassVar[Mapping[str, str]] = {"is_quiet": "quiet"}
    output_places: ClassVar[Mapping[str, str]] = {"page_url": "links.self"}
    book: str
    text: str
    tags: list[str] | None = None
    is_quiet: bool = True


class Ask(Account, RunnableTask[Output]):
    """Asks for something that is no JSON."""

    def run(self, ctx: RunContext) -> None:
        self.ask(ctx, "a question", HttpRequest(url=self.root()))


class Listed(Create):
    """Needs a member of the answer."""

    known_by = ()

    def result(self, ctx: RunContext, found: Json) -> Made | None:
        members: Any = found
        return Made(id=members["id"])


def world(*answers: HttpAnswer) -> World:
    left = list(answers)
    return World(http=lambda request: left.pop(0) if len(left) > 1 else left[0])


def said(content: Json, status: int = 200) -> HttpAnswer:
    return HttpAnswer(url="any", status=status, content=msgspec.json.encode(content))


def test_a_call_sends_its_properties_and_gives_members_of_the_answer() -> None:
    ran = run_task(
        Create,
        {"book": "a/b", "text": "hello"},
        world(said({"id": "n1", "links": {"self": "https://n1"}, "more": 1})),
    )
    assert ran.outputs == {"id": "n1", "pageUrl": "https://n1"}
    (request,) = ran.context.http.sent
    assert (request.method, request.url) == (
        "POST",
        "https://api.acme.example/v1/books/a%2Fb/notes",
    )
    assert (request.json, request.params) == ({"content": "hello"}, {"quiet": "true"})
    assert request.headers["Authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"error": {"message": f"no {TOKEN}"}}, "no ****"),
        ({"message": "no canary%2F77%2Bx"}, "no ****"),
        ({"errors": ["a"]}, '{"errors":["a"]}'),
    ],
)
def test_a_refusal_has_host_operation_and_the_words_of_the_service(
    content: Json, words: str
) -> None:
    error = run_task(Create, {"book": "b", "text": "t"}, world(said(content, 403))).error
    place = "Acme at api.acme.example: POST /books/b/notes failed"
    assert str(error) == f"{place}: 403 {words}"


def test_a_busy_service_is_asked_again_and_says_how_long_to_wait() -> None:
    busy = HttpAnswer(url="any", status=429, headers={"retry-after": ["7"]})
    ran = run_task(
        Create, {"book": "b", "text": "t"}, world(busy, said({}, 503), said({"id": "n1"}))
    )
    assert ran.error is None
    first, second = (each.total_seconds() for each in ran.context.slept)
    assert first == 7
    assert 1 <= second <= 2
    tired = run_task(Create, {"book": "b", "text": "t"}, world(busy))
    assert "429" in str(tired.error)
    assert len(tired.context.http.sent) == 3


def test_what_cannot_be_reached_or_read_is_an_error_of_the_service() -> None:
    ran = run_task(Ask, {}, world(HttpAnswer(url="any", status=200, content=b"OK")))
    assert (
        str(ran.error) == "Acme at api.acme.example: a question failed: the answer is no JSON: OK"
    )


@pytest.mark.parametrize(
    ("status", "content", "words"),
    [
        (200, b"<html>", "the answer is a web page: is the address that of the service's API?"),
        (
            502,
            b"\n<!DOCTYPE html><html><head><title>Bad\n gateway &amp; more</title><p>sorry</p>",
            "502 a web page (Bad gateway & more): is the address that of the service's API?",
        ),
        (403, b"", "403 Forbidden"),
        (599, b"", "599"),
    ],
)
def test_a_page_of_another_server_is_named_and_not_shown(
    status: int, content: bytes, words: str
) -> None:
    ran = run_task(Ask, {}, world(HttpAnswer(url="any", status=status, content=content)))
    assert str(ran.error) == f"Acme at api.acme.example: a question failed: {words}"


@pytest.mark.parametrize("content", [[], {"id": [1]}])
def test_an_answer_of_another_form_is_told(content: Json) -> None:
    error = run_task(Listed, {"book": "b", "text": "t"}, world(said(content))).error
    assert str(error) == (
        "Acme at api.acme.example: POST /books/b/notes failed: the answer has another form than "
        "this service gives: is the address that of its API?"
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({}, "has none of `id`, `links.self`"),
        ({"status": "ok", "links": {"other": 1}}, "has none of `id`, `links.self`"),
        ([], "is a list, not an object"),
        (None, "is empty"),
    ],
)
def test_an_answer_with_none_of_the_outputs_is_of_something_else(content: Json, words: str) -> None:
    ran = run_task(Create, {"book": "b", "text": "t"}, world(said(content)))
    place = "Acme at api.acme.example: POST /books/b/notes failed"
    assert str(ran.error) == (
        f"{place}: the answer {words}: is the address that of the service's API?"
    )


class Posted(Create):
    """Is answered with something that says nothing."""

    known_by = ()

    def result(self, ctx: RunContext, found: Json) -> Made | None:
        return None


def test_a_task_may_say_that_any_answer_is_right() -> None:
    assert run_task(Posted, {"book": "b", "text": "t"}, world(said({}))).error is None


class Misspelt(Account, RunnableTask[Output]):
    """Calls a method that it does not have."""

    def run(self, ctx: RunContext) -> None:
        self.ask(ctx, "a question", HttpRequest(url=self.root()))
        self.done()  # type: ignore[attr-defined]


class Misused(Account, RunnableTask[Output]):
    """Gives the server's own code what that does not take."""

    def run(self, ctx: RunContext) -> None:
        self.ask(ctx, "a question", HttpRequest(url=self.root()))
        ctx.blobs.put_new(5, "txt")  # type: ignore[arg-type]


@pytest.mark.parametrize(("kind", "error"), [(Misspelt, AttributeError), (Misused, TypeError)])
def test_a_mistake_of_a_type_is_not_told_as_one_of_the_service(
    kind: type[RunnableTask[Output]], error: type[Exception]
) -> None:
    with pytest.raises(error):
        run_task(kind, {}, world(said({})))


class SignedIn(Account, RunnableTask[Output]):
    """Signs in first."""

    def run(self, ctx: RunContext) -> None:
        request = HttpRequest(url=f"{self.root()}login", method="POST", secrets=("pass",))
        self.signed_in(ctx, request, "token.value")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (said({"message": "no pass"}, 401), "401 no ****"),
        (said({"token": {}}), "the answer has no `token.value`: is the address that of "),
        (
            HttpAnswer(url="any", status=200, content=b"<html><title>Hotel</title>"),
            "the answer is a web page (Hotel): is the address that of ",
        ),
        (said({"token": {"value": "t"}}), None),
    ],
)
def test_signing_in_is_a_request_without_a_login(answer: HttpAnswer, words: str | None) -> None:
    ran = run_task(SignedIn, {}, world(answer))
    place = "Acme at api.acme.example: signing in failed: "
    assert ran.error is None if words is None else str(ran.error).startswith(place + words)
    assert "Authorization" not in ran.context.http.sent[0].headers


class Job(Account, RunnableTask[Output]):
    """Needs two members of an object."""

    def run(self, ctx: RunContext) -> None:
        self.ask_for(ctx, "the job", HttpRequest(url=self.root()), "job.id", "tries")


@pytest.mark.parametrize(
    ("content", "lack"),
    [
        ([], "the answer is a list, not an object"),
        (1, "the answer is a value, not an object"),
        (None, "the answer has no `job.id`"),
        ({"job": []}, "the answer has no `job.id`"),
        ({"job": {"id": 0}}, "the answer has no `tries`"),
        ({"job": {"id": 0}, "tries": []}, None),
    ],
)
def test_an_answer_without_what_it_must_have_is_told(content: Json, lack: str | None) -> None:
    error = run_task(Job, {}, world(said(content if content is not None else {}))).error
    where = "Acme at api.acme.example: the job failed"
    question = "is the address that of the service's API?"
    assert error is None if lack is None else str(error) == f"{where}: {lack}: {question}"


def test_an_empty_answer_is_no_object() -> None:
    error = run_task(Job, {}, world(HttpAnswer(url="any", status=200, content=b" "))).error
    assert "the job failed: the answer is empty: is the address" in str(error)


class Found(Job):
    """Needs one of two members of an object."""

    def run(self, ctx: RunContext) -> None:
        self.ask_for_any(ctx, "the job", HttpRequest(url=self.root()), "job.id", "error")


@pytest.mark.parametrize(
    ("content", "lack"),
    [
        ({"job": {"id": 0}}, None),
        ({"error": "none"}, None),
        ({"job": {}}, "the answer has none of `job.id`, `error`"),
        ([], "the answer is a list, not an object"),
    ],
)
def test_an_answer_with_none_of_some_members_is_told(content: Json, lack: str | None) -> None:
    error = run_task(Found, {}, world(said(content))).error
    assert error is None if lack is None else f"the job failed: {lack}: is the" in str(error)


class Gone(Job):
    """Is answered with a status alone."""

    def run(self, ctx: RunContext) -> None:
        self.ask_for_nothing(ctx, "the job", HttpRequest(url=self.root()))


@pytest.mark.parametrize(
    ("content", "lack"),
    [
        (b"", None),
        (b" \n", None),
        (b"{}", "the answer has a content, where this service gives none"),
        (b"<html><title>Sign in</title></html>", "the answer is a web page (Sign in)"),
    ],
)
def test_a_content_where_there_is_none_is_told(content: bytes, lack: str | None) -> None:
    error = run_task(Gone, {}, world(HttpAnswer(url="any", status=200, content=content))).error
    assert error is None if lack is None else f"the job failed: {lack}: is the" in str(error)


def test_an_error_on_the_way_is_masked_as_well() -> None:
    def closed(request: HttpRequest) -> HttpAnswer:
        raise PluginError(f"'{request.url}?token={TOKEN}' can't be reached")

    ran = run_task(Ask, {}, World(http=closed))
    assert str(ran.error) == (
        "Acme at api.acme.example: a question failed: "
        "'https://api.acme.example/v1/?token=****' can't be reached"
    )
