"""The walk of a newcomer: a shell that is typed into, a page that is followed, an empty machine."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from release import trial
from release.newcomer import Python, bare, libraries
from release.shell import Shell
from release.trial import TrialError, followed

PAGE = """```yaml
id: hello
namespace: company.first
```

```sh
WHO=Ann
cat hello.yaml
echo $WHO; exit_with() { return $1; }; exit_with 3   # exit status 3
```

```text
Ann
id: hello
```
"""


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "first.md"
    file.write_text(PAGE, encoding="utf-8")
    monkeypatch.setattr(trial, "FIRST", file)
    return file


def a_shell(folder: Path) -> Shell:
    return Shell(["sh"], {"PATH": "/usr/bin:/bin"}, folder)


def test_a_page_is_followed_in_one_shell(page: Path, tmp_path: Path) -> None:
    with a_shell(tmp_path) as shell:
        lines = list(followed(tmp_path, shell.typed))
    assert [each.partition("   # ")[0] for each in lines] == [
        "$ WHO=Ann",
        "$ cat hello.yaml",
        "$ echo $WHO; exit_with() { return $1; }; exit_with 3",
    ]
    assert lines[1].endswith("s\nid: hello\nnamespace: company.first")


@pytest.mark.parametrize(
    ("before", "behind", "said"),
    [
        ("Ann\nid: hello\n", "Bob\n", r"Not printed: \['Bob'\]"),
        ("exit status 3", "exit status 4", "exit status 3"),
    ],
)
def test_a_page_that_says_something_else_is_found(
    page: Path, tmp_path: Path, before: str, behind: str, said: str
) -> None:
    page.write_text(PAGE.replace(before, behind), encoding="utf-8")
    with a_shell(tmp_path) as shell, pytest.raises(TrialError, match=said):
        list(followed(tmp_path, shell.typed))


def test_a_server_is_waited_for_and_ends_with_the_shell(tmp_path: Path) -> None:
    server = "(echo begins; echo 'It is ready: here'; exec sleep 600) &"
    with a_shell(tmp_path) as shell:
        printed, status = shell.typed(server)
        assert (printed.splitlines()[-2:], status) == (["begins", "It is ready: here"], 0)
        assert shell.typed("jobs > jobs; grep -c Running jobs")[0] == "1\n"


def test_a_server_may_be_ready_before_the_shell_says_that_it_was_started(tmp_path: Path) -> None:
    with a_shell(tmp_path) as shell:
        ready = ("It is ready: at once\n", 0)
        assert shell.typed("echo 'It is ready: at once'; true &") == ready


def test_a_shell_that_ends_is_told(tmp_path: Path) -> None:
    with a_shell(tmp_path) as shell:
        assert shell.typed("echo last; exit 3") == ("last\n", -1)


def test_an_empty_environment_has_python_alone(tmp_path: Path) -> None:
    python = Python("3", Path(sys.base_prefix))
    found = bare(python, tmp_path / "wheels", tmp_path)
    with Shell(found.argv, found.environ, found.home) as shell:
        asked = "import os; print(sorted(set(os.environ) - {'PWD', 'OLDPWD', 'SHLVL', '_'}))"
        assert shell.typed(f'python -c "{asked}"') == ("['HOME', 'LANG', 'PATH']\n", 0)
        assert shell.typed("ls")[1] == 127


def test_libraries_of_a_program_are_found() -> None:
    assert any(each.name.startswith("libc.so") for each in libraries([Path("/bin/sh")]))
