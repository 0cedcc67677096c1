#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright The libpsa contributors
"""Write the test sources that hold the public headers against the tables in spec/: generate.py OUTPUT_DIRECTORY

  facts.c, facts.cpp          values, types, structures and prototypes, checked while they are compiled
  grid.c                      every macro with arguments, over a grid of arguments, checked when it runs (cmocka)
  maxima_<set>.c, config_<set>.h   every ..._MAX_SIZE under a feature set
  alone_<header>.c, .cpp      each header alone and twice
"""
import itertools
import os
import re
import sys

import reference as ref

HERE = os.path.dirname(os.path.abspath(__file__))
INCLUDE = os.path.join(HERE, '..', '..', 'include')
PUBLIC = ('psa/crypto.h', 'psa/error.h', 'psa/initial_attestation.h', 'psa/internal_trusted_storage.h',
          'psa/protected_storage.h', 'psa/storage_common.h', 'psa/update.h')

# The C type of a macro's argument, by the name that the specification gives it.
ARGUMENT_TYPE = {
    'key_type': 'psa_key_type_t', 'type': 'psa_key_type_t', 'wrap_key_type': 'psa_key_type_t',
    'alg': 'psa_algorithm_t', 'hash_alg': 'psa_algorithm_t', 'mac_alg': 'psa_algorithm_t',
    'aead_alg': 'psa_algorithm_t', 'ka_alg': 'psa_algorithm_t', 'kdf_alg': 'psa_algorithm_t',
    'curve': 'psa_ecc_family_t', 'group': 'psa_dh_family_t', 'family': 'psa_dh_family_t',
    'set': 'psa_slh_dsa_family_t', 'lifetime': 'psa_key_lifetime_t', 'persistence': 'psa_key_persistence_t',
    'location': 'psa_key_location_t', 'key_bits': 'size_t', 'mac_length': 'size_t', 'min_mac_length': 'size_t',
    'tag_length': 'size_t', 'min_tag_length': 'size_t', 'input_length': 'size_t', 'plaintext_length': 'size_t',
    'ciphertext_length': 'size_t', 'pake_type': 'psa_pake_primitive_type_t', 'pake_family': 'psa_pake_family_t',
    'pake_bits': 'size_t', 'pake_primitive': 'psa_pake_primitive_t', 'primitive': 'psa_pake_primitive_t',
    'output_step': 'psa_pake_step_t', 'input_step': 'psa_pake_step_t',
}


def table(name):
    with open(os.path.join(HERE, 'spec', name)) as lines:
        return [line.rstrip('\n').split('\t') for line in lines if line.strip() and not line.startswith('#')]


MACROS = table('crypto-macros.tsv')
TYPES = table('crypto-types.tsv')
FUNCTIONS = table('crypto-functions.tsv')
OTHERS = [row for name in ('storage', 'fwu', 'attestation', 'status-code') for row in table(name + '.tsv')]
VALUE = {row[0]: int(row[5], 0) for row in MACROS if row[3] == 'value'}


def evaluate(row, arguments):
    """(at least, at most) for a macro with arguments, by its rule."""
    name, kind, rule = row[0], row[3], row[5]
    number = [int(word, 0) for word in rule.split()] if rule != '-' else []
    if kind == 'or':
        value = number[0] | arguments[0] & number[1]
    elif kind == 'and':
        value = arguments[0] & number[0]
    elif kind == 'test':
        value = int(arguments[0] & number[0] == number[1])
    else:
        value = getattr(ref, name)(*arguments)
    return ref.spread(value)


# ------------------------------------------------------------------------------------------------------------- grids
# ---

HASH_ALGS = [0x02000000 + row[0] for row in ref.HASHES.values()]
SOME_HASHES = [VALUE['PSA_ALG_SHA_256'], VALUE['PSA_ALG_SHA3_512'], VALUE['PSA_ALG_SHA_1'], VALUE['PSA_ALG_ANY_HASH']]
MAC_ALGS = [VALUE['PSA_ALG_CMAC'], VALUE['PSA_ALG_CBC_MAC'], 0x0380031c] + [0x03800000 + h % 256 for h in HASH_ALGS]
AEAD_ALGS = [row[0] for row in ref.AEADS.values()]
AGREEMENTS = [VALUE['PSA_ALG_ECDH'], VALUE['PSA_ALG_FFDH']]
DERIVATIONS = [0x08000109, 0x08000209, 0x08000413, 0x08000800, 0x08800109]
ALGS = sorted(
    {0} | {VALUE[row[0]] for row in MACROS if row[3] == 'value' and row[4] == 'psa_algorithm_t'}
    | {evaluate(row, [h])[0] for row in MACROS if row[3] == 'or' and row[4] == 'psa_algorithm_t' for h in SOME_HASHES}
    | {ref.PSA_ALG_TRUNCATED_MAC(mac, n) for mac in MAC_ALGS for n in (1, 4, 16, 63)}
    | {ref.PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(mac, n) for mac in MAC_ALGS[:4] for n in (4, 8)}
    | {ref.PSA_ALG_AEAD_WITH_SHORTENED_TAG(aead, n) for aead in AEAD_ALGS for n in (4, 8, 12)}
    | {ref.PSA_ALG_AEAD_WITH_AT_LEAST_THIS_LENGTH_TAG(aead, n) for aead in AEAD_ALGS for n in (4, 16)}
    | {a | d for a in AGREEMENTS for d in DERIVATIONS})

FAMILIES = sorted({row[0] for row in ref.CURVES.values()} | {row[0] for row in ref.GROUPS.values()}
                  | set(ref.SLH_DSA.values()))
KEY_TYPES = sorted(
    {VALUE[row[0]] for row in MACROS if row[3] == 'value' and row[4] == 'psa_key_type_t'}
    | {evaluate(row, [f])[0] for row in MACROS if row[3] == 'or' and row[4] == 'psa_key_type_t' for f in FAMILIES})
CIPHER_TYPES = list(ref.BLOCK_BY_TYPE) + list(ref.STREAM_BY_TYPE) + [0x2008]

# Keys as (type, bits): every type of the specification with every size that it has.
ECC_KEYS = [(half + number, bits) for number, sizes, _ in ref.CURVES.values() for bits in sizes
            for half in (0x4100, 0x7100)]
DH_KEYS = [(half + number, bits) for number,
           sizes in ref.GROUPS.values() for bits in sizes for half in (0x4200, 0x7200)]
OTHER_PAIRS = [(half + number, bits) for number, sizes in
               [(1, (1024, 2048, 3072, 4096, 1025)), (2, ref.ML_DSA), (4, ref.ML_KEM)]
               + [(0x180 + n, (128, 192, 256)) for n in ref.SLH_DSA.values()]
               + [(0x400 + ref.CURVES[f][0], ref.CURVES[f][1]) for f in ('SECP_R1', 'TWISTED_EDWARDS')]
               for bits in sizes for half in (0x4000, 0x7000)]
PUBLIC_ONLY = [(t, bits) for t in (0x4007, 0x4008, 0x400b, 0x400d) for bits in (192, 256)]
SECRET_KEYS = [(t, bits) for t in list(ref.UNSTRUCTURED.values()) + list(ref.BLOCK_BY_TYPE) + list(ref.STREAM_BY_TYPE)
               for bits in (8, 40, 128, 192, 256, 512, 65528)] + \
              [(0x3280 + ref.CURVES['SECP_R1'][0], 256), (0x3280 + ref.CURVES['SECP_R1'][0], 521), (0x3303, 2048)]
ASYMMETRIC_KEYS = ECC_KEYS + DH_KEYS + OTHER_PAIRS + PUBLIC_ONLY
KEYS = ASYMMETRIC_KEYS + SECRET_KEYS
LENGTHS = (0, 1, 3, 4, 12, 13, 15, 16, 17, 23, 24, 25, 31, 32, 33, 100, 65535)
PRIMITIVES = [1 << 24 | n << 16 | bits for n, sizes, _ in ref.CURVES.values() for bits in sizes] + \
             [2 << 24 | n << 16 | bits for n, sizes in ref.GROUPS.values() for bits in sizes]
PAKE_ALGS = [a for a in ALGS if a >> 24 == 0x0a and a % 256 != 0xff and a != VALUE['PSA_ALG_WPA3_SAE_ANY']]


def algs(*kinds):
    """Algorithms of these kinds and a few of others, without wildcards for any hash."""
    return [a for a in ALGS if (a >> 24 in kinds or a in (0, 0x02000009, 0x05500100, 0x06000609)) and a % 256 != 0xff]


def grid(name, parameters):
    """The argument lists that a macro is tried with."""
    if parameters == ['alg']:
        return [(a,) for a in sorted(set(ALGS) | set(HASH_ALGS))]
    if parameters in (['hash_alg'],):
        return [(h,) for h in HASH_ALGS + [VALUE['PSA_ALG_ANY_HASH']]]
    if parameters == ['type']:
        # no meaning but for ciphers: PSA_BLOCK_CIPHER_BLOCK_LENGTH
        return [(t,) for t in (list(ref.BLOCK_BY_TYPE) + list(ref.STREAM_BY_TYPE) if 'BLOCK' in name else KEY_TYPES)]
    if parameters in (['curve'], ['group'], ['family'], ['set']):
        return [(f,) for f in FAMILIES]
    by_name = {
        'lifetime': [0, 1, 0xff, 0x100, 0x101, 0x80000001, 0xffffffff], 'persistence': [0, 1, 0xff],
        'location': [0, 1, 0x800000, 0xffffff], 'mac_alg': MAC_ALGS, 'aead_alg': [a for a in ALGS if a >> 24 == 5],
        'mac_length': [1, 4, 16, 63], 'min_mac_length': [1, 4, 16, 63], 'tag_length': [4, 8, 16, 63],
        'min_tag_length': [4, 8, 16, 63], 'ka_alg': AGREEMENTS, 'kdf_alg': DERIVATIONS, 'pake_type': [1, 2],
        'pake_family': FAMILIES, 'pake_bits': [0, 255, 256, 8192, 65535, 65536, 65536 + 256],
        'pake_primitive': PRIMITIVES,
    }
    if all(p in by_name for p in parameters):
        return list(itertools.product(*(by_name[p] for p in parameters)))
    if parameters == ['key_type', 'key_bits']:
        return KEYS if 'EXPORT' in name else ASYMMETRIC_KEYS
    if name.startswith('PSA_MAC'):
        return [(t, 128, a) for a in algs(3) for t in ([0x1100] if a & 0x00c00000 != 0x00c00000 else ref.BLOCK_BY_TYPE)]
    if name.startswith('PSA_CIPHER') or name.startswith('PSA_AEAD'):
        tried = algs(4, 5)
        if parameters == ['key_type', 'alg']:
            return [(t, a) for t in CIPHER_TYPES for a in tried]
        if parameters == ['key_type', 'key_bits', 'alg']:
            return [(t, 128, a) for t in CIPHER_TYPES for a in tried]
        return [(t, a, n) for t in CIPHER_TYPES for a in tried for n in LENGTHS]
    if parameters == ['key_type', 'key_bits', 'alg']:
        kind = {'PSA_SIGN': 6, 'PSA_ASYM': 7, 'PSA_ENCA': 0x0c}[name[:8]]
        return [(t, b, a) for t, b in ASYMMETRIC_KEYS for a in algs(kind)]
    if name == 'PSA_WRAP_KEY_OUTPUT_SIZE':
        return [(w, a, t, b) for w in (0x2400, 0x2301, 0x2406) for a in (0x0b400100, 0x0bc00200, 0x05500100)
                for t, b in KEYS]
    if name.startswith('PSA_PAKE'):
        return [(a, p, s) for a in PAKE_ALGS for p in PRIMITIVES for s in range(1, 9)]
    raise KeyError(f'no grid for {name}({parameters})')


# ------------------------------------------------------------------------------------------------------------- facts
# ---

def c_number(value):
    return f'{value}' if value < 0 else f'0x{value:x}u'


def object_type(macro):
    return macro[:-len('_INIT')].lower() + '_t'


def facts(cpp):
    """Checks that need no run."""
    out = ['/* Made by generate.py. */'] + [f'#include "{header}"' for header in PUBLIC]
    if cpp:
        out += ['#include <type_traits>', '#define CHECK(condition, what) static_assert(condition, what)']
    else:
        out += ['#define CHECK(condition, what) _Static_assert(condition, what)']

    def same(kind, of):
        return [f'CHECK((std::is_same<{kind}, {of}>::value), "type of {of}");'.replace('"type of',
                                                                                       '"type:')] if cpp else []

    values = [(r[0], r[4], int(r[5], 0)) for r in MACROS if r[3] == 'value'] + \
        [(r[0], r[2], int(r[3])) for r in OTHERS if r[1] == 'value']
    for name, kind, value in values:
        literal = c_number(value) if value >= 0 and kind not in ('-', 'int') else f'{value}'
        cast = f'({kind})' if kind not in ('-', 'int', 'unsigned') else ''
        out.append(f'CHECK({name} == {cast}{literal}, "{name}");')
        if cpp and kind != '-':
            out.append(f'CHECK((std::is_same<decltype({name}), {kind}>::value), "{name}: type");')
    for name, kind in [(r[0], r[4]) for r in MACROS if r[3] == 'distinct']:
        if cpp:
            out.append(f'CHECK((std::is_same<decltype({name}), {kind}>::value), "{name}: type");')
    steps = [r[0] for r in MACROS if r[3] == 'distinct' and r[4] == 'psa_key_derivation_step_t']
    for one, other in itertools.combinations(steps, 2):
        out.append(f'CHECK({one} != {other}, "{one} and {other}");')
    out.append('CHECK(PSA_KEY_DERIVATION_UNLIMITED_CAPACITY > 0xffffu, "no real capacity");')
    # the implementation's choices, within what the specification asks of them
    out.append('CHECK(PSA_TLS12_PSK_TO_MS_PSK_MAX_SIZE >= 64, "RFC 4279, 5.3");')
    out.append('CHECK(PSA_FWU_LOG2_WRITE_ALIGN >= 0 && PSA_FWU_LOG2_WRITE_ALIGN <= 17, "alignment");')
    out.append('CHECK(PSA_FWU_MAX_WRITE_SIZE > 0 && PSA_FWU_MAX_WRITE_SIZE % (1 << PSA_FWU_LOG2_WRITE_ALIGN) == 0, "block");')
    out.append('CHECK(PSA_INITIAL_ATTEST_MAX_TOKEN_SIZE > 64, "token");')

    integers = [(r[0], r[2]) for r in TYPES if r[2] not in ('object',) and not r[2].startswith('struct')] + \
        [(r[0], r[2]) for r in OTHERS if r[1] == 'integer']
    for name, kind in integers:
        out.append(f'CHECK(sizeof({name}) == sizeof({kind}) && (({name})-1 < 1) == (({kind})-1 < 1), "{name}");')
        if cpp:
            out.append(f'CHECK((std::is_same<{name}, {kind}>::value), "{name}: type");')
    structures = [(r[0], r[2][len('struct '):]) for r in TYPES if r[2].startswith('struct ')] + \
        [('struct ' + r[0] if r[0] == 'psa_storage_info_t' else r[0], r[2]) for r in OTHERS if r[1] == 'struct']
    for name, fields in structures:
        last = '0'
        word = re.sub(r'\W', '_', name)
        for field in fields.split('; '):
            kind, field = field.rsplit(' ', 1)
            out.append(f'extern {kind} *field_{word}_{field}({name} *object);')
            out.append(f'{kind} *field_{word}_{field}({name} *object) {{ return &object->{field}; }}')
            out.append(f'CHECK(offsetof({name}, {field}) >= {last}, "{name}.{field}: order");')
            last = f'offsetof({name}, {field}) + 1'
    for name in [r[0] for r in TYPES if r[2] == 'object'] + [r[0] for r in OTHERS if r[1] == 'object']:
        out.append(f'extern {name} object_{name}; {name} object_{name};')
    for name in [r[0] for r in MACROS if r[3] == 'init']:
        out.append(f'extern {object_type(name)} start_{name}; {object_type(name)} start_{name} = {name};')

    prototypes = [(r[0], r[2], r[3]) for r in FUNCTIONS] + [(r[0], r[2], r[3]) for r in OTHERS if r[1] == 'function']
    inline = inline_functions()
    for name, result, parameters in prototypes:
        out.append(f'extern {result} (*const at_{name})({parameters});')
        out.append(f'{result} (*const at_{name})({parameters}) = {name};')
    out += ['#ifdef __cplusplus', 'extern "C" {', '#endif']
    out += [f'{result} {name}({parameters});' for name, result, parameters in prototypes if name not in inline]
    out += ['#ifdef __cplusplus', '}', '#endif']

    # macros with arguments are constant expressions of the right type; one row where it is 0 and one where it is not
    for row in MACROS:
        parameters = row[2].split(',')
        if row[2] == '-' or row[3] in ('maximum',):
            continue
        rows = [(a, evaluate(row, list(a))) for a in grid(row[0], parameters)]
        picked = [r for r in rows if r[1][1] != 0][:2] + [r for r in rows if r[1][1] == 0][:1]
        for arguments, (low, high) in picked:
            call = f'{row[0]}(' + ', '.join(f'({ARGUMENT_TYPE[p]}){c_number(a)}'
                                            for p, a in zip(parameters, arguments)) + ')'
            out.append(f'CHECK((unsigned long long){call} >= {low}ull && (unsigned long long){call} <= {high}ull, "{row[0]}");')
            if cpp and row[4] != '-':
                out.append(f'CHECK((std::is_same<decltype({call}), {row[4]}>::value), "{row[0]}: type");')
    return '\n'.join(out) + '\n'


def inline_functions():
    with open(os.path.join(INCLUDE, 'psa', 'crypto_struct.h')) as text:
        return set(re.findall(r'^static inline [\w ]+?\b(psa_\w+)\(', text.read(), re.M))


# -------------------------------------------------------------------------------------------------------------- grid
# ---

def grid_program():
    out = ['/* Made by generate.py. */', '#include <setjmp.h>', '#include <stdarg.h>', '#include <stddef.h>',
           '#include <stdint.h>', '#include <cmocka.h>', '#include "psa/crypto.h"', '',
           'typedef struct { uint32_t a[4]; uint32_t low; uint32_t high; } row_t;',
           'static void check(const char *macro, const row_t *row, unsigned long long got)',
           '{',
           '    if (got < row->low || got > row->high) {',
           '        fail_msg("%s(0x%x, 0x%x, 0x%x, 0x%x) is %llu, must be %u to %u", macro, (unsigned)row->a[0],',
           '                 (unsigned)row->a[1], (unsigned)row->a[2], (unsigned)row->a[3], got, (unsigned)row->low,',
           '                 (unsigned)row->high);',
           '    }',
           '}']
    cases = []
    for row in MACROS:
        if row[2] == '-' or row[3] == 'maximum':
            continue
        name, parameters = row[0], row[2].split(',')
        case = f'{name}__grid_of_arguments__as_specified'
        cases.append(case)
        rows = [(list(a), evaluate(row, list(a))) for a in grid(name, parameters)]
        assert rows, name
        out.append(f'static const row_t rows_{name}[] = {{')
        line = ''
        for arguments, (low, high) in rows:
            padded = arguments + [0] * (4 - len(arguments))
            item = '{{' + ','.join(f'{a}u' for a in padded) + f'}},{low}u,{high}u}},'
            if len(line) + len(item) > 1000:
                out.append(line)
                line = ''
            line += item
        out += [line, '};', f'static void {case}(void **state)', '{', '    (void)state;',
                f'    for (size_t i = 0; i < sizeof rows_{name} / sizeof rows_{name}[0]; i++) {{',
                f'        const row_t *row = &rows_{name}[i];']
        for index, parameter in enumerate(parameters):
            out += [f'        const {ARGUMENT_TYPE[parameter]} {parameter} = ({ARGUMENT_TYPE[parameter]})row->a[{index}];',
                    f'        (void){parameter};']
        out += [f'        check("{name}", row, (unsigned long long){name}({", ".join(parameters)}));', '    }', '}']
    out += ['int main(void)', '{', '    const struct CMUnitTest tests[] = {']
    out += [f'        cmocka_unit_test({case}),' for case in cases]
    out += ['    };', '    return cmocka_run_group_tests(tests, NULL, NULL);', '}']
    return '\n'.join(out) + '\n'


# ------------------------------------------------------------------------------------------------------------ maxima
# ---

def wants_in(path):
    with open(path) as text:
        return set(re.findall(r'\bPSA_WANT_\w+', re.sub(r'/\*.*?\*/', '', text.read(), flags=re.S)))


def feature_sets():
    every = wants_in(os.path.join(INCLUDE, 'psa', 'crypto_sizes.h')) | \
        wants_in(os.path.join(INCLUDE, 'psa', 'crypto_config.h'))

    def w(text):
        return {'PSA_WANT_' + word for word in text.split()}
    return {
        'default': None,
        'none': set(),
        'all': every,
        'boot': w('ALG_SHA_256 ALG_ECDSA ECC_SECP_R1_256 KEY_TYPE_ECC_PUBLIC_KEY'),
        'legacy': w('ALG_MD5 ALG_HMAC ALG_CBC_MAC ALG_CBC_PKCS7 KEY_TYPE_DES ALG_RSA_PKCS1V15_SIGN '
                    'ALG_RSA_PKCS1V15_CRYPT KEY_TYPE_RSA_PUBLIC_KEY KEY_TYPE_RSA_KEY_PAIR_BASIC'),
        'radio': w('ALG_AES_MMO_ZIGBEE ALG_CCM_STAR_NO_TAG ALG_CCM KEY_TYPE_AES ALG_CMAC ALG_SHA_1'),
        'djb': w('ALG_STREAM_CIPHER KEY_TYPE_CHACHA20 ALG_CHACHA20_POLY1305 ALG_SHA_384 ALG_ECDH ALG_PURE_EDDSA '
                 'ECC_MONTGOMERY_255 ECC_TWISTED_EDWARDS_255 KEY_TYPE_ECC_PUBLIC_KEY ALG_ECIES_SEC1'),
        'edwards448': w('ALG_ED448PH ECC_MONTGOMERY_448 ECC_TWISTED_EDWARDS_448 ALG_SHAKE256_512 ALG_ECDH ALG_XTS '
                        'KEY_TYPE_AES ALG_SPAKE2P_MATTER KEY_TYPE_SPAKE2P_KEY_PAIR_BASIC'),
        'quantum': w('ALG_ML_KEM KEY_TYPE_ML_KEM_KEY_PAIR_BASIC KEY_TYPE_LMS_PUBLIC_KEY ALG_KW KEY_TYPE_AES '
                     'ALG_SHA_256_192 KEY_TYPE_SLH_DSA_PUBLIC_KEY'),
        'lattice': w('ALG_HASH_ML_DSA KEY_TYPE_ML_DSA_KEY_PAIR_BASIC ALG_ASCON_AEAD128 ALG_SHA_224'),
        'hash_signatures': w('ALG_SLH_DSA KEY_TYPE_SLH_DSA_KEY_PAIR_BASIC KEY_TYPE_HSS_PUBLIC_KEY ALG_BLAKE2_MAC '
                             'KEY_TYPE_XMSS_PUBLIC_KEY ALG_KWP'),
        'wifi': w('ALG_WPA3_SAE_GDH ALG_SHA_384 ALG_SHA_256 ALG_HMAC ECC_SECP_R1_384 DH_RFC3526_3072 ALG_FFDH'),
        'jpake': w('ALG_JPAKE ALG_SHA_256 ECC_BRAINPOOL_P_R1_320 ECC_SECP_K1_225 ALG_MD2 KEY_TYPE_XCHACHA20 '
                   'ALG_STREAM_CIPHER ALG_XCHACHA20_POLY1305'),
    }


def maxima(name, wants):
    """Sources of one feature set: the configuration and the checks. With `all`, sizes that depend on a length may be
    larger than any one algorithm needs (the largest IV does not go with the largest padding)."""
    out = ['/* Made by generate.py. */', '#include "psa/crypto.h"']
    universe = ref.Universe(wants)
    for row in MACROS:
        if row[3] != 'maximum':
            continue
        for length in LENGTHS if row[2] != '-' else (0,):
            low, high = universe.maximum(row[0], length)
            call = row[0] + (f'((size_t){length})' if row[2] != '-' else '')
            # a maximum for a length need not be tight: no IV or tag is taken off, and the largest parts are added up
            slack = 40 if row[2] != '-' else 0
            unused = row[2] != '-' and high == 0
            limit = f' && {call} <= {high + slack}u' if not unused else ''
            out.append(f'_Static_assert({call} >= {low}u{limit}, "{name}: {call}, {low} to {high + slack}");')
    out.append(f'extern int maxima_{name}; int maxima_{name};')
    return '\n'.join(out) + '\n'


def write(directory, name, text):
    """Write a file if its content changed, so that a build does nothing the second time."""
    path = os.path.join(directory, name)
    if not os.path.exists(path) or open(path).read() != text:
        with open(path, 'w') as file:
            file.write(text)


def main():
    directory = sys.argv[1]
    os.makedirs(directory, exist_ok=True)
    if sys.argv[2:] == ['--feature-sets']:
        print(';'.join(feature_sets()))
        return
    write(directory, 'facts.c', facts(False))
    write(directory, 'facts.cpp', facts(True))
    write(directory, 'grid.c', grid_program())
    for name, wants in feature_sets().items():
        if wants is None:
            wants = wants_in(os.path.join(INCLUDE, 'psa', 'crypto_config.h'))
            config = '#include "psa/crypto_config.h"\n'
        else:
            config = ''.join(f'#define {want} 1\n' for want in sorted(wants))
        write(directory, f'config_{name}.h', config)
        write(directory, f'maxima_{name}.c', maxima(name, wants))


if __name__ == '__main__':
    main()
