#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Code and stack of storage on Cortex-M33: compile it as preset stm32h5 does, link it alone with --gc-sections from the
entry points of the API, and follow the compiler's call graph down to the AES block. What the port needs is not counted.
usage: its_m33.py BUILD_FOLDER; prints lines as scripts/bench describes."""
import os
import re
import subprocess
import sys
import tempfile

from callgraph import compile_chosen, stack

ENGINE = {"log", "write", "walk", "find_table", "record"}
ITS = ["psa_its_set", "psa_its_get", "psa_its_get_info", "psa_its_remove"]
PS = ["psa_ps_set", "psa_ps_get", "psa_ps_get_info", "psa_ps_remove", "psa_ps_create", "psa_ps_set_extended",
      "psa_ps_get_support"]
CRYPTO = {"aes.c", "block.c", "ccm.c", "ct.c", "cmac.c", "kdf_cmac.c"}


def line(name, value, unit, target):
    print(f"figure\tits: {name}\t{value}\t{unit}\t<={target}\t{'met' if value <= target else 'missed'}")


def compile_all(build, out):
    """Objects of lib/its, and call graphs of it and of the crypto below it, in out."""
    def choose(path):
        name = os.path.basename(path)
        if "/lib/its/" in path:
            return "its_" + name[:-2]
        if "/lib/crypto/core/" in path and name in CRYPTO:
            return "crypto_" + name[:-2]
        return {"/library/aes.c": "mbedtls_aes",
                "/library/platform_util.c": "mbedtls_util"}.get(path[path.rfind("/library/"):])

    chosen = compile_chosen(build, out, choose)
    return {name[4:]: path for name, path in chosen.items() if name.startswith("its_")}


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


def ram(objects, name):
    """Bytes of static data of one object: the state of one area."""
    text = subprocess.run(["arm-none-eabi-size", "-A", objects[name]], check=True, capture_output=True,
                          text=True).stdout
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
        print(f"figure\tits: M33 static RAM of the expanded key, which all areas share\t{ram(objects, 'log')}\tbytes\t-\t-")
        line("M33 stack of set, with crypto", stack(out, "psa_its_set"), "bytes", 1100)
        line("M33 stack of get, with crypto", stack(out, "psa_its_get"), "bytes", 800)


main()
