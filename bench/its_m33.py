#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Code and stack of storage on Cortex-M33: compile it as preset stm32h5 does, link it alone with --gc-sections from the
entry points of the API, and follow the compiler's call graph down to the AES block. What the port needs is not counted.
usage: its_m33.py BUILD_FOLDER; prints lines as scripts/bench describes."""
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile

ENGINE = {"log", "write", "walk", "find_table", "record"}
ITS = ["psa_its_set", "psa_its_get", "psa_its_get_info", "psa_its_remove"]
PS = ["psa_ps_set", "psa_ps_get", "psa_ps_get_info", "psa_ps_remove", "psa_ps_create", "psa_ps_set_extended",
      "psa_ps_get_support"]
CRYPTO = {"aes.c", "block.c", "ccm.c", "ct.c", "cmac.c", "kdf_cmac.c"}


def line(name, value, unit, target):
    print(f"figure\tits: {name}\t{value}\t{unit}\t<={target}\t{'met' if value <= target else 'missed'}")


def compile_all(build, out):
    """Objects of lib/its, and call graphs (.ci) of it and of the crypto below it, in out."""
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        commands = json.load(file)
    objects = {}
    for entry in commands:
        path = entry["file"]
        ours = "/lib/its/" in path
        crypto = "/lib/crypto/core/" in path and os.path.basename(path) in CRYPTO
        if not (ours or crypto or path.endswith("/library/aes.c")):
            continue
        args = shlex.split(entry["command"])
        at = args.index("-o")
        stem = ("its_" if ours else "crypto_" if crypto else "mbedtls_") + os.path.basename(path)[:-2]
        args[at + 1] = os.path.join(out, stem + ".o")
        subprocess.run(args[:1] + ["-fcallgraph-info=su"] + args[1:], cwd=entry["directory"], check=True)
        if ours:
            objects[stem[4:]] = args[at + 1]
    return objects


def linked(objects, entries, out):
    """Bytes of code and constants of each object that are left from these entries."""
    map_file = os.path.join(out, "link.map")
    undefined = [f"-Wl,-u,{name}" for name in entries]
    subprocess.run(["arm-none-eabi-gcc", "-mcpu=cortex-m33", "-mthumb", "-nostdlib", "-Wl,--gc-sections",
                    "-Wl,--unresolved-symbols=ignore-all", "-Wl,-e," + entries[0], f"-Wl,-Map={map_file}", *undefined,
                    *objects.values(), "-o", os.path.join(out, "linked.elf")], check=True, stderr=subprocess.DEVNULL)
    with open(map_file, encoding="utf-8") as file:
        text = file.read().split("Linker script and memory map")[1]
    sizes = dict.fromkeys(objects, 0)
    for size, path in re.findall(r"^ \.(?:text|rodata)\S*\s+0x\w+\s+0x(\w+)\s+(\S+)", text, re.M):
        stem = os.path.basename(path)[4:-2]
        if stem in sizes:
            sizes[stem] += int(size, 16)
    return sizes


def stack(out, entry):
    """Deepest sum of frames below an entry."""
    frames, calls = {}, {}
    for name in os.listdir(out):
        if not name.endswith(".ci"):
            continue
        with open(os.path.join(out, name), encoding="utf-8") as file:
            for text in file:
                node = re.match(r'node: \{ title: "([^"]*)" label: "[^"]*?(\d+) bytes', text)
                edge = re.match(r'edge: \{ sourcename: "([^"]*)" targetname: "([^"]*)"', text)
                if node:
                    frames[node.group(1)] = int(node.group(2))
                elif edge:
                    calls.setdefault(edge.group(1), set()).add(edge.group(2))
    if entry not in frames:
        raise SystemExit(f"its_m33: no frame of {entry}")
    memo = {}

    def deepest(function):
        if function not in memo:
            memo[function] = (0, [])  # a circle would be a recursion, and there is none
            below = max((deepest(callee) for callee in calls.get(function, ())), default=(0, []))
            memo[function] = (frames.get(function, 0) + below[0], [function] + below[1])
        return memo[function]

    total, path = deepest(entry)
    if os.environ.get("ITS_M33_PATH"):
        print([(step, frames.get(step)) for step in path], file=sys.stderr)
    return total


def ram(objects, name):
    """Bytes of static data of one object: the state of one area."""
    text = subprocess.run(["arm-none-eabi-size", "-A", objects[name]], check=True, capture_output=True, text=True).stdout
    return sum(int(size) for size in re.findall(r"^\.(?:bss|data)\S*\s+(\d+)", text, re.M))


def entries(build):
    """PITS_INDEX of the build: what its cache says, or the default in config.h."""
    with open(os.path.join(build, "CMakeCache.txt"), encoding="utf-8") as file:
        chosen = re.search(r"^PITS_INDEX:\w+=(\d+)$", file.read(), re.M)
    config = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib", "its", "config.h")
    with open(config, encoding="utf-8") as file:
        default = re.search(r"^#define PITS_INDEX (\d+)$", file.read(), re.M)
    return int((chosen or default).group(1))


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    with tempfile.TemporaryDirectory() as out:
        objects = compile_all(sys.argv[1], out)
        its = linked(objects, ITS, out)
        both = linked(objects, ITS + PS, out)
        line("M33 code of the engine", sum(its[name] for name in ENGINE), "bytes", 2700)
        line("M33 code of ITS in all, without crypto-core", sum(its.values()), "bytes", 4000)
        line("M33 code that PS adds", sum(both.values()) - sum(its.values()), "bytes", 1500)
        room = entries(sys.argv[1])
        for name, area in (("psa_its", "ITS"), ("psa_ps", "PS")):
            line(f"M33 static RAM of the {area} area, {room} entries", ram(objects, name), "bytes", 4 * room + 160)
        line("M33 stack of set, with crypto", stack(out, "psa_its_set"), "bytes", 1100)
        line("M33 stack of get, with crypto", stack(out, "psa_its_get"), "bytes", 800)


main()
