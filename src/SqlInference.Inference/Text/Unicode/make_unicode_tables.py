#!/usr/bin/python3
"""Writes unicode.bin beside this file: decompositions, combining classes and compositions of Unicode 14.

Every run with the same Unicode version writes the same bytes. Layout, after deflating, all little-endian: three lists,
each a 32-bit count and then its entries.
  decompositions: code point (bit 31: compatibility only), number of code points, code points
  combining classes: code point, class
  compositions: first, second, composed
"""
import pathlib
import struct
import unicodedata
import zlib

HANGUL = range(0xAC00, 0xD7A4)  # computed, not listed
POINTS = [p for p in range(0x110000) if not 0xD800 <= p < 0xE000 and p not in HANGUL]
COMPATIBILITY = 1 << 31


def words(numbers):
    return struct.pack(f"<{len(numbers)}I", *numbers)


def decompositions():
    for point in POINTS:
        text = chr(point)
        canonical, compatible = (unicodedata.normalize(form, text) for form in ("NFD", "NFKD"))
        if canonical != text:
            yield [point, len(canonical), *map(ord, canonical)]
        if compatible != canonical:
            yield [point | COMPATIBILITY, len(compatible), *map(ord, compatible)]


def classes():
    for point in POINTS:
        if unicodedata.combining(chr(point)):
            yield [point, unicodedata.combining(chr(point))]


def compositions():
    for point in POINTS:
        raw = unicodedata.decomposition(chr(point)).split()
        if len(raw) == 2 and not raw[0].startswith("<") and unicodedata.normalize("NFC", chr(point)) == chr(point):
            yield [int(raw[0], 16), int(raw[1], 16), point]


assert unicodedata.unidata_version == "14.0.0", unicodedata.unidata_version
content = b""
for entries in (list(decompositions()), list(classes()), list(compositions())):
    content += words([len(entries)]) + b"".join(words(entry) for entry in entries)
deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
pathlib.Path(__file__).with_name("unicode.bin").write_bytes(deflate.compress(content) + deflate.flush())
