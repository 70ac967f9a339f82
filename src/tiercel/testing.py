"""What authors of plugins use in their tests: `run_task(Wait, {"duration": "PT1S"}).outputs`."""

from tiercel.plugin.testing import FakeContext, Ran, World, run_task

__all__ = ["FakeContext", "Ran", "World", "run_task"]
