#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright The libpsa contributors
"""Read the public headers as text: the names in them are those of the tables in spec/ and no others, the prototypes are
written as in the specification, and each has a comment. check_names.py [INCLUDE_DIRECTORY]; prints what is wrong."""
import os
import re
import sys

import generate

# Names beyond the specification that may begin with PSA_ (the sizes of operation objects), and those that are only
# asked for; everything else of ours begins with PCRYPTO_.
OWN = re.compile(r'PSA_(HASH|XOF|MAC|CIPHER|AEAD|KEY_DERIVATION|SIGN|VERIFY|PAKE)_OPERATION_SIZE_WORDS')
ASKED = re.compile(r'PSA_WANT_\w+|PSA_CRYPTO_CONFIG_FILE')
HELPER = re.compile(r'PCRYPTO_\w+')


def without_comments(text):
    return re.sub(r'/\*.*?\*/', ' ', text, flags=re.S)


def one_line(text):
    """A declaration with single spaces, none inside brackets, and pointers as `type *name`."""
    text = re.sub(r'\s+', ' ', text).strip()
    return re.sub(r'\( | \)', lambda bracket: bracket.group().strip(), text)


def check(include):
    faults = []
    directory = os.path.join(include, 'psa')
    texts = {name: open(os.path.join(directory, name)).read() for name in sorted(os.listdir(directory))}

    if (len(generate.MACROS), len(generate.TYPES), len(generate.FUNCTIONS)) != (390, 28, 135):
        faults.append(f'tables hold {len(generate.MACROS)} macros, {len(generate.TYPES)} types and '
                      f'{len(generate.FUNCTIONS)} functions of the Crypto API, not 390, 28 and 135')
    for rows, what in ((generate.MACROS, 'macros'), (generate.FUNCTIONS, 'functions')):
        if len({row[0] for row in rows}) != len(rows):
            faults.append(f'{what}: a name stands twice in the table')

    macros = {row[0] for row in generate.MACROS} | {row[0] for row in generate.OTHERS if row[0].startswith('PSA_')}
    names = {row[0] for row in generate.FUNCTIONS + generate.TYPES} | \
        {row[0] for row in generate.OTHERS if row[0].startswith('psa_')}

    defined, declared = set(), set()
    for name, text in texts.items():
        guard = 'PSA_' + re.sub(r'\W', '_', name).upper()
        code = without_comments(text)
        here = set(re.findall(r'^\s*#\s*define\s+(\w+)', code, re.M))
        if guard not in here:
            faults.append(f'{name}: no include guard {guard}')
        for macro in sorted(here - {guard} - macros):
            if not OWN.fullmatch(macro) and not HELPER.fullmatch(macro) and not macro.startswith('PSA_WANT_'):
                faults.append(f'{name}: defines {macro}, which is not in the tables')
        defined |= here
        for word in sorted(set(re.findall(r'\b(?:psa|PSA)_\w+', code)) - {guard}):
            if word.startswith('psa_') and word not in names:
                faults.append(f'{name}: {word} is not in the tables')
            if word.startswith('PSA_') and word not in macros and not OWN.fullmatch(word) and not ASKED.fullmatch(word):
                faults.append(f'{name}: {word} is not in the tables')
        declared |= set(re.findall(r'\bpsa_\w+', code))
    faults += [f'{macro} is not defined' for macro in sorted(macros - defined)]
    faults += [f'{name} is not declared' for name in sorted(names - declared)]

    # Status code API, "API Reference": the same macro may stand in several headers, so its text is fixed.
    code = re.sub(r' +\n', '\n', '\n'.join(without_comments(text) for text in texts.values()))
    codes = [(row[0], int(row[3])) for row in generate.OTHERS if row[1] == 'value' and row[2] == 'psa_status_t'] + \
        [(row[0], int(row[5])) for row in generate.MACROS if row[4] == 'psa_status_t']
    for name, value in codes:
        text = f'((psa_status_t){value:+d})' if value else '((psa_status_t)0)'
        if f'#define {name} {text}\n' not in code:
            faults.append(f'{name}: not spelled {text}')

    prototypes = [(row[0], row[2], row[3]) for row in generate.FUNCTIONS] + \
        [(row[0], row[2], row[3]) for row in generate.OTHERS if row[1] == 'function']
    written, commented = {}, set()
    for text in texts.values():
        for found in re.finditer(r'^(?:static inline )?(\w[\w ]*?)\b(psa_\w+)\(([^)]*)\)', without_comments(text),
                                 re.M):
            written.setdefault(found.group(2), one_line(f'{found.group(1)} {found.group(2)}({found.group(3)})'))
        commented |= set(re.findall(r'\*/\n(?:static inline )?\w[\w ]*?\b(psa_\w+)\(', text))
    one_comment_for_all = {name for name in names if name.endswith('_operation_init')} & commented
    for name, result, parameters in prototypes:
        wanted = one_line(f'{result} {name}({parameters})')
        if written.get(name) != wanted:
            faults.append(f'{name}: header has\n    {written.get(name)}\n  specification\n    {wanted}')
        if name not in commented and not (name.endswith('_operation_init') and one_comment_for_all):
            faults.append(f'{name}: no comment before it')
    return faults


def main():
    faults = check(sys.argv[1] if len(sys.argv) > 1 else generate.INCLUDE)
    print('\n'.join(faults) or 'the names are those of the tables')
    sys.exit(1 if faults else 0)


if __name__ == '__main__':
    main()
