"""Branches that several flowables share."""

from __future__ import annotations

from tiercel.plugin import BranchProperty

ERROR_BRANCHES = (BranchProperty("errors"), BranchProperty("finally"))
BODY = BranchProperty("tasks", is_required=True)
BODY_AND_ERRORS = (BODY, *ERROR_BRANCHES)
