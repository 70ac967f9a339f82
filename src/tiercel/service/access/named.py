"""What is asked of groups and roles alike: a name, and what is said of them."""

from __future__ import annotations

import msgspec

from tiercel.model.authorization.limits import USER_NAME_CHARS_MAX
from tiercel.model.errors import Invalid, Violation


class NamedDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A name that is not blank, and a description; both have a bound."""

    name: str
    description: str = ""

    def check(self) -> None:
        """Of both, the first that is wrong is named. Raises: Invalid."""
        if not self.name.strip() or len(self.name) > USER_NAME_CHARS_MAX:
            message = f"must have 1 to {USER_NAME_CHARS_MAX} characters"
            raise Invalid([Violation("name", message)])
        if len(self.description) > USER_NAME_CHARS_MAX:
            message = f"must have at most {USER_NAME_CHARS_MAX} characters"
            raise Invalid([Violation("description", message)])
