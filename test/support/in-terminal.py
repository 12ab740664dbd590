"""Runs a program in a pseudo terminal and prints, as JSON, what it wrote and how it left the terminal.

Arguments: columns, rows, then steps until "--", then the program.
A step is  wait:TEXT  (until the output since the last step has it),  type:KEYS  (escapes as in JSON),  size:COLUMNSxROWS
or  signal:NAME.
"""

import fcntl
import json
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

LIMIT = 60


def size(fd, columns, rows):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def main():
    columns, rows, *rest = sys.argv[1:]
    split = rest.index("--")
    steps, program = rest[:split], rest[split + 1 :]
    master, slave = pty.openpty()
    size(slave, int(columns), int(rows))
    before = termios.tcgetattr(slave)
    pid = os.fork()
    if pid == 0:
        os.setsid()
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
        for fd in (0, 1, 2):
            os.dup2(slave, fd)
        os.execvp(program[0], program)
    output, seen, status, ended = b"", 0, None, 0.0
    deadline = time.time() + LIMIT
    last = time.time()

    def read(seconds):
        nonlocal output
        ready, _, _ = select.select([master], [], [], seconds)
        if ready:
            output += os.read(master, 65536)

    for step in steps:
        kind, _, value = step.partition(":")
        if kind == "wait":
            while value.encode() not in output[seen:] and time.time() < deadline:
                read(0.05)
        elif kind == "type":
            seen = len(output)
            os.write(master, json.loads(f'"{value}"').encode())
        elif kind == "size":
            seen = len(output)
            wide, high = value.split("x")
            size(slave, int(wide), int(high))
            os.kill(pid, signal.SIGWINCH)
        elif kind == "signal":
            os.kill(pid, getattr(signal, value))
        last = time.time()
    while time.time() < deadline:
        read(0.01)
        done, code = os.waitpid(pid, os.WNOHANG)
        if done:
            status, ended = os.waitstatus_to_exitcode(code), time.time()
            break
    else:
        os.kill(pid, signal.SIGKILL)
    while select.select([master], [], [], 0.05)[0]:
        output += os.read(master, 65536)
    after = termios.tcgetattr(slave)
    result = {
        "status": status,
        "secondsAfterLastStep": ended - last,
        "output": output.decode("utf-8", "replace"),
        "sameModes": before == after,
    }
    json.dump(result, sys.stdout)


main()
