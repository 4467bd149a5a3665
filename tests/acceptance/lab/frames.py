"""Which frames lie where, read from the files themselves by docs/FORMAT.md section 4, not by the tools under test."""

import collections
import struct
from pathlib import Path

HEADER = struct.Struct(">4sBBBBBBBxHxxQQQQQIIIIQQxxxxI")
MAGIC = b"\x89EVF"
EVENTS = 1
assert HEADER.size == 96

Frame = collections.namedtuple("Frame", "origin sequence crc copies acks fsync bucket events")


def frames_of_file(path):
    """All frames of events in a file of whole frames; stops at whatever is none."""
    data = Path(path).read_bytes()
    at = 0
    while at + HEADER.size <= len(data):
        fields = HEADER.unpack_from(data, at)
        (magic, _, kind, _, _, copies, acks, flags, _, _, origin, sequence, bucket, _, events, _, stored) = fields[:17]
        end = at + HEADER.size + stored
        if magic != MAGIC or end > len(data):
            return
        if kind == EVENTS:
            yield Frame(origin, sequence, fields[20], copies, acks, bool(flags & 1), bucket, events)
        at = end


def frames_of(directory):
    """The frames below a store or spool, but not those put aside."""
    found = set()
    for path in Path(directory).rglob("*.ev"):
        if "quarantine" not in path.parts:
            found.update(frames_of_file(path))
    return found


def holders(stores):
    """How many stores have each frame."""
    count = collections.Counter()
    for store in stores:
        count.update(frames_of(store))
    return count
