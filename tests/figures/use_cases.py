"""Use cases that are done in more than one way."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from tests.figures.tree import Module, modules

# What creates a row or removes it; to change one there are as many ways as there are changes.
CREATES, REMOVES = frozenset({"insert"}), frozenset({"delete", "delete_now", "delete_exactly"})
WRITES = CREATES | REMOVES | {"put", "save", "add"}
EDGES = ("web/", "cli/")
# An archive is read row by row as it was written, by no rule of a use case.
NO_USE_CASES = ("adapters/", "service/transfer/")
# Log entries have no rules of their own: the port removes whatever the filters match.
WITHOUT_RULES = frozenset({"tx.logs delete_now", "tx.logs delete_exactly"})
Method = tuple[str, str]


def use_cases_done_twice() -> Sequence[str]:
    """Second ways into what changes the store, of two kinds.

    Rows of one noun (`tx.executions`, `tx.records(TEMPLATES)`) that are created, or removed, by
    more than one module: one line for each module. And methods of services that write, called by
    the web or the command line beside the operations: one line for each call. A method writes when
    it, or what it calls by an attribute or argument of a known class, by `self` or by the name of
    a function of the services, calls a write on `tx`.
    """
    return [*second_ways(modules()), *second_doors(modules())]


def second_ways(found: Iterable[Module]) -> list[str]:
    """Modules that create or remove rows of a noun that another module creates or removes too."""
    places: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for module in found:
        if module.path.startswith(NO_USE_CASES):
            continue
        for call in module.calls():
            verb = _verb(call)
            if verb in CREATES | REMOVES:
                noun = f"{ast.unparse(call.func.value)} {verb}"  # type: ignore[attr-defined]
                places[noun].setdefault(module.path, module.at(call.lineno, noun))
    return [
        line
        for noun, lines in sorted(places.items())
        if len(lines) > 1 and noun not in WITHOUT_RULES
        for line in lines.values()
    ]


def second_doors(found: Iterable[Module]) -> list[str]:
    """Calls of writing methods of services by the edges, which are to run operations."""
    listed = list(found)
    services = [module for module in listed if _has_services(module)]
    writers = _writers(services)
    edges = [module for module in listed if module.path.startswith(EDGES)]
    classes = {cls for cls, _ in writers}
    return [
        module.at(call.lineno, ".".join(method))
        for module in edges
        for owners in [_owners(module.tree, classes) | _attributes(services, classes)]
        for call in module.calls()
        for method in [_method(call, owners)]
        if method in writers and (method[0] or method[1] in _imported(module))
    ]


def _imported(module: Module) -> set[str]:
    """Names that a module has from the services."""
    imports = (node for node in ast.walk(module.tree) if isinstance(node, ast.ImportFrom))
    return {
        alias.name
        for node in imports
        if (node.module or "").startswith("tiercel.service.")
        for alias in node.names
    }


def _has_services(module: Module) -> bool:
    return module.path.startswith("service/") and not module.path.startswith("service/operations/")


def _writers(services: Sequence[Module]) -> frozenset[Method]:
    """Methods that write, those that reach one that does included; functions have no class."""
    bodies = list(_bodies(services))
    classes = {body.method[0] for body in bodies}
    owners = {module.path: _owners(module.tree, classes) for module in services}
    found: set[Method] = set()
    is_growing = True
    while is_growing:
        more = {
            body.method
            for body in bodies
            if body.method not in found and _reaches(body, owners[body.path], found)
        }
        found |= more
        is_growing = bool(more)
    return frozenset(found)


class _Body(msgspec.Struct, frozen=True):
    path: str
    method: Method
    node: ast.AST


def _bodies(services: Iterable[Module]) -> Iterator[_Body]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    for module in services:
        for node in module.tree.body:
            if isinstance(node, kinds):
                yield _Body(module.path, ("", node.name), node)
            elif isinstance(node, ast.ClassDef):
                for each in node.body:
                    if isinstance(each, kinds):
                        yield _Body(module.path, (node.name, each.name), each)


def _reaches(body: _Body, owners: Mapping[str, str], writers: set[Method]) -> bool:
    known = {**owners, "self": body.method[0]}
    calls = (node for node in ast.walk(body.node) if isinstance(node, ast.Call))
    return any(_verb(call) in WRITES or _method(call, known) in writers for call in calls)


def _verb(call: ast.Call) -> str | None:
    """What a call does with a transaction."""
    is_write = isinstance(call.func, ast.Attribute) and ast.unparse(call.func).startswith("tx.")
    return call.func.attr if is_write else None  # type: ignore[attr-defined]


def _method(call: ast.Call, owners: Mapping[str, str]) -> Method | None:
    """The class and method that a call names; None of an unknown class."""
    if isinstance(call.func, ast.Name):
        return "", call.func.id
    if not isinstance(call.func, ast.Attribute):
        return None
    owner = call.func.value
    name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
    cls = owners.get(name.lstrip("_"))
    return None if cls is None else (cls, call.func.attr)


def _owners(tree: ast.AST, classes: set[str]) -> dict[str, str]:
    """Classes of services by the names of arguments, members and attributes that hold one."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            found[node.arg] = _class(node.annotation)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found[node.target.id] = _class(node.annotation)
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            target = node.targets[0]
            name = target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")
            found[name.lstrip("_")] = _class(node.value.func)
    return {name: cls for name, cls in found.items() if cls in classes}


def _attributes(services: Iterable[Module], classes: set[str]) -> dict[str, str]:
    """The same of the attributes of all services together."""
    trees = [module.tree for module in services if module.path == "service/services.py"]
    return {name: cls for tree in trees for name, cls in _owners(tree, classes).items()}


def _class(node: ast.expr | None) -> str:
    return node.id if isinstance(node, ast.Name) else ""
