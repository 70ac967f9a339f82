"""The 128-bit Murmur3 hash (x64 form, seed 0) that is part of the keys of states."""

from __future__ import annotations

MASK = 0xFFFFFFFFFFFFFFFF
C1 = 0x87C37B91114253D5
C2 = 0x4CF5AD432745937F


def murmur_hash(text: str) -> str:
    """The hash of the UTF-8 text as 32 hexadecimal digits, in byte order.

    Source: spec/internal-storage.md §1.1, "hash()".
    """
    content = text.encode()
    first = second = 0
    whole = len(content) // 16 * 16
    for place in range(0, whole, 16):
        first, second = _round(
            first,
            second,
            int.from_bytes(content[place : place + 8], "little"),
            int.from_bytes(content[place + 8 : place + 16], "little"),
        )
    tail = content[whole:]
    if len(tail) > 8:
        second ^= _mix_second(int.from_bytes(tail[8:], "little"))
    if tail:
        first ^= _mix_first(int.from_bytes(tail[:8], "little"))
    first, second = _finished(first ^ len(content), second ^ len(content))
    return (first.to_bytes(8, "little") + second.to_bytes(8, "little")).hex()


def _round(first: int, second: int, low: int, high: int) -> tuple[int, int]:
    first = _rotated(first ^ _mix_first(low), 27) + second & MASK
    first = first * 5 + 0x52DCE729 & MASK
    second = _rotated(second ^ _mix_second(high), 31) + first & MASK
    return first, second * 5 + 0x38495AB5 & MASK


def _mix_first(block: int) -> int:
    return _rotated(block * C1 & MASK, 31) * C2 & MASK


def _mix_second(block: int) -> int:
    return _rotated(block * C2 & MASK, 33) * C1 & MASK


def _finished(first: int, second: int) -> tuple[int, int]:
    first = first + second & MASK
    second = second + first & MASK
    first, second = _avalanche(first), _avalanche(second)
    first = first + second & MASK
    return first, second + first & MASK


def _avalanche(value: int) -> int:
    value = (value ^ value >> 33) * 0xFF51AFD7ED558CCD & MASK
    value = (value ^ value >> 33) * 0xC4CEB9FE1A85EC53 & MASK
    return value ^ value >> 33


def _rotated(value: int, bits: int) -> int:
    return (value << bits | value >> 64 - bits) & MASK
