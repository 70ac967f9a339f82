"""What all sections of the settings are made of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from tiercel.model.json_types import Json
from tiercel.settings.values import fold_key, read_duration, read_list, read_size

Duration = Annotated[timedelta, BeforeValidator(read_duration)]
Size = Annotated[int, BeforeValidator(read_size)]
TextList = Annotated[tuple[str, ...], BeforeValidator(read_list)]


class Section(BaseModel):
    """One section: keys are folded to snake case, unknown ones dropped."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _fold_keys(cls, given: Json) -> Json:
        if isinstance(given, Mapping):
            return {fold_key(str(key)): value for key, value in given.items()}
        return {} if given is None else given
