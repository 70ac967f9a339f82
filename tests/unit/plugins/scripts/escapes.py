"""Attempts to get out of the sandbox of scripts, as lines of Python.

Each ends without an exception only when it has worked. `C` has paths, processes and ports that the
test made, `V` is another process, `P` the supervisor and `G` the guard above it
(where `/proc` is shown, else the server); `call` makes a system call, and raises
unless the kernel at least looked at it.
"""

FILES = {
    "read the database": "open(C['database']).read()",
    "write the database": "open(C['database'], 'r+').write('x')",
    "append to the database": "open(C['database'], 'a').write('x')",
    "empty the database": "os.truncate(C['database'], 0)",
    "link to the database": "os.link(C['database'], 'hard'); open('hard').read()",
    "a symbolic link to the database": "os.symlink(C['database'], 'soft'); open('soft').read()",
    "the database by /proc/self/root": "open('/proc/self/root' + C['database']).read()",
    "the database by /proc/self/cwd": "open('/proc/self/cwd/../../../data/tiercel.db').read()",
    "the database by the root of another": "open(f'/proc/{V}/root' + C['database']).read()",
    "copy the database by its handle": "call('open_by_handle_at', -1, 0, 0)",
    "a race of links": (
        "found = 0\n"
        "open('mine', 'w').write('x')\n"
        "for n in range(200):\n"
        "    os.symlink(C['database'] if n % 2 else 'mine', 'new'); os.rename('new', 'race')\n"
        "    try: found += 'ecret' in open('race').read()\n"
        "    except OSError: pass\n"
        "assert found"
    ),
    "a race of folders": (
        "found = 0\n"
        "os.mkdir('own'); open('own/tiercel.db', 'w').write('x')\n"
        "for n in range(200):\n"
        "    os.symlink(C['data'] if n % 2 else 'own', 'new'); os.rename('new', 'place')\n"
        "    try: found += 'ecret' in open('place/tiercel.db').read()\n"
        "    except OSError: pass\n"
        "assert found"
    ),
    "the database from another session": "os.setsid(); open(C['database']).read()",
    "list the data folder": "os.listdir(C['data'])",
    "a file in the data folder": "open(C['data'] + '/new', 'w')",
    "a folder in the data folder": "os.mkdir(C['data'] + '/folder')",
    "a socket in the data folder": "socket.socket(socket.AF_UNIX).bind(C['data'] + '/s')",
    "a pipe in the data folder": "os.mkfifo(C['data'] + '/fifo')",
    "a link in the data folder": "os.symlink('/', C['data'] + '/link')",
    "the key": "open(C['key']).read()",
    "another task's file": "open(C['other'] + '/out.txt').read()",
    "write another task's file": "open(C['other'] + '/out.txt', 'w')",
    "list all tasks": "os.listdir(C['work'])",
    "a folder beside the tasks": "os.mkdir(C['work'] + '/mine')",
    "another namespace's cache": "open(C['work'] + '/cache/other/x', 'w')",
    "keys of the home": "open(C['home'] + '/.ssh/id').read()",
    "what a shell starts with": "open(C['home'] + '/.bashrc', 'a').write('x')",
    "programs of the home": "open(C['real'] + '/.tiercel-escape', 'w')",
    "programs of the system": "open('/usr/local/bin/tiercel-escape', 'w')",
    "settings of the system": "open('/etc/tiercel-escape', 'w')",
    "jobs of cron": "open('/etc/cron.d/tiercel-escape', 'w')",
    "modules that the server runs": "open(C['module'], 'a').write('')",
    "remove the database": "os.unlink(C['database'])",
    "move the data folder": "os.rename(C['data'], 'data')",
    "a block device": "os.mknod('disk', 0o600 | stat.S_IFBLK, os.makedev(254, 0)); open('disk')",
    "a character device": "os.mknod('m', 0o600 | stat.S_IFCHR, os.makedev(1, 5)); open('m')",
    "a disk": ("open([p for p in glob.glob('/dev/[svn][dv]*')][0], 'rb').read(1)"),
    "descriptors of the server": (
        "for n in range(3, 256):\n"
        "    try: os.fstat(n)\n"
        "    except OSError: continue\n"
        "    break\n"
        "else: raise OSError"
    ),
    "how dumps are written": "open('/proc/sys/kernel/core_pattern', 'r+').write('|/x')",
    "the keyboard's orders": "open('/proc/sysrq-trigger', 'w').write('h')",
    "memory of the kernel": "open('/proc/kcore', 'rb').read(1)",
    "groups of processes": "os.mkdir('/sys/fs/cgroup/tiercel-escape')",
    "a helper of hotplugging": "open('/sys/kernel/uevent_helper', 'w').write('/x')",
    "dumps": "assert resource.getrlimit(resource.RLIMIT_CORE)[1] != 0",
}
PROCESSES = {
    "trace another process": "call('ptrace', 16, C['victim'], 0, 0)",
    "variables of another": "assert open(f'/proc/{V}/environ').read()",
    "variables of the first": "open('/proc/1/environ').read()",
    "memory of another": "open(f'/proc/{V}/mem', 'r+b')",
    "memory map of another": "open(f'/proc/{V}/maps').read()",
    "descriptors of another": "os.readlink(f'/proc/{V}/fd/0')",
    "a file that another has open": "open(f'/proc/{V}/fd/0').read()",
    "the folder of another": "os.readlink(f'/proc/{V}/cwd')",
    "signal another": "os.kill(C['victim'], signal.SIGCONT)",
    "signal the server": "os.kill(C['server'], signal.SIGCONT)",
    "signal another's descriptor": "signal.pidfd_send_signal(os.pidfd_open(C['victim']), 18)",
    "limits of another": "resource.prlimit(C['victim'], resource.RLIMIT_NOFILE)",
    "signal the supervisor": "os.kill(P, signal.SIGCONT)",
    "the supervisor's variables": "open(f'/proc/{P}/environ').read()",
    "the supervisor's socket": "os.readlink(f'/proc/{P}/fd/0')",
    "the supervisor's memory": "open(f'/proc/{P}/mem', 'r+b')",
    "signal the guard": "os.kill(G, signal.SIGCONT)",
    "the guard's line": "os.readlink(f'/proc/{G}/fd/0')",
    "orders to the guard": "open(f'/proc/{G}/fd/0', 'w').write('+')",
    "the guard's memory": "open(f'/proc/{G}/mem', 'r+b')",
    "the rights of a file's owner": (
        "import shutil, subprocess\n"
        "shutil.copy('/usr/bin/id', 'id'); os.chown('id', 65534, -1); os.chmod('id', 0o4755)\n"
        "assert subprocess.check_output(['./id', '-u']).strip() == b'65534'"
    ),
    "new privileges": "assert library.prctl(39, 0, 0, 0, 0) == 0",
    "capabilities of root": "assert int(status('CapEff'), 16) & ~0x4fb",
    "capabilities anew": (
        "library.capset((ctypes.c_uint32 * 2)(0x20080522, 0),"
        " (ctypes.c_uint32 * 6)(*[0xffffffff] * 6)) and sys.exit(1)\n"
        "assert int(status('CapEff'), 16) & ~0x4fb"
    ),
}
NAMESPACES = {
    f"a new {name} namespace": f"call('unshare', {flag}); os._exit(0)"
    for name, flag in {
        "user": 0x10000000, "mount": 0x20000, "process": 0x20000000, "network": 0x40000000,
        "message": 0x8000000, "name": 0x4000000, "group": 0x2000000,
    }.items()
} | {
    "a process in a user namespace": "call('clone', 0x10000011, 0, 0, 0, 0)",
}  # fmt: skip
NETWORKS = {
    "a raw socket": "socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)",
    "every packet": "socket.socket(17, socket.SOCK_RAW, 0)",
    "the host of the machine": "socket.socket(40, socket.SOCK_STREAM)",
    "ciphers of the kernel": "socket.socket(38, socket.SOCK_SEQPACKET)",
    "Bluetooth": "socket.socket(31, socket.SOCK_RAW, 1)",
    "a nameless socket of another": "socket.socket(socket.AF_UNIX).connect(C['abstract'])",
}
# What this kernel has no means against on `standard`; `strict` stops it.
OPEN_ON_STANDARD = {
    "a named socket of another": "socket.socket(socket.AF_UNIX).connect(C['named'])",
    "the command line of another": "open(f'/proc/{V}/cmdline').read()",
    "the state of another": "open(f'/proc/{V}/status').read()",
    "the numbers of another's descriptors": "assert os.listdir(f'/proc/{V}/fd')",
}
# Open wherever the network is: Landlock knows ports, no addresses. An answer is not waited for.
METADATA = {
    "the metadata address": (
        "s = socket.socket(); s.setblocking(False)\n"
        "code = s.connect_ex(('169.254.169.254', 80))\n"
        "assert code not in (errno.EACCES, errno.EPERM)"
    ),
}
WITHOUT_NETWORK = METADATA | {
    "a connection": "socket.create_connection(('127.0.0.1', C['port']), 5)",
    "a datagram": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))",
    "a connection of version 6": "socket.socket(socket.AF_INET6)",
    "a listening socket": "socket.create_server(('127.0.0.1', 0))",
    "links of the kernel": "socket.socket(16, socket.SOCK_RAW, 0)",
}
OTHER_PORTS = METADATA | {
    "a connection": "socket.create_connection(('127.0.0.1', C['port']), 5)",
    "a datagram": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))",
    "a connection over many paths": "socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262)",
    "data before a connection": (
        "socket.socket().sendto(b'x', 0x20000000, ('127.0.0.1', C['port']))"
    ),
    "a stream of messages": "socket.socket(socket.AF_INET, socket.SOCK_STREAM, 132)",
}
# What people try, and the attempts of each kind; `the call …` are those that seccomp refuses.
KINDS = {
    "ptrace": ("trace another process", "memory of another", "the call process_vm_readv"),
    "/proc": ("variables of another", "memory map of another", "descriptors of another"),
    "setsid": ("the database from another session",),
    "symlink races": ("a race of links", "a race of folders"),
    "sockets": ("a raw socket", "every packet", "a nameless socket of another"),
    "SUID": ("the rights of a file's owner", "new privileges", "capabilities anew"),
    "user namespaces": ("a new user namespace", "a process in a user namespace"),
    "io_uring": (
        "the call io_uring_setup",
        "the call io_uring_enter",
        "the call io_uring_register",
    ),
    "the database file": ("read the database", "write the database", "remove the database"),
    "another task's outputs": ("another task's file", "write another task's file"),
    "the guard's pipe": ("the guard's line", "orders to the guard", "the supervisor's socket"),
}

HARNESS = """
import ctypes, errno, glob, json, os, resource, signal, socket, stat, sys
library = ctypes.CDLL(None, use_errno=True)
C = json.load(open('context.json'))
P, V = C['server'], C['victim']
G = P

def parent(process):
    return int(open(f'/proc/{process}/stat').read().rpartition(')')[2].split()[1])

try:
    P = parent(os.getsid(0))
    G = parent(P)
except OSError:
    pass

def status(name):
    return [l.split()[1] for l in open('/proc/self/status') if l.startswith(name)][0]

def call(name, *arguments):
    given = [ctypes.c_long(each) for each in arguments]
    if library.syscall(ctypes.c_long(C['numbers'][name]), *given) < 0:
        if ctypes.get_errno() in (errno.EPERM, errno.ENOSYS, errno.EACCES):
            raise OSError(ctypes.get_errno(), name)

worked = []
for name, code in C['attempts'].items():
    process = os.fork()
    if process == 0:
        signal.alarm(60)
        try:
            exec(code)
        except BaseException:
            os._exit(1)
        os._exit(0)
    if os.waitpid(process, 0)[1] == 0:
        worked.append(name)
print('::' + json.dumps({'outputs': {'worked': worked}}) + '::')
"""
