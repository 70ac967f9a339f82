"""Every request that a reference server was seen to take, and variants of it: none is our fault.

The short form sends a tenth of the variants, the same each time; `make fuzz` sends all of them.
"""

from __future__ import annotations

import os
import random
import sys

import pytest

from tests.fuzz.hostile import prove_that_it_goes_on
from tests.fuzz.replaying import replay_with
from tests.fuzz.variants import Variants
from tiercel.bootstrap import Application

IS_SHORT = os.environ.get("TIERCEL_FUZZ_EXAMPLES", "1") == "1"
SHARE, SENT_MIN = (0.1, 1_000) if IS_SHORT else (1.0, 20_000)


@pytest.mark.timeout(1200)
async def test_no_variant_of_an_observed_request_is_a_server_error(
    application: Application,
) -> None:
    variants = Variants(application.app, random.Random(1), SHARE)
    await replay_with(application, variants)
    sys.stdout.write(f"\n{variants.sent} variants\n")
    assert variants.failed == []
    assert variants.sent >= SENT_MIN
    await prove_that_it_goes_on(application)
