"""What authors of plugins use in their tests: `run_task(Wait, {"duration": "PT1S"}).outputs`.

Tasks run on the handles of the server, over ports in memory, with a clock that stands still.
"""

from tiercel.testing.context import START, FakeContext, World
from tiercel.testing.handles import Published
from tiercel.testing.task import Ran, poll, run_task, shaped

__all__ = ["START", "FakeContext", "Published", "Ran", "World", "poll", "run_task", "shaped"]
