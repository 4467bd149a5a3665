package evtools.format.segment;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import java.util.zip.CRC32C;

/**
 * Blocks whose parts are stored as they are, so that a changed byte is a changed field, and not just a zstd frame that
 * can't be decompressed; with the checksums of what they hold after the change. What a reader sees then is what someone
 * could write who means it harm.
 */
public final class PlainBlock {
    private PlainBlock() {}

    /**
     * The block with the same contents, uncompressed.
     *
     * @throws FormatException if it isn't a good one
     */
    public static byte[] of(byte[] block) throws FormatException {
        try (BlockStreams streams = new BlockStreams()) {
            streams.open(block, 0, block.length, null);
            byte[] meta = streams.section(BlockLayout.META);
            ByteCursor rest = streams.meta();
            ByteCursor stored = new ByteCursor(meta, 0, meta.length, "meta section");
            stored.varint();
            ByteArrayBuilder directory = new ByteArrayBuilder(16);
            ByteArrayBuilder body = new ByteArrayBuilder(16);
            Varint.put(directory, streams.count());
            for (int i = 0; i < streams.count(); i++) {
                stored.varint();
                boolean pooled = stored.varint() == 0;
                Varint.put(directory, streams.rawLength(i));
                Varint.put(directory, pooled ? 0 : streams.rawLength(i));
                if (!pooled) {
                    stored.readInt();
                    directory.put(new byte[Integer.BYTES]);
                    body.put(streams.array(i), streams.start(i), streams.rawLength(i));
                }
            }
            directory.put(meta, meta.length - rest.left(), rest.left());
            return assemble(block, streams, directory.toByteArray(), body.toByteArray());
        }
    }

    private static byte[] assemble(byte[] block, BlockStreams streams, byte[] meta, byte[] body)
            throws FormatException {
        ByteArrayBuilder out = new ByteArrayBuilder(16);
        out.put(block, 0, BlockLayout.HEADER_BYTES);
        for (int i = 0; i < BlockLayout.SECTIONS; i++) {
            byte[] section = i == BlockLayout.META ? meta : streams.section(i);
            int entry = BlockLayout.SECTIONS_OFFSET + i * BlockLayout.SECTION_ENTRY_BYTES;
            BigEndian.putInt(out.array(), entry, section.length);
            BigEndian.putInt(out.array(), entry + 4, section.length);
            out.put(section);
        }
        out.put(body);
        byte[] plain = out.toByteArray();
        mend(plain);
        return plain;
    }

    /** Stores sections as they are, with as much as there is of them, then {@link #mendChecksums}. */
    public static void mend(byte[] block) {
        if (block.length < BlockLayout.HEADER_BYTES) {
            return;
        }
        int from = BlockLayout.HEADER_BYTES;
        for (int i = 0; i < BlockLayout.SECTIONS; i++) {
            int entry = BlockLayout.SECTIONS_OFFSET + i * BlockLayout.SECTION_ENTRY_BYTES;
            int length = Math.clamp(BigEndian.getInt(block, entry), 0, block.length - from);
            BigEndian.putInt(block, entry, length);
            BigEndian.putInt(block, entry + 4, length);
            from += length;
        }
        mendChecksums(block);
    }

    /** Gives the block the checksums of what it holds, as far as its lengths make sense. */
    public static void mendChecksums(byte[] block) {
        if (block.length < BlockLayout.HEADER_BYTES) {
            return;
        }
        BigEndian.putInt(block, 0, BlockLayout.MAGIC);
        BigEndian.putInt(block, 4, BlockLayout.VERSION << 24);
        int[] offset = new int[BlockLayout.SECTIONS + 1];
        offset[0] = BlockLayout.HEADER_BYTES;
        for (int i = 0; i < BlockLayout.SECTIONS; i++) {
            int entry = BlockLayout.SECTIONS_OFFSET + i * BlockLayout.SECTION_ENTRY_BYTES;
            offset[i + 1] = offset[i] + Math.clamp(BigEndian.getInt(block, entry + 4), 0, block.length - offset[i]);
        }
        mendStreams(block, offset[BlockLayout.META], offset[BlockLayout.META + 1], offset[BlockLayout.SECTIONS]);
        for (int i = 0; i < BlockLayout.SECTIONS; i++) {
            int entry = BlockLayout.SECTIONS_OFFSET + i * BlockLayout.SECTION_ENTRY_BYTES;
            BigEndian.putInt(block, entry + 8, crc(block, offset[i], offset[i + 1]));
        }
        BigEndian.putInt(block, BlockLayout.CRC_OFFSET, crc(block, 0, BlockLayout.CRC_OFFSET));
    }

    private static void mendStreams(byte[] block, int metaFrom, int metaTo, int streamsFrom) {
        ByteCursor meta = new ByteCursor(block, metaFrom, metaTo - metaFrom, "meta section");
        int at = streamsFrom;
        try {
            long count = meta.varint();
            for (long i = 0; i < count; i++) {
                meta.varint();
                int stored = meta.bounded(block.length - at, "length");
                if (stored > 0) {
                    BigEndian.putInt(block, meta.skip(Integer.BYTES), crc(block, at, at + stored));
                    at += stored;
                }
            }
        } catch (FormatException expected) {
            // The reader will find the same; what was mended so far stays.
            return;
        }
    }

    private static int crc(byte[] bytes, int from, int to) {
        CRC32C crc32c = new CRC32C();
        crc32c.update(bytes, from, to - from);
        return (int) crc32c.getValue();
    }
}
