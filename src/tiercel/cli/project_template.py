"""The files of a new folder of flows."""

from __future__ import annotations

from pathlib import Path

FLOW = """id: hello
namespace: {namespace}
description: Greets somebody.

inputs:
  - id: name
    type: STRING
    defaults: World

tasks:
  - id: greet
    type: io.kestra.plugin.core.log.Log
    message: Hello {{{{ inputs.name }}}}

outputs:
  - id: greeting
    type: STRING
    value: Hello {{{{ inputs.name }}}}
"""
TEST = '''"""Runs the flows of this folder: python -m unittest"""

import json
import subprocess
import unittest
from pathlib import Path

HELLO = Path(__file__).parent / "flows" / "hello.yaml"


def run(flow: Path, *inputs: str) -> dict:
    """What came of an execution: its state, outputs, task runs and log."""
    options = [part for each in inputs for part in ("--input", each)]
    done = subprocess.run(
        ["tiercel", "run", str(flow), "--json", *options], capture_output=True, text=True
    )
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


class HelloTest(unittest.TestCase):
    def test_somebody_is_greeted(self) -> None:
        execution = run(HELLO, "name=Ann")
        self.assertEqual(execution["state"], "SUCCESS")
        self.assertEqual(execution["outputs"], {{"greeting": "Hello Ann"}})

    def test_the_world_is_greeted_by_default(self) -> None:
        self.assertEqual(run(HELLO)["outputs"]["greeting"], "Hello World")


if __name__ == "__main__":
    unittest.main()
'''
README = """# Flows of {namespace}

```sh
tiercel run flows/hello.yaml -i name=Ann   # without a server
python -m unittest                         # the tests
tiercel server standalone                  # a server, in another terminal
tiercel flow validate flows                # what is wrong with a flow, and where
tiercel flow updates flows                 # bring all flows to the server
tiercel flow run {namespace} hello -i name=Ann
```

A flow is a file in `flows`. What a task can do: `tiercel plugin search http`, then
`tiercel plugin doc http.Request`. More examples: `tiercel blueprint list`.
"""


def write_folder(folder: Path, namespace: str) -> list[Path]:
    """Make the folder with its files; their paths. Raises: OSError."""
    contents = {
        folder / "flows" / "hello.yaml": FLOW,
        folder / "test_flows.py": TEST,
        folder / "README.md": README,
    }
    for path, content in contents.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content.format(namespace=namespace), encoding="utf-8")
    return list(contents)
