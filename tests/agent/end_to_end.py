#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# end_to_end.py PSA AGENT: updates of a POSIX device whose agent runs as a program, sent over TCP and over pseudo
# terminals by `psa fwu send` and by lrzsz's sz. Client and agent are killed with SIGKILL, and the line is cut, after a
# given number of bytes; then the transfer has to go on, and the device to boot the new version.
import atexit
import contextlib
import json
import os
import pty
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import tty

PSA, AGENT = map(os.path.abspath, sys.argv[1:3])
SZ = shutil.which("sz")
passed = 0


def check(what, condition, detail=""):
    global passed
    if not condition:
        print(f"FAILED: {what}\n{detail}")
        sys.exit(1)
    passed += 1


def psa(*words):
    return subprocess.run([PSA, *words], capture_output=True, text=True, timeout=60)


def must(*words):
    run = psa(*words)
    check(" ".join(words), run.returncode == 0, run.stdout + run.stderr)
    return run.stdout


class Agent:
    """A device's program; `line` is where it waits: a port, or the name of a terminal."""

    def __init__(self, kind, *where):
        self.log = open("agent.log", "w+", encoding="utf-8")
        self.process = subprocess.Popen([AGENT, "device", kind, *where], stdout=self.log, stderr=self.log)
        atexit.register(self.process.kill)  # a failed check leaves nothing running
        self.line = self.wait_for(r"waiting at (?:port )?(\S+)")

    def text(self):
        self.log.flush()
        with open("agent.log", encoding="utf-8") as file:
            return file.read()

    def wait_for(self, pattern, seconds=20):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = re.search(pattern, self.text())
            if found:
                return found.group(1) if found.groups() else found.group(0)
            if self.process.poll() is not None:
                break
            time.sleep(0.01)
        check(f"agent says {pattern}", False, self.text())

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.log.close()


class Proxy(threading.Thread):
    """Between a sender and the agent: after `limit` bytes towards the agent it calls `strike` once, before the byte."""

    def __init__(self, limit=None, strike=None):
        super().__init__(daemon=True)
        self.limit, self.strike = limit, strike
        self.count = 0
        self.struck = threading.Event()
        self.stop = False

    def towards_agent(self, data, write):
        if self.limit is not None and not self.struck.is_set() and self.count + len(data) >= self.limit:
            write(data[: self.limit - self.count])
            self.count = self.limit
            self.strike()
            self.struck.set()
            return
        self.count += len(data)
        write(data)


class TcpProxy(Proxy):
    def __init__(self, target, **more):
        super().__init__(**more)
        self.target = target
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(0.1)
        self.port = self.listener.getsockname()[1]
        self.open = []
        self.start()

    def drop(self):
        for end in self.open:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def run(self):
        while not self.stop:
            with contextlib.suppress(TimeoutError, OSError):
                client = self.listener.accept()[0]
                try:
                    agent = socket.create_connection(("127.0.0.1", self.target))
                except OSError:
                    client.close()
                    continue
                self.open = [client, agent]
                with contextlib.suppress(OSError):
                    self.serve(client, agent)
                client.close()
                agent.close()

    def serve(self, client, agent):
        while not self.stop:
            for end in select.select([client, agent], [], [], 0.1)[0]:
                data = end.recv(4096)
                if not data:
                    return
                if end is client:
                    self.towards_agent(data, agent.sendall)
                else:
                    client.sendall(data)


class Line(Proxy):
    """A serial line: the sender's end is the terminal `name`, the other end the agent's pseudo terminal."""

    def __init__(self, agent_name, **more):
        super().__init__(**more)
        self.master, self.slave = pty.openpty()
        tty.setraw(self.slave)
        self.name = os.ttyname(self.slave)
        self.agent = None
        self.connect(agent_name)
        self.start()

    def connect(self, agent_name):
        old = self.agent
        self.agent = os.open(agent_name, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        tty.setraw(self.agent)
        if old is not None:
            os.close(old)

    def write_agent(self, data):
        with contextlib.suppress(OSError):
            os.write(self.agent, data)

    def run(self):
        while not self.stop:
            agent = self.agent
            try:
                ready = select.select([self.master, agent], [], [], 0.1)[0]
                if self.master in ready:
                    self.towards_agent(os.read(self.master, 4096), self.write_agent)
                if agent in ready:
                    os.write(self.master, os.read(agent, 4096))
            except OSError:
                time.sleep(0.02)  # the agent is gone; another one comes

    def close(self):
        self.stop = True
        self.join()
        for fd in (self.master, self.slave, self.agent):
            os.close(fd)


def fresh():
    shutil.rmtree("device", ignore_errors=True)
    shutil.copytree("factory", "device")


def assert_boots(version):
    out = must("device", "boot", "--dir", "device")
    check(f"boots {version}", f"run App {version}" in out, out)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return str(probe.getsockname()[1])


def send_tcp(port, *images, tries="40"):
    return subprocess.Popen([PSA, "fwu", "send", "--tcp", f"127.0.0.1:{port}", "--tries", tries, *images],
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


# --- TCP -------------------------------------------------------------------------------------------------------------

def tcp_whole():
    fresh()
    agent = Agent("--tcp", "0")
    where = f"localhost:{agent.line}"
    states = json.loads(must("fwu", "query", "--tcp", where, "--json"))
    check("query", [row["state"] for row in states] == ["READY", "READY"] and states[0]["version"] == "1.0.0+0", states)
    run = psa("fwu", "send", "--tcp", where, "--json", "app-1.1.0.img", "1=data-2.0.0.img")
    check("send", run.returncode == 0, run.stdout + run.stderr)
    result = json.loads(run.stdout)
    check("result", result["staged"] and [i["status"] for i in result["images"]] == [0, 0], result)
    check("progress in lines", re.search(r"^app-1.1.0.img: 100 %, (\d+) of \1 bytes", run.stderr, re.M), run.stderr)
    states = json.loads(must("fwu", "query", "--tcp", where, "--json"))
    check("states", [(r["state"], r["version"]) for r in states] ==
          [("UPDATED", "1.1.0+0"), ("UPDATED", "2.0.0+0")], states)
    # an older image, one for another component, one that no slot holds, a file that is none
    for words, text in ((["app-1.0.0.img"], "PSA_ERROR_NOT_PERMITTED"),
                        (["0=data-2.0.0.img"], "PSA_ERROR_INVALID_SIGNATURE"),
                        (["1=app-1.2.0.img"], "PSA_ERROR_INSUFFICIENT_STORAGE"),
                        (["9=app-1.2.0.img"], "PSA_ERROR_INVALID_ARGUMENT"),
                        (["app.pem"], "PSA_ERROR_INVALID_ARGUMENT")):
        run = psa("fwu", "send", "--tcp", where, *words)
        check(f"refuses {words}", run.returncode == 1 and text in run.stderr, run.stdout + run.stderr)
    out = must("fwu", "query", "--tcp", where)
    check("tells why", re.search("FAILED .* because .*PSA_ERROR_INVALID_ARGUMENT.: .", out), out)
    agent.kill()
    assert_boots("1.1.0")


def detached(kind, limit=None):
    """Files with the manifest in front, to a device that takes them so; a TCP client is killed after `limit` bytes."""
    fresh()
    must("image", "detach", "app-1.1.0.img", "app-1.1.0.det")
    with open("app-1.1.0.img", "rb") as image, open("app-1.1.0.det", "rb") as file:
        image, file = image.read(), file.read()
    check("detach keeps header and body", file[:32] == image[:32] and file.endswith(image[32:32 + 60002]), len(file))
    with open("n.det", "wb") as damaged:  # the security counter
        damaged.write(file[:40] + bytes([file[40] ^ 1]) + file[41:])
    agent = Agent(*(("--tcp", "0") if kind == "tcp" else ("--pty",)), "--detached")
    to = ["--tcp", f"localhost:{agent.line}"] if kind == "tcp" else ["--serial", agent.line]
    run = psa("fwu", "send", *to, "app-1.1.0.img")
    check("refuses an image in one piece", run.returncode == 1 and "begins" not in agent.text(),
          run.stderr + agent.text())
    run = psa("fwu", "send", *to, "n.det")
    refused = "refused (status -149)" in agent.text()  # PSA_ERROR_INVALID_SIGNATURE
    check("refuses what is not authentic", run.returncode == 1 and refused, run.stderr + agent.text())
    if limit is not None:
        client = None

        def strike():
            while client is None:
                time.sleep(0.001)
            client.kill()

        proxy = TcpProxy(int(agent.line), limit=limit, strike=strike)
        client = send_tcp(proxy.port, "app-1.1.0.det")
        client.communicate(timeout=60)
        proxy.stop = True
        check(f"client was killed at {limit}", client.returncode == -signal.SIGKILL)
    run = psa("fwu", "send", *to, "app-1.1.0.det")
    check(f"sends by {kind}", run.returncode == 0, run.stdout + run.stderr)
    if limit is not None and limit > 40000:
        found = re.search(r"goes on, bytes held (\d+)", agent.text())
        check(f"after {limit}: went on", found and int(found.group(1)) > 20000, agent.text())
    agent.wait_for("component 0 runs 1.1.0")
    agent.wait_for("accepted")
    agent.kill()
    assert_boots("1.1.0")


def tcp_interrupted(limit, victim):
    fresh()
    port = free_port()
    agent = Agent("--tcp", port)
    client = None

    def strike():
        nonlocal agent
        if victim == "agent":
            agent.kill()
            agent = Agent("--tcp", port)
        elif victim == "line":
            proxy.drop()
        else:
            while client is None:
                time.sleep(0.001)
            client.kill()

    proxy = TcpProxy(int(port), limit=limit, strike=strike)
    client = send_tcp(proxy.port, "app-1.1.0.img")
    err = client.communicate(timeout=60)[1]
    check(f"{victim} struck at {limit}", proxy.struck.wait(10))
    if victim == "client":
        check("client was killed", client.returncode == -signal.SIGKILL)
        client = send_tcp(proxy.port, "app-1.1.0.img")
        err = client.communicate(timeout=60)[1]
    check(f"{victim} at {limit}: sent", client.returncode == 0, err + agent.text())
    if limit > 40000:
        found = re.search(r"goes on at byte (\d+) of", err)
        check(f"{victim} at {limit}: went on", found and int(found.group(1)) > 20000, err + agent.text())
    agent.wait_for("component 0 runs 1.1.0")
    agent.wait_for("on trial is accepted")
    agent.kill()
    proxy.stop = True
    assert_boots("1.1.0")


def tcp_last_answer_lost():
    """The device installs, and its answer to that does not arrive: the sender finds out, and sends nothing again."""
    fresh()
    agent = Agent("--tcp", "0")
    size = os.path.getsize("app-1.1.0.img")
    everything = 44 + size + 8 * -(-size // 1024) + 4 + 4  # BEGIN, DATA, FINISH, INSTALL
    proxy = TcpProxy(int(agent.line), limit=everything, strike=lambda: proxy.drop())
    client = send_tcp(proxy.port, "app-1.1.0.img")
    err = client.communicate(timeout=60)[1]
    check("last answer lost", proxy.struck.is_set() and "once more" in err, err)
    check("last answer lost: succeeds", client.returncode == 0, err + agent.text())
    agent.wait_for("on trial is accepted")
    check("last answer lost: sent once", agent.text().count("begins, bytes") == 1, agent.text())
    agent.kill()
    proxy.stop = True
    assert_boots("1.1.0")


# --- Serial ----------------------------------------------------------------------------------------------------------

def send_serial(sender, name, *images):
    if sender == "psa":
        return subprocess.Popen([PSA, "fwu", "send", "--serial", name, *images], stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)
    end = os.open(name, os.O_RDWR | os.O_NOCTTY)
    process = subprocess.Popen([SZ, "--ymodem", "-q", *(["--1k"] if sender == "sz-1k" else []), *images], stdin=end,
                               stdout=end, stderr=subprocess.PIPE, text=True)
    os.close(end)
    return process


def serial_whole(sender):
    fresh()
    agent = Agent("--pty")
    client = send_serial(sender, agent.line, "app-1.1.0.img", "data-2.0.0.img")
    err = client.communicate(timeout=60)[1]
    check(f"{sender}: sent", client.returncode == 0, err + agent.text())
    agent.wait_for("component 0 runs 1.1.0\ncomponent 1 runs 2.0.0\nwhat ran on trial is accepted")
    client = send_serial(sender, agent.line, "app-1.0.0.img")
    err = client.communicate(timeout=60)[1]
    check(f"{sender}: the older image is refused", client.returncode not in (0, 2), err + agent.text())
    agent.wait_for("is refused .status -133")
    agent.kill()
    assert_boots("1.1.0")


def serial_interrupted(sender, limit, victim, same_line=False):
    """same_line: the next sender begins on a line where nobody noticed that the first one is gone."""
    fresh()
    agent = Agent("--pty")
    client = None

    def strike():
        nonlocal agent
        if victim == "agent":
            agent.kill()
            agent = Agent("--pty")
            line.connect(agent.line)
        else:
            client.kill()

    line = Line(agent.line, limit=limit, strike=strike)
    client = send_serial(sender, line.name, "app-1.1.0.img")
    client.communicate(timeout=100)
    check(f"{sender}: {victim} struck at {limit}", line.struck.wait(10))
    check(f"{sender}: did not succeed", client.returncode != 0)
    if not same_line:
        line.close()
    client = send_serial(sender, line.name if same_line else agent.line, "app-1.1.0.img")
    err = client.communicate(timeout=100)[1]
    check(f"{sender}: {victim} at {limit}: sent again", client.returncode == 0,
          f"exit {client.returncode}\n" + err + agent.text())
    held = re.search(r"goes on, bytes held (\d+)", agent.text())
    check(f"{sender}: {victim} at {limit}: went on", limit < 20000 or (held and int(held.group(1)) > 8000),
          agent.text())
    agent.wait_for("component 0 runs 1.1.0")
    agent.wait_for("on trial is accepted")
    agent.kill()
    if same_line:
        line.close()
    assert_boots("1.1.0")


def usage():
    for words, text in ((["send"], "1 to 8 images"),
                        (["send", "--tcp", "here:1", "--serial", "x", "app.bin"], "exclude each other"),
                        (["send", "--tcp", "nowhere", "app.bin"], "not HOST:PORT"),
                        (["send", "--tcp", ":1", "app.bin"], "not HOST:PORT"),
                        (["send", "--baud", "9600", "app.bin"], "is for --serial"),
                        (["send", "--tries", "3", "app.bin"], "is for --tcp"),
                        (["send", "--tcp", "localhost:1", "--tries", "0", "app.bin"], "not a number from 1"),
                        (["send", "--serial", "/dev/null", "--no-install", "app.bin"], "no --no-install"),
                        (["send", "--serial", "/dev/null", "--baud", "12345", "app.bin"], "not a speed"),
                        (["send", "--serial", "/dev/null", "0=app.bin"], "by the file's name"),
                        (["query", "--tcp", "localhost:1", "0"], "wrong number of words"),
                        (["query", "--tcp", "localhost:1", "--dir", "device"], "exclude each other"),
                        (["query", "1", "2", "--dir", "device"], "wrong number of words")):
        run = psa("fwu", *words)
        check(f"fwu {words}: usage", run.returncode == 2 and run.stderr.count("\n") == 1 and text in run.stderr, run)
    with open("empty", "wb"):
        pass
    for words, text in ((["send", "--tcp", f"localhost:{free_port()}", "--tries", "1", "app.bin"], "refused"),
                        (["send", "--tcp", "localhost:1", "nothing-here"], "nothing-here"),
                        (["send", "--tcp", "localhost:1", "empty"], "empty: empty"),
                        (["send", "--serial", "/dev/null", "app.bin"], "not a serial line"),
                        (["send", "--serial", "nothing-here", "app.bin"], "nothing-here"),
                        (["query", "--tcp", f"localhost:{free_port()}"], "refused")):
        run = psa("fwu", *words)
        check(f"fwu {words}: fails", run.returncode == 1 and run.stderr.count("\n") == 1 and text in run.stderr, run)
    with socket.create_server(("127.0.0.1", 0)) as server:  # something else listens there
        def answer():
            server.accept()[0].sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        threading.Thread(target=answer, daemon=True).start()
        run = psa("fwu", "query", "--tcp", f"localhost:{server.getsockname()[1]}")
        check("no update agent", run.returncode == 1 and "no update agent" in run.stderr, run)


def folder():
    fresh()
    must("fwu", "start", "0", "--dir", "device")
    must("fwu", "write", "0", "app-1.1.0.img", "--size", "32768", "--dir", "device")
    run = psa("fwu", "send", "--dir", "device", "app-1.1.0.img", "1=data-2.0.0.img")
    check("folder: goes on", run.returncode == 0 and "goes on at byte 32768" in run.stderr, run.stdout + run.stderr)
    check("folder: STAGED", must("fwu", "query", "--dir", "device").count("STAGED") == 2)
    assert_boots("1.1.0")
    must("fwu", "accept", "--dir", "device")
    must("fwu", "clean", "0", "--dir", "device")
    must("fwu", "start", "0", "--dir", "device")
    must("fwu", "write", "0", "app-1.0.0.img", "--size", "40000", "--dir", "device")
    run = psa("fwu", "send", "--dir", "device", "--json", "app-1.2.0.img")  # another image is held
    check("folder: begins anew", run.returncode == 0 and json.loads(run.stdout)["images"][0]["held"] == 0, run.stdout)
    assert_boots("1.2.0")


def prepare():
    must("image", "keygen", "--out", "app.pem", "--public", "app-pub.pem")
    must("image", "keygen", "--out", "data.pem", "--public", "data-pub.pem")
    for minor in range(3):
        with open("app.bin", "wb") as file:
            file.write(os.urandom(60001 + minor))
        must("image", "sign", "--key", "app.pem", "--version", f"1.{minor}.0", "--security-counter", str(minor + 1),
             "app.bin", f"app-1.{minor}.0.img")
    for major in (1, 2):
        with open("data.bin", "wb") as file:
            file.write(os.urandom(1000))
        must("image", "sign", "--key", "data.pem", "--version", f"{major}.0.0", "--security-counter", str(major),
             "data.bin", f"data-{major}.0.0.img")
    must("device", "provision", "--dir", "factory", "--key", "0=app-pub.pem", "--image", "0=app-1.0.0.img",
         "--key", "1=data-pub.pem", "--image", "1=data-1.0.0.img")


def main():
    prepare()
    usage()
    folder()
    tcp_whole()
    detached("pty")
    for limit in (None, 0, 1000, 45000):
        detached("tcp", limit)
    for limit in (1, 44, 45000, 60400):
        for victim in ("client", "agent", "line"):
            tcp_interrupted(limit, victim)
    tcp_last_answer_lost()
    check("sz is there (package lrzsz)", SZ is not None)
    for sender in ("sz", "sz-1k", "psa"):
        serial_whole(sender)
    for sender in ("sz-1k", "psa"):
        for limit in (1, 140, 45000):
            for victim in ("client", "agent"):
                if limit > 140 or victim == "client":  # a sender that was not answered waits for a minute
                    serial_interrupted(sender, limit, victim)
        serial_interrupted(sender, 30000, "client", same_line=True)
    print(f"{passed} checks passed")


# Flash is written unit by unit, each brought to the disk.
memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
with tempfile.TemporaryDirectory(prefix="psa-agent.", dir=os.environ.get("TMPDIR") or memory) as work:
    os.chdir(work)
    main()
    os.chdir("/")
