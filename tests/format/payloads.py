"""Checksums and codecs of frames (docs/FORMAT.md, section 4), for reader.py."""

import shutil
import subprocess

try:
    from compression import zstd
except ImportError:
    zstd = None


class Damage(Exception):
    """Bytes that break a rule of FORMAT.md; the text says which."""


class CodecMissing(Exception):
    """Nothing here can decode the payload: no verdict on the vector."""


def crc32c_of_byte(crc):
    for _ in range(8):
        crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)  # the Castagnoli polynomial, reflected
    return crc


CRC32C_TABLE = [crc32c_of_byte(byte) for byte in range(256)]


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ CRC32C_TABLE[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


def decode_lz4(block, raw_length):
    """One LZ4 block: sequences of (token, literals, 2-byte little-endian offset, match); the last has no match."""
    out, at = bytearray(), 0

    def length_of(length):
        nonlocal at
        more = length == 15
        while more:
            length, more, at = length + block[at], block[at] == 255, at + 1
        return length

    try:
        while True:
            token, at = block[at], at + 1
            literals_end = length_of(token >> 4) + at
            out += block[at:literals_end]
            at = literals_end
            if at == len(block):
                return bytes(out)
            distance, at = block[at] | block[at + 1] << 8, at + 2
            match = length_of(token & 15) + 4
            if not 0 < distance <= len(out) or len(out) + match > raw_length:
                raise Damage("LZ4 match outside the output")
            for _ in range(match):
                out.append(out[-distance])  # byte by byte: a match may overlap what it writes
    except IndexError:
        raise Damage("LZ4 block ends early") from None


def decode_zstd(frame, _raw_length):
    if frame[:4] != b"\x28\xb5\x2f\xfd":
        raise Damage("no zstd frame")
    if zstd is None and shutil.which("zstd") is None:
        raise CodecMissing("neither compression.zstd nor the zstd command")
    try:
        if zstd:
            return zstd.decompress(frame)
        return subprocess.run(["zstd", "-dcq"], input=frame, capture_output=True, check=True).stdout
    except (subprocess.CalledProcessError, getattr(zstd, "ZstdError", OSError)):
        raise Damage("zstd payload does not decode") from None
