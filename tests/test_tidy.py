"""The tree keeps the rules of CONTRIBUTING.md: one read of every tracked file, no tool needed."""

from __future__ import annotations

import ast
import gc
import io
import re
import subprocess
import tokenize
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import TypeVar, cast

import pytest

# All files of the project are read and parsed: a minute and more on a busy machine.
pytestmark = pytest.mark.timeout(600)
ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "src/tiercel/"
PURE = ("model", "expr", "flowlang", "plugin", "engine")
BELOW_THE_PORTS = tuple(f"{PACKAGE}{name}/" for name in PURE)

FUNCTION_LINES_MAX = 70
FILE_LINES_MAX = 500
FILE_BYTES_MAX = 1024 * 1024
# A literal of this many lines at the top of a module, or returned, is a data table, not code.
TABLE_LINES_MIN = 20

# Found by an entry point, not by an import.
FOUND_BY_NAME = (f"{PACKAGE}plugins/", f"{PACKAGE}__main__.py")

BANNED_CALLS = {
    "breakpoint",
    "date.today",
    "datetime.now",
    "datetime.today",
    "datetime.utcnow",
    "input",
    "open",
    "os.urandom",
    "uuid.uuid1",
    "uuid.uuid4",
    "uuid1",
    "uuid4",
}

# Written so that this file does not match itself.
FOREIGN = re.compile(
    r"[/]work/(?:main|shared)|[/]root/|[/]home/[a-z]|[/]tmp/brief"
    r"|pypi[.]org|pythonhosted[.]org|registry[.]npmjs|registry[.]yarnpkg|index[.]crates"
    r"|proxy[.]golang|repo1[.]maven"
    # What lies beside the repository is not there in somebody else's clone.
    r"|[.][.]/shared|\"shared\"\s*/|shared[/]spec"
)
SALE = re.compile(r"\b(?:enterprise|premium|editions?)\b", re.IGNORECASE)
UNFINISHED = re.compile(r"\b(?:FIXME|TODO|XXX)\b")
# Files in which a word that the glossary refuses is quoted, or means something else.
SYNONYMS_ALLOWED = {
    "docs/glossary.md": "lists them",
}
STATEMENT = re.compile(
    r"(?:import|from|def|async def|class|return|raise|if|elif|else|for|while|with|try|except)"
    r"\b.*[:)\w]$"
    r"|[\w.\[\]]+ [-+*/]?= \S+$"
    r"|[\w.]+\([^ ]*\)$"
)


N = TypeVar("N", bound=ast.AST)


class Source:
    """One tracked Python file, read and parsed once."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.text = (ROOT / path).read_text(encoding="utf-8")
        self.tree = ast.parse(self.text, path)

    @cached_property
    def _by_kind(self) -> dict[type[ast.AST], list[ast.AST]]:
        # A third of the time of `ast.walk`, which asks each node for the names of its fields.
        found: dict[type[ast.AST], list[ast.AST]] = {}
        left: list[ast.AST] = [self.tree]
        while left:
            node = left.pop()
            found.setdefault(type(node), []).append(node)
            for value in vars(node).values():
                if isinstance(value, list):
                    left += [each for each in value if isinstance(each, ast.AST)]
                elif isinstance(value, ast.AST) and not isinstance(value, ast.expr_context):
                    left.append(value)
        return found

    def of(self, kind: type[N]) -> list[N]:
        """Its nodes of this class."""
        return cast("list[N]", self._by_kind.get(kind, []))

    @property
    def functions(self) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
        return [*self.of(ast.FunctionDef), *self.of(ast.AsyncFunctionDef)]

    @property
    def module(self) -> str:
        dotted = self.path.removeprefix("src/").removesuffix(".py").replace("/", ".")
        return dotted.removesuffix(".__init__")

    def at(self, line: int, what: str) -> str:
        return f"{self.path}:{line}: {what}"


@cache
def tracked() -> tuple[str, ...]:
    """Paths of the files under version control that are there."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, timeout=30
    )
    paths = listed.stdout.decode().split("\0")
    return tuple(path for path in paths if path and (ROOT / path).is_file())


@cache
def sources() -> tuple[Source, ...]:
    gc.disable()  # Syntax trees hold no garbage; looking for it triples the time.
    try:
        return tuple(Source(path) for path in tracked() if path.endswith(".py"))
    finally:
        gc.freeze()
        gc.enable()


@cache
def product() -> tuple[Source, ...]:
    return tuple(source for source in sources() if source.path.startswith(PACKAGE))


@cache
def documents() -> dict[str, str]:
    return {
        path: (ROOT / path).read_text(encoding="utf-8")
        for path in tracked()
        if path.endswith(".md") and (path.startswith("docs/") or "/" not in path)
    }


def assert_none(findings: Iterator[str]) -> None:
    found = sorted(findings)
    assert not found, "\n" + "\n".join(found)


# Code


def dotted_name(node: ast.expr) -> str:
    """`datetime.now` for `datetime.now` and `datetime.datetime.now`, empty for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    parts.append(node.id)
    return ".".join(reversed(parts[:2]))


def test_no_clock_randomness_or_file_is_used_below_the_ports() -> None:
    assert_none(
        source.at(node.lineno, f"{dotted_name(node.func)}() is for layer 5 and above")
        for source in product()
        if source.path.startswith(BELOW_THE_PORTS)
        for node in source.of(ast.Call)
        if dotted_name(node.func) in BANNED_CALLS
    )


def span(node: ast.stmt | ast.expr) -> int:
    return (node.end_lineno or 0) - node.lineno + 1


def function_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without the table that it returns, such as a route table."""
    last = function.body[-1]
    table = last.value if isinstance(last, ast.Return) else None
    is_table = isinstance(table, ast.List | ast.Tuple | ast.Dict) and span(table) >= TABLE_LINES_MIN
    return span(function) - (span(table) if table is not None and is_table else 0)


def test_functions_fit_a_screen() -> None:
    assert_none(
        source.at(node.lineno, f"{node.name} has {lines} lines, {FUNCTION_LINES_MAX} are allowed")
        for source in sources()
        for node in source.functions
        if (lines := function_lines(node)) > FUNCTION_LINES_MAX
    )


def code_lines(source: Source) -> int:
    """Lines of the file without its data tables."""
    assigned = [node for node in source.tree.body if isinstance(node, ast.Assign | ast.AnnAssign)]
    tables = [span(node) for node in assigned if span(node) >= TABLE_LINES_MIN]
    return source.text.count("\n") - sum(tables)


def test_files_have_one_subject() -> None:
    assert_none(
        f"{source.path}: {lines} lines, {FILE_LINES_MAX} are allowed"
        for source in sources()
        if (lines := code_lines(source)) > FILE_LINES_MAX
    )


def test_every_module_says_what_it_owns() -> None:
    assert_none(
        f"{source.path}: no module docstring"
        for source in sources()
        if source.text.strip() and not ast.get_docstring(source.tree)
    )


def test_the_product_does_not_print() -> None:
    assert_none(
        source.at(node.lineno, "print()")
        for source in product()
        for node in source.of(ast.Call)
        if dotted_name(node.func) == "print"
    )


def test_no_exception_is_caught_without_a_name() -> None:
    assert_none(
        source.at(node.lineno, "bare except")
        for source in sources()
        for node in source.of(ast.ExceptHandler)
        if node.type is None
    )


def comments(source: Source) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string.lstrip("#").strip()


def is_suspect(source: Source) -> bool:
    """Whether a closer and slower look at the comments is worth it: a `#` may be in a string."""
    after_signs = re.findall(r"#+\s*(.*?)\s*$", source.text, flags=re.MULTILINE)
    return any(UNFINISHED.search(text) or is_code(text) for text in after_signs)


def is_code(comment: str) -> bool:
    """A line that looks like a statement and compiles as one, be it the head of a block."""
    if not STATEMENT.match(comment):
        return False
    opening = re.match(r"(elif|else|except)\b", comment)
    before = {"elif": "if x: pass\n", "else": "if x: pass\n", "except": "try: pass\n"}
    body = " pass" if comment.endswith(":") else ""
    if comment == "try:":
        return True
    try:
        ast.parse((before[opening[1]] if opening else "") + comment + body)
    except SyntaxError:
        return False
    return True


def test_comments_hold_neither_reminders_nor_code() -> None:
    def findings() -> Iterator[str]:
        for source in filter(is_suspect, sources()):
            for line, comment in comments(source):
                if UNFINISHED.search(comment):
                    yield source.at(line, "unfinished: file an issue instead")
                elif is_code(comment):
                    yield source.at(line, f"commented-out code: {comment}")

    assert_none(findings())


def imported_modules(source: Source) -> Iterator[str]:
    package = source.module if source.path.endswith("__init__.py") else _parent(source.module)
    for imported in source.of(ast.Import):
        yield from (alias.name for alias in imported.names)
    for node in source.of(ast.ImportFrom):
        base = node.module or ""
        if node.level:
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = ".".join([*above, base] if base else above)
        yield base
        yield from (f"{base}.{alias.name}" for alias in node.names)
    for constant in source.of(ast.Constant):
        # Lazy imports name the module in a string, `package.module` or `package.module:name`.
        if isinstance(constant.value, str) and constant.value.startswith("tiercel."):
            yield constant.value.partition(":")[0]


def _parent(module: str) -> str:
    return module.rpartition(".")[0]


def test_every_source_file_is_imported_by_another() -> None:
    # A file's own unit test does not count: it would keep dead code alive.
    used = {
        name
        for source in sources()
        for name in imported_modules(source)
        if name != source.module and Path(source.path).stem != f"test_{name.rpartition('.')[2]}"
    }
    assert_none(
        f"{source.path}: no other file imports it"
        for source in product()
        if source.module not in used
        and not source.path.endswith("__init__.py")
        and not source.path.startswith(FOUND_BY_NAME)
    )


# Documents


def test_docs_index_lists_every_adr() -> None:
    index = documents().get("docs/adr/README.md", "")
    assert_none(
        f"{path}: not in docs/adr/README.md"
        for path in documents()
        if re.fullmatch(r"docs/adr/\d{4}-.+\.md", path) and Path(path).name not in index
    )


def named_paths(path: str, text: str) -> Iterator[str]:
    """Paths from the root that a document names: links to files, and `src/…` and such in code."""
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"[a-z]+:|#", target):
            target = target.partition("#")[0]
            linked = (ROOT / path).parent.joinpath(target).resolve()
            yield linked.relative_to(ROOT).as_posix() if linked.is_relative_to(ROOT) else target
    outside_blocks = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    roots = "src|tests|docs|bench|locks|ui|[.]ci"
    for target in re.findall(rf"`((?:{roots})/[^`\s]*)`", outside_blocks):
        if not re.search(r"[*<>{}…$]|NNNN", target):
            yield re.sub(r":\d+$", "", target).rstrip("/")


def test_docs_name_only_paths_that_exist() -> None:
    there = set(tracked()) | {str(folder) for path in tracked() for folder in Path(path).parents}
    assert_none(
        f"{path}: {named} does not exist"
        for path, text in documents().items()
        for named in named_paths(path, text)
        if named not in there
    )


def glossary_synonyms(mark: str) -> list[str]:
    """What the glossary marks so: ✗ is refused in names, ✗✗ in prose, too."""
    found = re.findall(rf"(?<!✗){mark} ([\w -]+)", documents().get("docs/glossary.md", ""))
    return [name.strip().lower() for name in found]


def defined_names(source: Source) -> Iterator[tuple[int, str]]:
    for definition in [*source.functions, *source.of(ast.ClassDef)]:
        yield definition.lineno, definition.name
    for argument in source.of(ast.arg):
        yield argument.lineno, argument.arg
    for name in source.of(ast.Name):
        if isinstance(name.ctx, ast.Store):
            yield name.lineno, name.id
    for attribute in source.of(ast.Attribute):
        if isinstance(attribute.ctx, ast.Store):
            yield attribute.lineno, attribute.attr


def names_with(words: list[str], among: Iterable[Source]) -> Iterator[str]:
    joined = "|".join(re.sub(r"[ -]", "_", word) for word in words)
    pattern = re.compile(rf"(?:^|_)(?:{joined})s?(?:_|$)")
    for source in among:
        for line, name in defined_names(source):
            if pattern.search(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()):
                yield source.at(line, f"{name}: see docs/glossary.md for the one name of this")


def test_glossary_synonyms_are_not_used_as_names() -> None:
    of_prose = glossary_synonyms("✗✗")
    assert_none(names_with([*glossary_synonyms("✗"), *of_prose], product()))
    assert_none(names_with(of_prose, sources()))


def prose(source: Source) -> Iterator[tuple[int, str]]:
    """Comments, docstrings, and other texts of several words."""
    yield from comments(source)
    for node in source.of(ast.Constant):
        if isinstance(node.value, str) and " " in node.value:
            yield from enumerate(node.value.splitlines(), node.lineno)


def test_glossary_synonyms_are_not_used_in_prose() -> None:
    joined = "|".join(re.escape(word) for word in glossary_synonyms("✗✗"))
    pattern = re.compile(rf"\b(?:{joined})s?\b", re.IGNORECASE)

    def findings() -> Iterator[str]:
        for source in sources():
            if source.path not in SYNONYMS_ALLOWED and pattern.search(source.text):
                for line, text in prose(source):
                    if found := pattern.search(text):
                        yield source.at(line, f"{found.group()}: see docs/glossary.md")
        for path, text in documents().items():
            if path not in SYNONYMS_ALLOWED:
                for number, written in enumerate(text.splitlines(), 1):
                    if found := pattern.search(written):
                        yield f"{path}:{number}: {found.group()}: see docs/glossary.md"

    assert_none(findings())


def test_no_text_of_the_product_sells_an_edition() -> None:
    texts = (
        (source, node)
        for source in product()
        for node in source.of(ast.Constant)
        if isinstance(node.value, str) and " " in node.value
    )
    assert_none(
        source.at(node.lineno, f"say what is missing and the way out: {found.group()}")
        for source, node in texts
        if (found := SALE.search(str(node.value)))
    )


# Files


def test_no_data_of_a_server_is_tracked() -> None:
    stored = re.compile(r"\.(?:db|sqlite3?)(?:-wal|-shm|\.lock)?$")
    assert_none(path for path in tracked() if stored.search(path))


def test_files_are_small() -> None:
    assert_none(
        f"{path}: over {FILE_BYTES_MAX // 1024} KiB"
        for path in tracked()
        if (ROOT / path).stat().st_size > FILE_BYTES_MAX
    )


def test_no_file_names_a_package_index_or_a_place_on_one_machine() -> None:
    def findings() -> Iterator[str]:
        for path in tracked():
            content = (ROOT / path).read_bytes()
            if b"\0" in content[:4096]:
                continue
            for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
                if found := FOREIGN.search(line):
                    yield f"{path}:{number}: {found.group()}"

    assert_none(findings())
