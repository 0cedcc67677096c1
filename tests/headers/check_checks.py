#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright The libpsa contributors
"""Damage a copy of the public headers in one place at a time and see that a check notices:
check_checks.py C_COMPILER CXX_COMPILER GENERATED_DIRECTORY WORK_DIRECTORY"""
import os
import re
import shutil
import subprocess
import sys

import check_names
import generate

# Header, what to find, what to put there, and which check must fail: "c" and "cpp" compile the facts, "names" reads.
DAMAGES = [
    ('crypto_values.h', r'PSA_ALG_GCM \(\(psa_algorithm_t\)0x05500200\)', 'PSA_ALG_GCM ((psa_algorithm_t)0x05500201)',
     'c'),
    ('crypto_values.h', r'PSA_KEY_TYPE_AES \(\(psa_key_type_t\)', 'PSA_KEY_TYPE_AES ((unsigned)', 'cpp'),
    ('crypto_values.h', r'#define PSA_ALG_ECDSA\(hash_alg\) \(\(psa_algorithm_t\)\(0x06000600u',
     '#define PSA_ALG_ECDSA(hash_alg) ((psa_algorithm_t)(0x06000700u', 'c'),
    ('crypto_values.h', r'#define PSA_ALG_KWP ', '#define PSA_ALG_KWP_ ', 'c'),
    ('crypto_values.h', r'#define PSA_ALG_NONE ', '#define PSA_ALG_EXTRA 1\n#define PSA_ALG_NONE ', 'names'),
    ('crypto_types.h', r'typedef uint16_t psa_key_type_t', 'typedef uint32_t psa_key_type_t', 'c'),
    ('crypto_types.h', r'typedef uint32_t psa_key_id_t', 'typedef int32_t psa_key_id_t', 'c'),
    ('crypto.h', r'psa_hash_compare\(psa_algorithm_t alg, const uint8_t',
     'psa_hash_compare(psa_algorithm_t alg, uint8_t', 'c'),
    ('crypto.h', r'psa_status_t psa_hash_update', 'int64_t psa_hash_update', 'c'),
    ('crypto.h', r'psa_purge_key\(psa_key_id_t key\)', 'psa_purge_key(uint32_t key)', 'names'),
    ('crypto.h', r'psa_status_t psa_pake_abort\(psa_pake_operation_t \*operation\);', '', 'c'),
    ('crypto_struct.h', r'static inline size_t psa_get_key_bits', 'static inline uint16_t psa_get_key_bits', 'c'),
    ('crypto_sizes.h', r': \(hash\) == PSA_ALG_SHA_384', ': (hash) == PSA_ALG_SHA_512_224', 'grid'),
    ('crypto_sizes.h', r'PSA_HASH_MAX_SIZE 64u', 'PSA_HASH_MAX_SIZE 63u', 'maxima'),
    ('crypto_sizes.h', r'#define PSA_SIGNATURE_MAX_SIZE', '#define PSA_SIGNATURE_MAX_SIZE 63u\n#define PCRYPTO_UNUSED',
     'maxima'),
    ('crypto_sizes.h', r'\? 13u', '? 12u', 'grid'),
    ('crypto_sizes.h', r'192u \? 3309u', '192u ? 3308u', 'grid'),
    ('update.h', r'uint16_t patch', 'uint8_t patch', 'c'),
    ('update.h', r'PSA_FWU_TRIAL 5u', 'PSA_FWU_TRIAL 6u', 'c'),
    ('update.h', r'\(\(psa_status_t\)\+2\)', '((psa_status_t) 2)', 'names'),
    ('storage_common.h', r'size_t capacity; ', 'uint32_t capacity; ', 'c'),
    ('initial_attestation.h', r'SIZE_48 \(48u\)', 'SIZE_48 (40u)', 'c'),
    ('error.h', r'\)-149\)', ')-148)', 'c'),
    ('internal_trusted_storage.h', r'const void \*p_data', 'void *p_data', 'c'),
]


def compiles(command):
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


class Checks:
    def __init__(self, cc, cxx, generated, work):
        self.cc, self.cxx, self.generated, self.work = cc, cxx, generated, work
        self.include = os.path.join(work, 'include')

    def passes(self, which):
        if which == 'names':
            return not check_names.check(self.include)
        if which == 'c':
            return compiles([self.cc, '-std=c11', '-fsyntax-only', '-Werror', '-I', self.include,
                             os.path.join(self.generated, 'facts.c')])
        if which == 'cpp':
            return compiles([self.cxx, '-std=c++11', '-fsyntax-only', '-Werror', '-I', self.include,
                             os.path.join(self.generated, 'facts.cpp')])
        if which == 'maxima':
            return all(compiles([self.cc, '-std=c11', '-fsyntax-only', '-I', self.include, '-I', self.generated,
                                 f'-DPSA_CRYPTO_CONFIG_FILE="config_{name}.h"',
                                 os.path.join(self.generated, f'maxima_{name}.c')]) for name in ('default', 'radio'))
        program = os.path.join(self.work, 'grid')
        return compiles([self.cc, '-std=c11', '-I', self.include, os.path.join(self.generated, 'grid.c'), '-o', program,
                         '-lcmocka']) and compiles([program])


def main():
    checks = Checks(*sys.argv[1:])
    faults = 0
    for header, find, put, which in [(None, None, None, which) for which in ('names', 'c', 'cpp', 'maxima')] + DAMAGES:
        shutil.rmtree(checks.include, ignore_errors=True)
        shutil.copytree(generate.INCLUDE, checks.include)
        if header:
            path = os.path.join(checks.include, 'psa', header)
            text, count = re.subn(find, put, open(path).read())
            with open(path, 'w') as file:
                file.write(text)
            if count == 0:
                print(f'{header}: nothing like {find}')
                faults += 1
            elif checks.passes(which):
                print(f'{header}: {find} replaced by {put}, and {which} did not notice')
                faults += 1
        elif not checks.passes(which):
            print(f'{which} fails with whole headers')
            faults += 1
    print(f'{len(DAMAGES)} damages, {faults} faults')
    sys.exit(1 if faults else 0)


if __name__ == '__main__':
    main()
