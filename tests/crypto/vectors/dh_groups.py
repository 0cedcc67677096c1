# SPDX-License-Identifier: Apache-2.0
"""The Diffie-Hellman groups of RFC 3526 and RFC 7919, from pi and e in integers."""

SMALL = {"3526": {2048: 124476, 3072: 1690314, 4096: 240904, 6144: 929484, 8192: 4743158},
         "7919": {2048: 560316, 3072: 2625351, 4096: 5736041, 6144: 15705020, 8192: 10965728}}


def e_times(scale):
    total = term = scale
    n = 1
    while term:
        term //= n
        total += term
        n += 1
    return total


def pi_times(scale):
    """Machin: 16 atan(1/5) - 4 atan(1/239)."""
    def atan(x):
        total, power, n = 0, scale // x, 0
        while power:
            total += (-1) ** n * (power // (2 * n + 1))
            power //= x * x
            n += 1
        return total
    return 16 * atan(5) - 4 * atan(239)


def prime(family, bits):
    digits = (pi_times if family == "3526" else e_times)(1 << bits - 130 + 64) >> 64
    return 2**bits - 2**(bits - 64) + (digits + SMALL[family][bits]) * 2**64 - 1


class Field:
    """Squares modulo p as pairs' stand-in: elements are numbers, None the neutral one."""
    def __init__(self, family, bits):
        self.p = prime(family, bits)
        self.n, self.size, self.base = (self.p - 1) // 2, bits // 8, 2

    def add(self, a, b):
        product = (a or 1) * (b or 1) % self.p
        return None if product == 1 else product

    def times(self, k, a):
        power = pow(a, k % self.n, self.p)
        return None if power == 1 else power

    def encode(self, a):
        return a.to_bytes(self.size, "big")

    def decode(self, data):
        a = int.from_bytes(data, "big")
        assert 1 < a < self.p - 1 and pow(a, self.n, self.p) == 1
        return a
