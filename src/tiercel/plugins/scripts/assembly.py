"""From the properties of a script task to one command (spec/plugins-scripts.md §3)."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Mapping, Sequence

import msgspec

from tiercel.plugin import Json, RunContext
from tiercel.plugins.files import file_name_of
from tiercel.plugins.scripts.protocol import DEBUG_MARK, INFO_MARK

STORAGE_URI = re.compile(r"kestra://[-a-zA-Z0-9%._+~#=/]*")


class Script(msgspec.Struct, frozen=True):
    """Finished lines: what runs before, and the commands themselves."""

    interpreter: tuple[str, ...]
    commands: tuple[str, ...]
    before: tuple[str, ...] = ()
    fail_fast: str = ""
    separator: str = "\n"


def argv_of(script: Script) -> tuple[str, ...]:
    """The whole command line: the interpreter and one text, or the commands as they are."""
    if not script.interpreter and not script.before:
        return tuple(
            part
            for command in script.commands
            for part in (shlex.split(command) if len(script.commands) == 1 else [command])
        )
    lines = [script.fail_fast] if script.fail_fast else []
    if script.before:
        lines += [f"echo '{DEBUG_MARK}'", *script.before, f"echo '{INFO_MARK}'"]
    return (*script.interpreter, script.separator.join([*lines, *script.commands]))


def with_local_files(ctx: RunContext, text: str, working_dir: str) -> str:
    """The text with each `kestra://` URI replaced by the path of a copy of the file."""

    def local(match: re.Match[str]) -> str:
        return f"{working_dir}/{_copied(ctx, match[0])}"

    return STORAGE_URI.sub(local, text)


def _copied(ctx: RunContext, uri: str) -> str:
    number = sum(1 for _ in ctx.files.path.iterdir())
    name = f"in-{number}-{file_name_of(uri)}"
    with ctx.blobs.open(uri) as source, ctx.files.resolve(name).open("wb") as target:
        shutil.copyfileobj(source, target)
    return name


def rendered_lines(ctx: RunContext, lines: Json, extra: Mapping[str, Json]) -> tuple[str, ...]:
    """Commands rendered one by one; a text that renders to a JSON list is several."""
    if lines is None:
        return ()
    if isinstance(lines, str):
        text = ctx.render(lines, extra) or ""
        parsed = _parsed_list(text)
        return tuple(str(each) for each in parsed) if parsed is not None else (text,)
    rendered = (ctx.render(str(line), extra) for line in lines)
    return tuple(line for line in rendered if line is not None)


def _parsed_list(text: str) -> list[Json] | None:
    if not text.lstrip().startswith("["):
        return None
    try:
        parsed = msgspec.json.decode(text)
    except msgspec.DecodeError:
        return None
    return parsed if isinstance(parsed, list) else None


def rendered_env(ctx: RunContext, env: Json, extra: Mapping[str, Json]) -> dict[str, str]:
    """Names and values as text."""
    if env is None:
        return {}
    rendered = ctx.render_deep(env, extra)
    if isinstance(rendered, str):
        rendered = msgspec.json.decode(rendered) if rendered.strip() else {}
    return {str(key): _env_text(value) for key, value in rendered.items()}


def joined_paths(given: Mapping[str, str], prepared: Mapping[str, str]) -> dict[str, str]:
    """The flow's variables; a search path that both have is the flow's, then that of the task."""
    return {
        name: f"{value}:{prepared[name]}" if name in prepared and name.endswith("PATH") else value
        for name, value in given.items()
    }


def _env_text(value: Json) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value)


def without_globs(names: Sequence[str]) -> list[str]:
    """The names that are no globs."""
    return [name for name in names if not re.search(r"[*?\[{]", name)]
