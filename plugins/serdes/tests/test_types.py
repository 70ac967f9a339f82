"""Every type of the reference is there, with its properties, outputs, aliases and metrics."""

from __future__ import annotations

from pathlib import Path

from tests.families.comparison import deviations

LIST = Path(__file__).with_name("types.json")
# The list has the names of constants of a library: these are their values.
NUMBERS = [
    "parquet.IonToParquet.dictionaryPageSize: default DEFAULT_PAGE_SIZE not 1048576",
    "parquet.IonToParquet.pageSize: default DEFAULT_PAGE_SIZE not 1048576",
    "parquet.IonToParquet.rowGroupSize: default DEFAULT_BLOCK_SIZE not 134217728",
]
# The reference has no task that goes from CSV to Parquet without a file of rows.
OWN = ["io.tiercel.plugin.serdes.csv.CsvToParquet: is not listed"]


def test_deviations() -> None:
    assert deviations("serdes", LIST) == OWN + NUMBERS
