#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Code of the crypto library on Cortex-M33: whole images are linked from the archives of the firmware presets with
--gc-sections and link-time optimisation (PSA_CRYPTO_LTO).

The PSA layer is what an image of the API's functions has beyond an image of what it calls below it (those functions of
crypto-core with Mbed TLS, of storage and of the port), and the adapters in crypto-core that only pass a call on to Mbed
TLS. What crypto-core has for others (AES decryption, points for PAKE) is in neither image: it would count against the
layer's size. The figure that is compared with Mbed TLS's own layer (18.1 to 21.7 KB) counts the functions that it has
in this profile; the other one counts all.
usage: crypto_m33.py STM32H5_FOLDER BOOT_FOLDER [--check]; prints lines as scripts/bench describes. --check: ends with 1
if a size is above its ceiling, which keeps it from growing. With --objects FOLDER it prints what each object of the IoT
profile takes without link-time optimisation."""
import glob
import os
import re
import subprocess
import sys
import tempfile

FLAGS = ["-mcpu=cortex-m33", "-mthumb", "-mfloat-abi=soft", "-Os", "-ffunction-sections", "-fdata-sections",
         "-specs=nano.specs", "-specs=nosys.specs", "-nostartfiles",
         "-Wl,--gc-sections"]
HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(HERE)


above = []  # their ceilings


def line(name, value, unit, target=None, ceiling=None):
    if ceiling is not None and value > ceiling:
        above.append(f"{name}: {value}, at most {ceiling}")
    verdict = "-\t-" if target is None else f"<={target}\t{'met' if value <= target else 'missed'}"
    print(f"figure\tcrypto: {name}\t{value}\t{unit}\t{verdict}")


def archives(build):
    ours = [path for name in ("crypto", "its", "crypto-core", "platform-stm32h5")
            for path in glob.glob(f"{build}/**/libpsa-{name}.a", recursive=True)]
    return ours + glob.glob(f"{build}/libpsa-mbedcrypto.a")


def link(build, program, out, *options):
    """The map of an image, and its bytes of code and constants, data, bss."""
    elf, map_file = os.path.join(out, "image.elf"), os.path.join(out, "image.map")
    subprocess.run(["arm-none-eabi-gcc", *FLAGS, f"-T{HERE}/m33_image.ld", f"-I{TOP}", f"-I{build}/config",
                    f"-I{TOP}/include", *options, f"{HERE}/m33_start.c", program,
                    "-Wl,--start-group", *archives(build), "-Wl,--end-group", "-o", elf, f"-Wl,-Map={map_file}"],
                   check=True, stderr=subprocess.PIPE)
    sizes = subprocess.run(["arm-none-eabi-size", elf], check=True, capture_output=True,
                           text=True).stdout.split("\n")[1]
    with open(map_file, encoding="utf-8") as file:
        text = file.read().split("Linker script and memory map")[1]
    return text, [int(word) for word in sizes.split()[:3]]


def by_object(map_text, kinds):
    """Bytes in the sections of these kinds by (archive, object)."""
    sizes = {}
    for size, archive, name in re.findall(r"^ \.(?:" + kinds
                                          + r")\S*\s+0x\w+\s+0x(\w+)\s+\S*?([\w.-]+)\.a\(([\w.-]+)\)",
                                          map_text, re.M):
        key = (archive, name.replace(".c.obj", ""))
        sizes[key] = sizes.get(key, 0) + int(size, 16)
    return {key: size for key, size in sizes.items() if size}


ADAPTERS = {"sha256", "sha512", "aes", "block", "hash", "ecc", "curve", "ecc_p256_m"}
P256_M = 2588  # bytes of p256-m itself, which ecc_p256_m.c includes
STORE = ["pits_set", "pits_get", "pits_get_info", "pits_remove", "pits_store_its"]
# What the functions of Crypto 1.0 to 1.2 that Mbed TLS 3.6 has in this profile are without.
LATER = re.compile(r"psa_(check_key_usage|attach_key|hash_suspend|hash_resume|generate_key_custom|\w*_custom|key_agreement|"
                   r"(sign|verify)_(?!hash$|message$)\w+)$")


def defined(build, library, prefix):
    archive = glob.glob(f"{build}/**/libpsa-{library}.a", recursive=True)[0]
    symbols = subprocess.run(["arm-none-eabi-nm", "--defined-only", archive], check=True, capture_output=True,
                             text=True).stdout
    return sorted(set(re.findall(rf" T ({prefix}\w+)", symbols)))


def functions_of(out):
    """The global functions in the image that was linked last."""
    symbols = subprocess.run(["arm-none-eabi-nm", os.path.join(out, "image.elf")], check=True, capture_output=True,
                             text=True).stdout
    return set(re.findall(r" T (\w+)", symbols))


def main():
    show = sys.argv[1] == "--objects"
    iot = sys.argv[2] if show else sys.argv[1]
    api, core = defined(iot, "crypto", "psa_"), defined(iot, "crypto-core", "pcc_")

    with tempfile.TemporaryDirectory() as out:
        def image(names, *options):
            return link(iot, f"{HERE}/m33_empty.c", out, *[f"-Wl,-u,{name}" for name in names], *options)

        def image_by_object(names):
            text, _ = image(names, "-fno-lto", "-fno-use-linker-plugin")  # nothing is inlined: what is called is seen
            return text, {key: size for key, size in by_object(text, "text|rodata").items()
                          if key[0] in ("libpsa-crypto", "libpsa-crypto-core")}

        text, code = image_by_object(api)
        if show:
            for key, size in sorted(code.items(), key=lambda item: -item[1]):
                print(f"{size:6d}  {key[0]}  {key[1]}")
            return
        compared = [name for name in api if not LATER.match(name)]
        for names, target, ceiling in ((compared, 10240, 14440), (api, None, 18620)):
            _, linked = image_by_object(names)
            adapters = sum(size for key, size in linked.items() if key[0] == "libpsa-crypto-core"
                           and key[1] in ADAPTERS) - P256_M
            called = sorted(name for name in functions_of(out)
                            if name in core or name in STORE or name.startswith("plat_"))
            if not set(STORE) <= set(called):
                raise SystemExit("crypto_m33.py: the key store calls other functions than STORE names")
            whole = image(names)[1][0]
            below = image(called)[1][0]
            count = f"{len(names)} functions" if names is compared else f"all {len(api)} functions"
            line(f"IoT profile, PSA layer (core and adapters), {count}", whole - below + adapters, "bytes", target,
                 ceiling)
        line("IoT profile, API half without link-time optimisation",
             sum(size for key, size in code.items() if key[0] == "libpsa-crypto"), "bytes")
        ram = by_object(text, "bss|data")
        line("IoT profile, static RAM of the PSA layer",
             sum(size for key, size in ram.items() if key[0] in ("libpsa-crypto", "libpsa-crypto-core")), "bytes")
        _, sizes = link(sys.argv[2], f"{HERE}/m33_boot.c", out)
        line("verify-only boot image (SHA-256 and P-256), text", sizes[0] + sizes[1], "bytes", 5500, 5500)
        line("verify-only boot image, RAM", sizes[1] + sizes[2], "bytes")
    if sys.argv[3:] == ["--check"] and above:
        raise SystemExit("crypto_m33.py: above the ceiling: " + "; ".join(above))


main()
