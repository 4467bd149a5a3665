package evtools.format.segment;

import evtools.format.ByteArrayBuilder;

/** Numbers in as few bytes as they need: 7 bits a byte, lowest first, the top bit says that more follow. */
final class Varint {
    private Varint() {}

    static void put(ByteArrayBuilder out, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.put((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.put((int) rest);
    }
}
