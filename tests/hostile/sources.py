"""Flow sources that cost as much as they can, each below the bound of a source."""

from __future__ import annotations

from collections.abc import Callable

HEAD = "id: hostile\nnamespace: company.team\n"
LOG = "type: io.kestra.plugin.core.log.Log"
ONE_TASK = f"tasks:\n  - {{id: one, {LOG}, message: hi}}\n"


def unknown_keys(count: int) -> str:
    """Keys of the root that nobody knows."""
    return HEAD + "".join(f"key{n}: x\n" for n in range(count)) + ONE_TASK


def unknown_keys_of_a_task(count: int) -> str:
    """Keys of a task that nobody knows."""
    keys = "".join(f"    key{n}: x\n" for n in range(count))
    return f"{HEAD}tasks:\n  - id: one\n    {LOG}\n    message: hi\n{keys}"


def near_misses(count: int) -> str:
    """Keys that resemble a known one, each in its own way."""
    return HEAD + "".join(f"descripti{n}: x\n" for n in range(count)) + ONE_TASK


def chain(count: int) -> str:
    """A graph in which each task waits for the one before."""
    return _graph([(f"t{n}", [f"t{n - 1}"] if n else []) for n in range(count)])


def circle(count: int) -> str:
    """A chain whose ends meet."""
    return _graph([(f"t{n}", [f"t{(n - 1) % count}"]) for n in range(count)])


def fan(count: int) -> str:
    """A graph in which each task waits for many."""
    width = min(100, count)
    return _graph([(f"t{n}", [f"t{max(0, n - m - 1)}" for m in range(width)] if n else [])
                   for n in range(count)])  # fmt: skip


def aliased_fan(count: int) -> str:
    """A graph in which each task waits for all of a list that an alias repeats."""
    first = "[" + ", ".join(f"t{n}" for n in range(count)) + "]"
    nodes = [f"      - dependsOn: {'&all ' + first if n == 0 else '*all'}\n"
             f"        task: {{id: t{n}, {LOG}, message: hi}}\n" for n in range(count)]  # fmt: skip
    dag = "tasks:\n  - id: dag\n    type: io.kestra.plugin.core.flow.Dag\n    tasks:\n"
    return HEAD + dag + "".join(nodes)


def aliased_tasks(count: int) -> str:
    """A few characters, of which aliases make as many tasks as they may."""
    again = ", ".join(["*one"] * min(count, 800))
    lists = "".join(
        f"  - {{id: all{n}, type: io.kestra.plugin.core.flow.Sequential, tasks: *all}}\n"
        for n in range(11)
    )
    one = f"&one {{id: one, {LOG}, message: hi}}"
    return f"{HEAD}variables:\n  one: {one}\n  all: &all [{again}]\ntasks:\n{lists}"


def strangers(count: int) -> str:
    """A graph whose tasks wait for tasks that do not exist."""
    return _graph([(f"t{n}", [f"x{n}"]) for n in range(count)])


def _graph(nodes: list[tuple[str, list[str]]]) -> str:
    lines = [HEAD, "tasks:\n  - id: dag\n    type: io.kestra.plugin.core.flow.Dag\n    tasks:\n"]
    for id_, needs in nodes:
        lines.append(f"      - task: {{id: {id_}, {LOG}, message: hi}}\n")
        if needs:
            lines.append(f"        dependsOn: [{', '.join(needs)}]\n")
    return "".join(lines)


def many_tasks(count: int) -> str:
    """A flow that is valid and long."""
    tasks = "".join(f"  - {{id: t{n}, {LOG}, message: hi}}\n" for n in range(count))
    return f"{HEAD}tasks:\n{tasks}"


def twins(count: int) -> str:
    """Tasks that all have the same id."""
    return f"{HEAD}tasks:\n" + f"  - {{id: t, {LOG}, message: hi}}\n" * count


def unknown_types(count: int) -> str:
    """Tasks of types that do not exist."""
    tasks = "".join(f"  - {{id: t{n}, type: io.kestra.plugin.cor.Lo{n}}}\n" for n in range(count))
    return f"{HEAD}tasks:\n{tasks}"


def bad_values(count: int) -> str:
    """Tasks with values that none of their properties takes."""
    bad = "retry: {type: never, maxAttempts: x}, timeout: never, disabled: maybe, logLevel: NO"
    tasks = "".join(f"  - {{id: 't {n}', {LOG}, message: {{}}, {bad}}}\n" for n in range(count))
    return f"{HEAD}tasks:\n{tasks}"


def many_inputs(count: int) -> str:
    """Inputs, each of which waits for one that does not exist."""
    inputs = "".join(f"  - {{id: in{n}, type: STRING, dependsOn: {{inputs: [im{n}]}}}}\n"
                     for n in range(count))  # fmt: skip
    return f"{HEAD}inputs:\n{inputs}{ONE_TASK}"


def circling_inputs(count: int) -> str:
    """Inputs that wait for each other in a circle."""
    inputs = "".join(
        f"  - {{id: in{n}, type: STRING, dependsOn: {{inputs: [in{(n + 1) % count}]}}}}\n"
        for n in range(count)
    )
    return f"{HEAD}inputs:\n{inputs}{ONE_TASK}"


def scheduled_inputs(count: int) -> str:
    """Many inputs without a value, and as many schedules that give none of them."""
    inputs = "".join(f"  - {{id: in{n}, type: STRING}}\n" for n in range(count))
    schedule = "type: io.kestra.plugin.core.trigger.Schedule, cron: '0 0 * * *'"
    triggers = "".join(f"  - {{id: at{n}, {schedule}}}\n" for n in range(count))
    return f"{HEAD}inputs:\n{inputs}triggers:\n{triggers}{ONE_TASK}"


def many_labels(count: int) -> str:
    """Labels, as a list, that only the server may set."""
    labels = "".join(f"  - {{key: system.l{n}, value: x}}\n" for n in range(count))
    return f"{HEAD}labels:\n{labels}{ONE_TASK}"


def many_defaults(count: int) -> str:
    """Plugin defaults for many tasks of one type."""
    values = f"{{{LOG}, values: {{level: INFO, nope: 1}}}}"
    tasks = "".join(f"  - {{id: t{n}, {LOG}, message: hi}}\n" for n in range(count))
    return f"{HEAD}pluginDefaults:\n" + f"  - {values}\n" * count + f"tasks:\n{tasks}"


def dashes(count: int) -> str:
    """Ids with dashes, and texts that speak of many of them."""
    said = " ".join(f"outputs.t{n}" for n in range(min(count, 40)))
    tasks = "".join(f"  - {{id: t-{n}, {LOG}, message: '{{{{ {said} }}}}'}}\n"
                    for n in range(count))  # fmt: skip
    return f"{HEAD}tasks:\n{tasks}"


def openings(count: int) -> str:
    """A text of nothing but beginnings of expressions, beside an id with a dash."""
    return f"{HEAD}tasks:\n  - {{id: a-b, {LOG}, message: '{'{{' * count}'}}\n"


def dotted_key(count: int) -> str:
    """One key of very many dots, that is unknown."""
    return f"{HEAD}{'a.' * count}a: x\n" * 1 + ONE_TASK


def dotted_keys(count: int) -> str:
    """Unknown keys of many lengths, each the beginning of the next."""
    keys = "".join(f"{'a.' * n}a: x\n" for n in range(1, int((2 * count) ** 0.5)))
    return HEAD + keys + ONE_TASK


def deep(count: int) -> str:
    """Lists in lists."""
    return f"{HEAD}variables: {'[' * count}{']' * count}\n{ONE_TASK}"


def deep_switches(count: int) -> str:
    """Tasks in tasks, as deep as allowed, side by side."""
    nested = f"{{id: leaf, {LOG}, message: hi}}"
    for n in range(40):
        kind = "type: io.kestra.plugin.core.flow.Sequential"
        nested = f"{{id: s{n}, {kind}, tasks: [{nested}]}}"
    return f"{HEAD}tasks:\n" + f"  - {nested}\n" * max(1, count // 40)


def repeated_list(count: int) -> str:
    """A long list, and an alias that repeats it as often as it is long."""
    items = ", ".join("1" for _ in range(count))
    again = ", ".join("*a" for _ in range(count))
    return f"{HEAD}variables:\n  a: &a [{items}]\n  b: [{again}]\n{ONE_TASK}"


def repeated_text(count: int) -> str:
    """A long text that aliases repeat."""
    again = ", ".join("*a" for _ in range(count))
    return f"{HEAD}variables:\n  a: &a {'x' * count}\n  b: [{again}]\n{ONE_TASK}"


def laughs(count: int) -> str:
    """Aliases of aliases of aliases."""
    levels = range(1, min(60, max(2, count // 100)))
    first = "  l0: &l0 [x, x, x, x, x, x, x, x, x, x]\n"
    rest = "".join(f"  l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]\n" for n in levels)
    return f"{HEAD}variables:\n{first}{rest}{ONE_TASK}"


def one_long_text(count: int) -> str:
    """One text as long as it may be."""
    return f"{HEAD}description: '{'x ' * count}'\n{ONE_TASK}"


def one_long_word(count: int) -> str:
    """A type that is very long."""
    return f"{HEAD}tasks:\n  - {{id: one, type: {'x' * count}, message: hi}}\n"


def long_number(count: int) -> str:
    """A number of very many digits."""
    return f"{HEAD}variables:\n  n: {'9' * count}\n{ONE_TASK}"


def long_expression(count: int) -> str:
    """One expression of very many operators."""
    return f"{HEAD}tasks:\n  - {{id: one, {LOG}, message: '{{{{ 1{'+1' * count} }}}}'}}\n"


def duplicate_keys(count: int) -> str:
    """One key again and again."""
    return HEAD + "description: x\n" * count + ONE_TASK


def complex_keys(count: int) -> str:
    """Keys that are maps."""
    return HEAD + "variables:\n" + "  ? {a: b}\n  : x\n" * count + ONE_TASK


def documents(count: int) -> str:
    """Many documents in one text."""
    return (HEAD + ONE_TASK + "---\n") * max(1, count // 10)


def broken_quotes(count: int) -> str:
    """A quote that is never closed, with very many lines behind it."""
    return HEAD + "description: '\n" + "x\n" * count


def tags(count: int) -> str:
    """Values with tags that nobody knows."""
    return HEAD + "variables:\n" + "".join(f"  k{n}: !foo x\n" for n in range(count)) + ONE_TASK


def mistakes(count: int) -> str:
    """A text with many filters that do not exist, each in its own way."""
    return _said("".join(f"{{{{ flow.id | uppe{n} }}}}" for n in range(count)))


def long_mistake(count: int) -> str:
    """Filters that do not exist, with long names."""
    name = "x" * count
    return _said(f"{{{{ flow.id | {name} }}}}" * min(count, 200))


def mistaken_tasks(count: int) -> str:
    """Tasks that each have a mistake in their expression."""
    said = "{{ flow.id | nothing }}"
    tasks = "".join(f"  - {{id: t{n}, {LOG}, message: '{said}'}}\n" for n in range(count))
    return f"{HEAD}tasks:\n{tasks}"


def unknown_names(count: int) -> str:
    """Expressions that read what does not exist."""
    return _said("".join(f"{{{{ outputs.x{n}.y }}}}{{{{ inputs.z{n} }}}}" for n in range(count)))


def macros(count: int) -> str:
    """A text that defines many macros and calls others."""
    made = (f"{{% macro m{n}() %}}x{{% endmacro %}}{{{{ n{n}() }}}}" for n in range(count))
    return _said("".join(made))


def aliased_expressions(count: int) -> str:
    """A text with a mistake that aliases repeat."""
    first = _said("{{ flow.id | nothing }}").replace("message: ", "message: &said ")
    return first + "".join(f"  - {{id: t{n}, {LOG}, message: *said}}\n" for n in range(count))


def open_tags(count: int) -> str:
    """A text that opens a tag again and again."""
    return _said("{% if flow.id %}" * count)


def _said(text: str) -> str:
    return f'{HEAD}tasks:\n  - id: one\n    {LOG}\n    message: "{text}"\n'


SOURCES: dict[str, Callable[[int], str]] = {
    made.__name__: made
    for made in (
        unknown_keys, unknown_keys_of_a_task, near_misses, chain, circle, fan, aliased_fan,
        aliased_tasks, strangers, many_tasks, twins, unknown_types, bad_values, many_inputs,
        circling_inputs, scheduled_inputs, many_labels, many_defaults, dashes, openings,
        dotted_key, dotted_keys, deep, deep_switches, repeated_list, repeated_text, laughs,
        one_long_text, one_long_word, long_number, long_expression, duplicate_keys, complex_keys,
        documents, broken_quotes, tags, mistakes, long_mistake, mistaken_tasks, unknown_names,
        macros, aliased_expressions,
        open_tags,
    )
}  # fmt: skip
