#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Flash and RAM of the example firmware (examples/stm32h5) by image and by the part of the code that a function belongs to.
usage: firmware_sizes.py FOLDER [--check]; prints lines as scripts/bench describes. --check: ends with 1 if an image is above what it
may have: its target, or, where that is missed today, the ceiling that keeps it from growing. RAM is static: the stack is not in it."""
import re
import subprocess
import sys

# Image, what it is; flash: target, ceiling while the target is missed; RAM: target
IMAGES = [
    ("stage_1/stage_1", "stage 1, encrypted images, cryptography by the chip", 16 * 1024, 22016, None),
    ("stage_2/stage_2", "stage 2, cryptography by the chip", 32 * 1024, 20480, None),
    ("stage_1_core/stage_1", "stage 1, encrypted images, cryptography in software", 16 * 1024, 27136, None),
    ("stage_2_core/stage_2", "stage 2, cryptography in software", 32 * 1024, None, None),
    ("stage_1_bank/stage_1_bank", "the one stage of a device that exchanges its banks", 32 * 1024, None, None),
    ("stage_1_small/stage_1_small", "the one stage of a part with 128 KB, cryptography in software", 24 * 1024, None, None),
    ("app_small/app_1", "application of a part with 128 KB, updates alone", 31 * 1024, None, 16 * 1024),
    ("app/app_1", "application, all services and update agent", 64 * 1024, None, 16 * 1024),
]
# Parts by the names of their functions and tables, first match counts.
PARTS = [
    ("update engine", r"pfwu_|past_return|abandon|move_rows|give_up|tell_event|take_word|look_at|open_sector|program_word|read_unit$|check_of|units|"
                      r"check_fields|check_kind|check_dep|check_with|check_ver|get_der|read_ecdsa|read_at|read_place|belongs|kinds|spki_|order_|"
                      r"transitions|sizes\.|find$|mac_of|apply$|hash_|parse_|take_|copy_|is_equal|put_decimal|get_version|differs|read_counter|extents"),
    ("crypto", r"pcc_|pcrypto_|psa_(?!its|ps_|fwu|initial)|mbedtls_|u256|u288|m256|point|scalar|ecdsa|p256|FT0|RT0|FSb|RSb|K$|round_constants|curves|n_p256|"
               r"key_|ghash|gcm|ccm|ctr|drbg|hmac|plat_boot_(?!record|seed)|plat_h5_(pka|aes|hash)"),
    ("storage", r"pits_|psa_its|psa_ps|record_|log_"),
    ("attestation", r"patt_|psa_initial|claims|cbor|cose"),
    ("port", r"plat_|leave_code|areas|scan_log|raise_once|is_counter|exchange|reads_as|open_keys|close_keys|step$|pin|record_whole|.*_Handler|barrier|codes"),
]


def line(name, value, target):
    result = "-" if target is None else "met" if value <= target else "missed"
    print(f"figure\tfirmware: {name}\t{value}\tbytes\t{'-' if target is None else '<=' + str(target)}\t{result}")


def parts_of(elf):
    sums = {}
    text = subprocess.run(["arm-none-eabi-nm", "-S", elf], capture_output=True, text=True, check=True).stdout
    for size, kind, name in re.findall(r"^\w+ (\w+) (\w) (\S+)$", text, re.M):
        if kind in "tTrRvVwW":
            part = next((part for part, pattern in PARTS if re.match(pattern, name)), "the rest")
            sums[part] = sums.get(part, 0) + int(size, 16)
    return sums


def main():
    if len(sys.argv) not in (2, 3) or sys.argv[2:] not in ([], ["--check"]):
        raise SystemExit(__doc__)
    above = []
    for file, name, target, ceiling, ram_target in IMAGES:
        elf = f"{sys.argv[1]}/{file}.elf"
        text = subprocess.run(["arm-none-eabi-size", elf], capture_output=True, text=True, check=True).stdout
        code, data, bss = (int(field) for field in text.splitlines()[1].split()[:3])
        line(f"flash of {name}", code + data, target)
        for part, size in sorted(parts_of(elf).items(), key=lambda item: -item[1]):
            line(f"flash of {name}, {part}, about", size, None)
        line(f"static RAM of {name}", data + bss, ram_target)
        if code + data > (ceiling or target):
            above.append(f"{name}: {code + data} bytes of flash, {'ceiling' if ceiling else 'budget'} {ceiling or target}")
        if ram_target is not None and data + bss > ram_target:
            above.append(f"{name}: {data + bss} bytes of RAM, budget {ram_target}")
    if sys.argv[2:] == ["--check"] and above:
        raise SystemExit("\n".join(above))


main()
