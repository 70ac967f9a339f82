"""The functions that jq programs find: native ones and those written in jq."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence

from tiercel.expr.jq.binding import Closure
from tiercel.expr.jq.errors import JqError
from tiercel.expr.jq.nodes import Env, Function, JqNode, Located, Values
from tiercel.expr.jq.parser import parse_definitions
from tiercel.expr.jq.paths import delete_paths, get_path, set_path
from tiercel.expr.jq.plain_functions import PLAIN
from tiercel.expr.jq.regexes import REGEXES
from tiercel.expr.jq.values import is_true, kind_of, sort_key
from tiercel.model.json_types import Json

_DEFINITIONS = r"""
def map(f): [.[] | f];
def map_values(f): .[] |= f;
def recurse: recurse(.[]?);
def recurse(f; cond): recurse(f | select(cond));
def recurse_down: recurse;
def values: select(. != null);
def nulls: select(. == null);
def booleans: select(type == "boolean");
def numbers: select(type == "number");
def strings: select(type == "string");
def arrays: select(type == "array");
def objects: select(type == "object");
def iterables: select(type | . == "array" or . == "object");
def scalars: select(type | . != "array" and . != "object");
def finites: select(isinfinite or isnan | not);
def normals: select(isnormal);
def to_entries: [keys_unsorted[] as $k | {key: $k, value: .[$k]}];
def from_entries: map({(.key // .k // .name // .Name // .K // .Key
    | if type == "string" then . else tojson end):
    (if has("value") then .value else .Value end)}) | add + {} // {};
def with_entries(f): to_entries | map(f) | from_entries;
def paths: path(..) | select(length > 0);
def paths(f): . as $dot | paths | select(. as $p | $dot | getpath($p) | f);
def leaf_paths: paths(scalars);
def del(f): delpaths([path(f)]);
def in(xs): . as $x | xs | has($x);
def inside(xs): . as $x | xs | contains($x);
def any: any(.);
def all: all(.);
def any(f): any(.[]; f);
def all(f): all(.[]; f);
def join($x): reduce .[] as $i (null;
    (if . == null then "" else . + $x end)
    + ($i | if type == "boolean" or type == "number" then tojson else . // "" end)) // "";
def walk(f): . as $in
    | if type == "object" then
        reduce keys_unsorted[] as $k ({}; . + {($k): ($in[$k] | walk(f))}) | f
      elif type == "array" then map(walk(f)) | f
      else f end;
def combinations: if length == 0 then [] else
    .[0][] as $x | (.[1:] | combinations) as $w | [$x] + $w end;
def combinations(n): . as $dot | [range(n)] | map($dot) | combinations;
def first: .[0];
def last: .[-1];
def nth($n): .[$n];
def last(f): reduce f as $x (null; $x);
def nth($n; f): if $n < 0 then error("Out of bounds negative array index")
    else last(limit($n + 1; f)) end;
def match($re): _matches($re) | .[];
def match($re; $flags): _matches($re; $flags) | .[];
def capture($re): capture($re; null);
def capture($re; $flags): match($re; $flags) | [.captures | .[]
    | select(.name != null) | {key: .name, value: .string}] | from_entries;
def scan($re): scan($re; "");
def scan($re; $flags): match($re; "g" + $flags)
    | if (.captures | length) > 0 then [.captures | .[] | .string] else .string end;
def splits($re): splits($re; null);
def splits($re; $flags): split($re; $flags) | .[];
def ascii_downcase: _ascii_case(false);
def ascii_upcase: _ascii_case(true);
def sub($re; str): sub($re; str; "");
def gsub($re; str): sub($re; str; "g");
def gsub($re; str; $flags): sub($re; str; $flags + "g");
def sub($re; str; $flags): . as $in
    | [match($re; $flags)] as $edits
    | [foreach ($edits[], null) as $e ({at: 0, out: null};
        if $e == null then {at: .at, out: $in[.at:]}
        else {at: ($e.offset + $e.length), out: ($in[.at:$e.offset]
            + ($e | [.captures[] | select(.name != null) | {key: .name, value: .string}]
               | from_entries | str))} end; .out)] | add;
def index($i): indices($i) | .[0];
def rindex($i): indices($i) | .[-1:][0];
"""


class _Plain(Function):
    """A function of the input and of every combination of its arguments' values."""

    def __init__(self, call: Callable[..., Json]) -> None:
        self._call = call

    def values(self, env: Env, arguments: Sequence[JqNode], value: Json) -> Values:
        env.meter.weigh(value)
        if not arguments:
            yield self._call(value)
            return
        choices = [list(argument.values(env, value)) for argument in reversed(arguments)]
        for given in itertools.product(*choices):
            env.meter.spend(1)
            yield self._call(value, *reversed(given))


class _Native(Function):
    """A function that sees its arguments unevaluated; with paths where it has any."""

    def __init__(
        self,
        values: Callable[[Env, Sequence[JqNode], Json], Values],
        paths: Callable[[Env, Sequence[JqNode], Located], Iterator[Located]] | None = None,
    ) -> None:
        self._values = values
        self._paths = paths

    def values(self, env: Env, arguments: Sequence[JqNode], value: Json) -> Values:
        yield from self._values(env, arguments, value)

    def paths(self, env: Env, arguments: Sequence[JqNode], located: Located) -> Iterator[Located]:
        if self._paths is None:
            raise JqError("Invalid path expression")
        yield from self._paths(env, arguments, located)


def _empty(env: Env, arguments: Sequence[JqNode], value: Json) -> Values:
    yield from ()


def _error(env: Env, arguments: Sequence[JqNode], value: Json) -> Values:
    for message in arguments[0].values(env, value) if arguments else (value,):
        if message is None:
            return
        raise JqError(message)
    yield from ()


def _select(env: Env, arguments: Sequence[JqNode], value: Json) -> Values:
    for holds in arguments[0].values(env, value):
        if is_true(holds):
            yield value


def _select_paths(env: Env, arguments: Sequence[JqNode], located: Located) -> Iterator[Located]:
    for holds in arguments[0].values(env, located[1]):
        if is_true(holds):
            yield located


def _recurse(env: Env, arguments: Sequence[JqNode], value: Json) -> Values:
    waiting: list[Iterator[Json]] = [iter((value,))]
    while waiting:
        env.meter.spend(4)
        for item in waiting[-1]:
            yield item
            waiting.append(arguments[0].values(env, item))
            break
        else:
            waiting.pop()


def _recurse_paths(env: Env, arguments: Sequence[JqNode], located: Located) -> Iterator[Located]:
    waiting: list[Iterator[Located]] = [iter((located,))]
    while waiting:
        env.meter.spend(4)
        for item in waiting[-1]:
            yield item
            waiting.append(arguments[0].paths(env, item))
            break
        else:
            waiting.pop()


def _range(env: Env, arguments: Sequence[JqNode], value: Json) -> Values:
    if len(arguments) == 1:
        for end in arguments[0].values(env, value):
            yield from _count(env, 0, end, 1)
        return
    for start in arguments[0].values(env, value):
        for end in arguments[1].values(env, value):
            for step in arguments[2].values(env, value) if len(arguments) > 2 else (1,):
                yield from _count(env, start, end, step)


def _count(env: Env, start: Json, end: Json, step: Json) -> Values:
    if any(kind_of(edge) != "number" for edge in (start, end, step)):
        raise JqError("Range bounds must be numeric")
    while (start < end) if step > 0 else (start > end and step < 0):
        env.meter.spend(1)
        yield start
        start = start + step


def _first(env: Env, arguments: Sequence[JqNode], value: Json) -> Values:
    for item in arguments[0].values(env, value):
        yield item
        return


def _first_paths(env: Env, arguments: Sequence[JqNode], located: Located) -> Iterator[Located]:
    for item in arguments[0].paths(env, located):
        yield item
        return


def _limit(env: Env, arguments: Sequence[JqNode], value: Json) -> Values:
    for count in arguments[0].values(env, value):
        if kind_of(count) != "number":
            raise JqError("Limit must be a number")
        if count == 0:
            continue
        for number, item in enumerate(arguments[1].values(env, value), 1):
            yield item
            if 0 < count <= number:
                break


def _until(env: Env, arguments: Sequence[JqNode], value: Json) -> Values:
    waiting: list[Iterator[Json]] = [iter((value,))]
    while waiting:
        env.meter.spend(4)
        for item in waiting[-1]:
            for done in arguments[0].values(env, item):
                if is_true(done):
                    yield item
                else:
                    waiting.append(arguments[1].values(env, item))
                break
            break
        else:
            waiting.pop()


def _while(env: Env, arguments: Sequence[JqNode], value: Json) -> Values:
    waiting: list[Iterator[Json]] = [iter((value,))]
    while waiting:
        env.meter.spend(4)
        for item in waiting[-1]:
            if any(is_true(holds) for holds in arguments[0].values(env, item)):
                yield item
                waiting.append(arguments[1].values(env, item))
            break
        else:
            waiting.pop()


def _any(env: Env, arguments: Sequence[JqNode], value: Json) -> Values:
    yield any(
        is_true(holds)
        for item in arguments[0].values(env, value)
        for holds in arguments[1].values(env, item)
    )


def _all(env: Env, arguments: Sequence[JqNode], value: Json) -> Values:
    yield all(
        is_true(holds)
        for item in arguments[0].values(env, value)
        for holds in arguments[1].values(env, item)
    )


def _path(env: Env, arguments: Sequence[JqNode], value: Json) -> Values:
    for path, _ in arguments[0].paths(env, ([], value)):
        yield path


def _getpath_paths(env: Env, arguments: Sequence[JqNode], located: Located) -> Iterator[Located]:
    for more in arguments[0].values(env, located[1]):
        yield [*located[0], *more], get_path(located[1], more)


def _keyed(env: Env, arguments: Sequence[JqNode], value: Json) -> list[tuple[Json, Json]]:
    """The items of a list with the list of values that the argument gives for each."""
    if not isinstance(value, list):
        raise JqError(f"{kind_of(value)} cannot be sorted, as it is not an array")
    env.meter.spend(len(value))
    pairs = [(list(arguments[0].values(env, item)), item) for item in value]
    env.meter.spend(len(value))
    return pairs


def _sort_by(env: Env, arguments: Sequence[JqNode], value: Json) -> Values:
    pairs = _keyed(env, arguments, value)
    yield [item for _, item in sorted(pairs, key=lambda pair: sort_key(pair[0]))]


def _group_by(env: Env, arguments: Sequence[JqNode], value: Json) -> Values:
    groups: list[list[Json]] = []
    last: Json = None
    for key, item in sorted(_keyed(env, arguments, value), key=lambda pair: sort_key(pair[0])):
        if not groups or sort_key(key) != sort_key(last):
            groups.append([])
        last = key
        groups[-1].append(item)
    yield groups


def _unique_by(env: Env, arguments: Sequence[JqNode], value: Json) -> Values:
    for groups in _group_by(env, arguments, value):
        yield [group[0] for group in groups]


def _min_by(env: Env, arguments: Sequence[JqNode], value: Json) -> Values:
    pairs = _keyed(env, arguments, value)
    yield min(pairs, key=lambda pair: sort_key(pair[0]))[1] if pairs else None


def _max_by(env: Env, arguments: Sequence[JqNode], value: Json) -> Values:
    pairs = _keyed(env, arguments, value)
    yield max(reversed(pairs), key=lambda pair: sort_key(pair[0]))[1] if pairs else None


def _now(env: Env, arguments: Sequence[JqNode], value: Json) -> Values:
    if env.clock is None:
        raise JqError("now is not available here")
    yield env.clock()


def _builtins(env: Env, arguments: Sequence[JqNode], value: Json) -> Values:
    yield [f"{name}/{arity}" for name, arity in prelude() if not name.startswith("_")]


_NATIVE: dict[tuple[str, int], Function] = {
    ("empty", 0): _Native(_empty, lambda env, arguments, located: iter(())),
    ("error", 0): _Native(_error, lambda env, arguments, located: _error(env, (), located[1])),
    ("error", 1): _Native(
        _error, lambda env, arguments, located: _error(env, arguments, located[1])
    ),
    ("select", 1): _Native(_select, _select_paths),
    ("recurse", 1): _Native(_recurse, _recurse_paths),
    ("range", 1): _Native(_range),
    ("range", 2): _Native(_range),
    ("range", 3): _Native(_range),
    ("first", 1): _Native(_first, _first_paths),
    ("limit", 2): _Native(_limit),
    ("until", 2): _Native(_until),
    ("while", 2): _Native(_while),
    ("repeat", 1): _Native(_recurse),
    ("any", 2): _Native(_any),
    ("all", 2): _Native(_all),
    ("path", 1): _Native(_path),
    ("getpath", 1): _Native(
        lambda env, arguments, value: (
            get_path(value, path) for path in arguments[0].values(env, value)
        ),
        _getpath_paths,
    ),
    ("sort_by", 1): _Native(_sort_by),
    ("group_by", 1): _Native(_group_by),
    ("unique_by", 1): _Native(_unique_by),
    ("min_by", 1): _Native(_min_by),
    ("max_by", 1): _Native(_max_by),
    ("now", 0): _Native(_now),
    ("builtins", 0): _Native(_builtins),
}


def _set_path(value: Json, path: Json, new: Json) -> Json:
    if not isinstance(path, list):
        raise JqError("Path must be specified as an array")
    return set_path(value, path, new)


def _delete_paths(value: Json, paths: Json) -> Json:
    if not isinstance(paths, list):
        raise JqError("Paths must be specified as an array")
    return delete_paths(value, paths)


@functools.lru_cache(maxsize=1)
def prelude() -> Mapping[tuple[str, int], Function]:
    """All functions by name and arity."""
    table: dict[tuple[str, int], Function] = dict(_NATIVE)
    for key, call in {**PLAIN, **REGEXES}.items():
        table[key] = _Plain(call)
    table["setpath", 2] = _Plain(_set_path)
    table["delpaths", 1] = _Plain(_delete_paths)
    for name, parameters, body in parse_definitions(_DEFINITIONS):
        table[name, len(parameters)] = Closure(parameters, body, None)
    return table
