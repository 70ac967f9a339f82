"""How a person likes the pages, and the pages that the person bookmarked."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal, get_args

import msgspec
from msgspec import UNSET, Meta, UnsetType

from tiercel.model.errors import Invalid, Violation
from tiercel.model.json_types import Json
from tiercel.model.limits import (
    BOOKMARK_PATH_CHARS_MAX,
    BOOKMARKS_MAX,
    PREFERENCE_CHARS_MAX,
    PREFERENCE_NAMES_MAX,
)
from tiercel.model.stored.records import PREFERENCES
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.off_loop import by_rows
from tiercel.service.unit import in_transaction

Text = Annotated[str, Meta(max_length=PREFERENCE_CHARS_MAX)]
Names = Annotated[list[Text], Meta(max_length=PREFERENCE_NAMES_MAX)]
_BOUNDED = Meta(max_length=PREFERENCE_NAMES_MAX)
Theme = Literal["system", "light", "dark"]
Palette = Literal["usual", "safe"]
LogLevel = Literal["TRACE", "DEBUG", "INFO", "WARN", "ERROR"]
LogOrder = Literal["usual", "oldest", "newest"]
DateForm = Literal["short", "iso", "local", "dayFirst", "monthFirst"]
EditorTheme = Literal["pages", "light", "dark"]
FirstEditor = Literal["code", "form"]


class Bookmark(msgspec.Struct, frozen=True, kw_only=True):
    """A page under a name; `path` is its address below the pages, the query included."""

    path: Annotated[str, Meta(pattern=r"^/(?![/\\])", max_length=BOOKMARK_PATH_CHARS_MAX)]
    text: Text


class Preferences(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """How a person likes the pages; what is absent is as the pages have it by themselves.

    Shapes: `language` is a code such as `de`, `zone` the name of a time zone; both and `namespace`
    are empty for none in particular. `dashboardRefresh` is in seconds, `sizes` are in pixels by
    pane or column. Columns are by table, those of logs by `log`; `usualViews` has the id of a view
    by list. `editorFont` is the name of a font on the computer of the reader, empty for that of the
    pages; `hiddenPlaces` are the ids of places that the navigation leaves out.
    """

    theme: Theme | UnsetType = UNSET
    palette: Palette | UnsetType = UNSET
    language: Text | UnsetType = UNSET
    namespace: Text | UnsetType = UNSET
    log_level: LogLevel | UnsetType = UNSET
    log_order: LogOrder | UnsetType = UNSET
    has_wrapped_logs: bool | UnsetType = UNSET
    execution_tab: Text | UnsetType = UNSET
    flow_tab: Text | UnsetType = UNSET
    opens_new_tab: bool | UnsetType = UNSET
    zone: Text | UnsetType = UNSET
    date_form: DateForm | UnsetType = UNSET
    has_single_keys: bool | UnsetType = UNSET
    editor_font_size: Annotated[int, Meta(ge=8, le=32)] | UnsetType = UNSET
    editor_font: Text | UnsetType = UNSET
    editor_theme: EditorTheme | UnsetType = UNSET
    has_folded_texts: bool | UnsetType = UNSET
    first_editor: FirstEditor | UnsetType = UNSET
    editor_panels: Names | UnsetType = UNSET
    environment_name: Text | UnsetType = UNSET
    environment_color: Text | UnsetType = UNSET
    page_size: Annotated[int, Meta(ge=1, le=1_000)] | UnsetType = UNSET
    is_nav_folded: bool | UnsetType = UNSET
    hidden_places: Names | UnsetType = UNSET
    dashboard_refresh: Annotated[int, Meta(ge=0, le=86_400)] | UnsetType = UNSET
    hidden_columns: Annotated[dict[Text, Names], _BOUNDED] | UnsetType = UNSET
    column_order: Annotated[dict[Text, Names], _BOUNDED] | UnsetType = UNSET
    sizes: Annotated[dict[Text, Annotated[float, Meta(ge=0, le=100_000)]], _BOUNDED] | UnsetType = (
        UNSET
    )
    usual_views: Annotated[dict[Text, Text], _BOUNDED] | UnsetType = UNSET
    bookmarks: Annotated[list[Bookmark], Meta(max_length=BOOKMARKS_MAX)] | UnsetType = UNSET


_NAMES = tuple(field.encode_name for field in msgspec.structs.fields(Preferences))
# What msgspec says of a wrong word does not name the right ones.
_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "theme": get_args(Theme),
        "palette": get_args(Palette),
        "logLevel": get_args(LogLevel),
        "logOrder": get_args(LogOrder),
        "dateForm": get_args(DateForm),
        "editorTheme": get_args(EditorTheme),
        "firstEditor": get_args(FirstEditor),
    }
)


class PreferenceService:
    """Use cases over the preferences of each owner."""

    def __init__(self, ports: Ports) -> None:
        self._store = ports.store

    async def get(self, owner: str) -> Preferences:
        """What the owner has set; empty where that is nothing."""
        async with self._store.transaction() as tx:
            return _preferences(await tx.records(PREFERENCES).get(owner))

    async def change(self, owner: str, given: dict[str, Json]) -> Preferences:
        """Set what is given, each member as a whole, and keep the rest. Raises: Invalid.

        Of two changes at the same moment one may be lost.
        """
        changed = msgspec.to_builtins(await by_rows(len(given), _read, given))

        async def write(tx: Tx) -> Preferences:
            records = tx.records(PREFERENCES)
            document = {**(await records.get(owner) or {}), **changed}
            records.put((owner,), document)
            return _preferences(document)

        return await in_transaction(self._store, write)

    async def reset(self, owner: str) -> None:
        """Forget all of them, bookmarks among them."""

        async def write(tx: Tx) -> None:
            tx.records(PREFERENCES).delete(owner)

        await in_transaction(self._store, write)


def _preferences(document: dict[str, Json] | None) -> Preferences:
    return msgspec.convert(document or {}, Preferences)


def _read(given: dict[str, Json]) -> Preferences:
    unknown = [name for name in given if name not in _NAMES]
    if unknown:
        allowed = f"is no preference; there are {', '.join(_NAMES)}"
        raise Invalid([Violation(name, allowed) for name in unknown])
    try:
        return msgspec.convert(given, Preferences)
    except msgspec.ValidationError as error:
        raise Invalid([_violation(str(error))]) from None


def _violation(text: str) -> Violation:
    """What msgspec says of a value: `Expected … - at `$.zone``, or of a key: `… in `$.sizes``."""
    message, _, place = text.rpartition(" - at ")
    path = place.rpartition("$")[2].strip(".`")
    if path in _WORDS:
        return Violation(path, f"must be one of {', '.join(_WORDS[path])}")
    return Violation(path, f"{message} as a name" if "key" in place else message)
