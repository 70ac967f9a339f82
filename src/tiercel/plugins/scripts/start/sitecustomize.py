"""What the Python of a script task runs before anything else.

It is found by PYTHONPATH, and is run by old Pythons too, so it uses nothing but their standard
library, and imports nothing that is not there anyhow: it must cost nothing. The packages beside it
go to the very end of the path: what is installed comes first.
"""

import builtins
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
# Names of JSON, for scripts that are part of a flow: values rendered as JSON are valid Python then.
JSON_NAMES = {"true": True, "false": False, "null": None}


def put_packages_last() -> None:
    """This folder itself leaves the path."""
    others = [each for each in sys.path if not each or os.path.abspath(each) != HERE]
    sys.path[:] = [*others, os.path.join(HERE, "packages")]


def run_the_other() -> None:
    """Run the module of this name that the installation has: Python itself runs one only."""
    for finder in sys.meta_path:
        find = getattr(finder, "find_spec", None)
        spec = find and find("sitecustomize", None)
        get_code = getattr(spec and spec.loader, "get_code", None)
        if spec and get_code:
            exec(get_code("sitecustomize"), {"__name__": "sitecustomize", "__file__": spec.origin})
            return


if os.environ.get("TIERCEL_JSON_NAMES"):
    for name, value in JSON_NAMES.items():
        setattr(builtins, name, value)
put_packages_last()
# A fork of a waiting interpreter has run it long ago.
if __name__ == "sitecustomize":
    run_the_other()
