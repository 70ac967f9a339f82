"""Amazon Ion 1.0, text and binary, as plain values.

Written after the public specification (https://amazon-ion.github.io/ion-docs/docs/spec.html). The
library of its makers brings numpy, 75 MB, for what fits in two files: ADR 0024.
"""

from tiercel.expr.formats.ion.reader import BINARY_MARK, IonError, read_values

__all__ = ["BINARY_MARK", "IonError", "read_values"]
