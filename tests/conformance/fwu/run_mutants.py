#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Whether the suite finds what is wrong: every wrong behaviour of the mock must fail a case in some variation.
usage: run_mutants.py PROGRAM"""
import subprocess
import sys


def lines(*arguments):
    return subprocess.run([sys.argv[1], *arguments], capture_output=True, text=True, check=True).stdout.split()


def failed_cases(variant, mutant):
    """Names of the cases that failed; None: the run did not end as a run does."""
    run = subprocess.run([sys.argv[1], variant, mutant], capture_output=True, text=True, timeout=60, check=False)
    failed = [line.split(" - ")[1] for line in run.stdout.splitlines() if line.startswith("not ok ")]
    plan = [line for line in run.stdout.splitlines() if line.startswith("1..")]
    told = sum(line.startswith(("ok ", "not ok ")) for line in run.stdout.splitlines())
    if run.returncode not in (0, 1) or plan != [f"1..{told}"] or (run.returncode == 1) != bool(failed):
        return None
    return failed


def main():
    variants = lines("--variants")
    mutants = lines("--mutants")
    survived = []
    for mutant in mutants:
        for variant in variants:
            failed = failed_cases(variant, mutant)
            if failed is None:
                sys.exit(f"{mutant} in {variant}: the run did not end well")
            if failed:
                print(f"{mutant}: {len(failed)} in {variant}, first {failed[0]}")
                break
        else:
            survived.append(mutant)
    print(f"{len(mutants)} mutants, {len(survived)} not found {' '.join(survived)}")
    sys.exit(1 if survived or len(mutants) < 10 else 0)


main()
