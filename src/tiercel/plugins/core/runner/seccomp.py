"""Filters of system calls (seccomp): the program that a confined process is given.

What Landlock does not stop: new namespaces and mounts, io_uring, which no filter sees into,
modules, keys of the kernel, and sockets of other kinds than a script needs. The numbers of calls
are those of <asm/unistd.h> of each machine.
"""

from __future__ import annotations

import errno
import platform
import struct
import sys

from tiercel.plugin import Sandbox

LOAD, IS_EQUAL, IS_AT_LEAST, HAS_BITS, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050000
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
# The other interface of x86_64, with numbers of its own.
X32 = 0x40000000
NEW_NAMESPACES = 0x7E020000 | 0x80
SENDS_AT_ONCE = 0x20000000
UNIX, INTERNET, INTERNET_6, NETLINK = 1, 2, 10, 16
STREAM, KINDS = 1, 0xF
DOMAINS = (UNIX, INTERNET, INTERNET_6, NETLINK)
DNS = 53

# Name: the number on x86_64 and on aarch64.
REFUSED = {
    "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "pidfd_getfd": (438, 438), "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41),
    "chroot": (161, 51), "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430),
    "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "mount_setattr": (442, 442), "setns": (308, 268), "swapon": (167, 224),
    "swapoff": (168, 225), "reboot": (169, 142), "sethostname": (170, 161),
    "setdomainname": (171, 162), "init_module": (175, 105), "finit_module": (313, 273),
    "delete_module": (176, 106), "kexec_load": (246, 104), "kexec_file_load": (320, 294),
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
    "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218),
    "open_by_handle_at": (304, 265), "acct": (163, 89), "quotactl": (179, 60),
    "settimeofday": (164, 170), "clock_settime": (227, 112), "adjtimex": (159, 171),
    "clock_adjtime": (305, 266), "syslog": (103, 116),
}  # fmt: skip
# As if the kernel did not know them: programs fall back.
UNKNOWN = {
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "clone3": (435, 435),
}  # fmt: skip
PTRACE, SOCKET, UNSHARE, CLONE = (101, 117), (41, 198), (272, 97), (56, 220)
PRLIMIT, ONESELF = (302, 261), 0
SENDS = {"sendto": (44, 206, 3), "sendmsg": (46, 211, 2), "sendmmsg": (307, 269, 3)}

Instruction = tuple[int, int, int, int]


def is_known() -> bool:
    """Whether there are filters for this machine."""
    return sys.platform == "linux" and platform.machine() in ARCHITECTURES


def program(sandbox: Sandbox) -> bytes:
    """The filter as the kernel reads it: eight bytes an instruction, at most 4096 of these."""
    machine = platform.machine()
    column = list(ARCHITECTURES).index(machine)
    found: list[Instruction] = [
        (LOAD, 0, 0, 4),
        (IS_EQUAL, 1, 0, ARCHITECTURES[machine]),
        _refusal(errno.EPERM),
        (LOAD, 0, 0, 0),
        (IS_AT_LEAST, 0, 1, X32),
        _refusal(errno.ENOSYS),
    ]
    for numbers in REFUSED.values():
        found += _refused(numbers[column], errno.EPERM)
    for numbers in UNKNOWN.values():
        found += _refused(numbers[column], errno.ENOSYS)
    for numbers in (UNSHARE, CLONE):
        found += _with_bits(numbers[column], 0, NEW_NAMESPACES)
    # Limits of one's own are set, those of the server are not.
    found += _unless(PRLIMIT[column], 0, [ONESELF])
    if sandbox.level == "strict":
        found += _refused(PTRACE[column], errno.EPERM)
    found += _of_sockets(sandbox, SOCKET[column])
    if isinstance(sandbox.network, tuple):
        for sending in SENDS.values():
            # It would connect without asking whether it may.
            found += _with_bits(sending[column], sending[2], SENDS_AT_ONCE)
    found.append((RETURN, 0, 0, ALLOW))
    return b"".join(struct.pack("=HBBI", *each) for each in found)


def _of_sockets(sandbox: Sandbox, number: int) -> list[Instruction]:
    """Which sockets may be made; pairs of them always may."""
    domains = [
        each
        for each in DOMAINS
        if not (each == UNIX and sandbox.level == "strict")
        and not (each != UNIX and sandbox.network == "none")
    ]
    found = _unless(number, 0, domains)
    if isinstance(sandbox.network, tuple):
        # TCP of old alone is ruled by ports: not its kin.
        found += _unless(number, 2, [0, 6, 17])
        if DNS not in sandbox.network:
            found += _of_streams(number)
    return found


def _of_streams(number: int) -> list[Instruction]:
    """Of the Internet's sockets those of TCP only."""
    return [
        (IS_EQUAL, 0, 8, number),
        _load(0),
        (IS_EQUAL, 1, 0, INTERNET),
        (IS_EQUAL, 0, 4, INTERNET_6),
        _load(1),
        (0x54, 0, 0, KINDS),
        (IS_EQUAL, 1, 0, STREAM),
        _refusal(errno.EACCES),
        (LOAD, 0, 0, 0),
    ]


def _refused(number: int, code: int) -> list[Instruction]:
    return [(IS_EQUAL, 0, 1, number), _refusal(code)]


def _with_bits(number: int, argument: int, bits: int) -> list[Instruction]:
    return [
        (IS_EQUAL, 0, 4, number),
        _load(argument),
        (HAS_BITS, 0, 1, bits),
        _refusal(errno.EPERM),
        (LOAD, 0, 0, 0),
    ]


def _unless(number: int, argument: int, allowed: list[int]) -> list[Instruction]:
    size = len(allowed)
    return [
        (IS_EQUAL, 0, size + 3, number),
        _load(argument),
        *((IS_EQUAL, size - place, 0, each) for place, each in enumerate(allowed)),
        _refusal(errno.EACCES),
        (LOAD, 0, 0, 0),
    ]


def _load(argument: int) -> Instruction:
    """The lower half of an argument; both machines put it first."""
    return (LOAD, 0, 0, 16 + 8 * argument)


def _refusal(code: int) -> Instruction:
    return (RETURN, 0, 0, REFUSE | code)
