# SPDX-License-Identifier: Apache-2.0
"""Objects and call graphs of a firmware build, for the figures of code and stack."""
import json
import os
import re
import shlex
import subprocess
import sys

INDIRECT = "__indirect_call"


def compile_chosen(build, out, choose):
    """Compile again what choose(path) has a name for, as this build does, with call graphs (.ci), into out. Returns the
    objects by their names."""
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        commands = json.load(file)
    objects = {}
    for entry in commands:
        name = choose(entry["file"])
        if name is None:
            continue
        args = shlex.split(entry["command"])
        at = args.index("-o")
        args[at + 1] = os.path.join(out, name + ".o")
        # With link-time optimisation there would be no call graph.
        subprocess.run(args[:1] + ["-fcallgraph-info=su"] + args[1:] + ["-fno-lto"], cwd=entry["directory"], check=True)
        objects[name] = args[at + 1]
    return objects


def graph(out):
    """Frames (bytes) and calls of all functions compiled into out."""
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
    return frames, calls


def follow(frames, calls, tables):
    """Put what `tables` says in the place of calls through pointers: caller and targets by the ends of their names."""
    def named(end):
        found = [name for name in frames if name == end or name.endswith("/" + end)]
        if not found:
            raise SystemExit(f"no function {end}")
        return found

    for end, targets in tables.items():
        for caller in named(end):
            if INDIRECT not in calls.get(caller, ()):
                raise SystemExit(f"{caller} makes no call through a pointer")
            calls[caller].discard(INDIRECT)
            calls[caller].update(name for target in targets for name in named(target))


def stack(out, entry, at=None, tables=None):
    """Deepest sum of frames below an entry; with `at`, of those that stand while that function is called. With `tables`
    (see follow()) calls through pointers are followed, and one that is not named there is an error."""
    frames, calls = graph(out)
    if tables is not None:
        follow(frames, calls, tables)
    if entry not in frames:
        raise SystemExit(f"no frame of {entry}")
    memo = {}

    def deepest(function):
        if function not in memo:
            if tables is not None and INDIRECT in calls.get(function, ()):
                raise SystemExit(f"{function} calls through a pointer")
            memo[function] = None if at else (0, [])  # a circle would be a recursion, and there is none
            below = [found for found in map(deepest, calls.get(function, ())) if found is not None]
            if function == at:
                memo[function] = (0, [function])
            elif below or not at:
                best = max(below, default=(0, []))
                memo[function] = (frames.get(function, 0) + best[0], [function] + best[1])
        return memo[function]

    found = deepest(entry)
    holes = [step for step in (found or (0, []))[1]
             if step not in (*frames, at) and step.startswith(("pcc_", "pcrypto_", "mbedtls_"))]
    if holes: # our own code that was not chosen: the sum would be too small
        raise SystemExit(f"no frame of {holes}")
    if found is None:
        raise SystemExit(f"{entry} does not call {at}")
    if os.environ.get("CALLGRAPH_PATH"):
        print([(step, frames.get(step)) for step in found[1]], file=sys.stderr)
    return found[0]
