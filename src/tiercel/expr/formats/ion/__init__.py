"""Amazon Ion 1.0, text and binary, as plain values.

Written after the public specification (https://amazon-ion.github.io/ion-docs/docs/spec.html). The
library of its makers brings numpy, 75 MB, for what fits in a few files: ADR 0024.
"""

BINARY_MARK = b"\xe0\x01\x00\xea"
