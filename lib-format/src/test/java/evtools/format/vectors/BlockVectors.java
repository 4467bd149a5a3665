package evtools.format.vectors;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventBuilder;
import evtools.format.event.EventFormat;
import evtools.format.event.EventOrder;
import evtools.format.event.OwnKeys;
import evtools.format.frame.FrameCodec;
import evtools.format.frame.FrameCodecs;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameLimits;
import evtools.format.frame.FrameWriter;
import evtools.format.segmentfile.SegmentFileWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Makes the streams of the test vectors with columnar frames. Which columns a writer chooses is its own affair, so the
 * bytes may change; what readers get out of them may not.
 */
final class BlockVectors {
    private static final long POINT = 111_876_216_100_000_000L;
    private static final int HEADER_BYTES = 120;
    private static final int CRC_OFFSET = 116;
    private static final int FIRST_SECTION = 32;
    private static final int SECTION_BYTES = 12;
    private static final int SECTION_TEMPLATES = 56;

    private final Map<String, Vector> vectors = new TreeMap<>();
    private final EventBuilder builder = new EventBuilder();
    private final Random random = new Random(8);

    static Map<String, Vector> all() throws IOException {
        BlockVectors streams = new BlockVectors();
        streams.valid();
        streams.invalid();
        return streams.vectors;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private void add(String name, String describe, byte[]... pieces) throws IOException {
        vectors.put(name + ".vec", Vector.of(describe, pieces));
    }

    private EventBuilder begin(int number) {
        long second = 100_000_000L;
        builder.begin(POINT + number / 3 * second + number % 3);
        return builder.host(bytes("web" + number % 2), 0, 4).app(bytes("shop"), 0, 4);
    }

    private void text(String text) {
        builder.text(bytes(text), 0, text.length());
    }

    private void token(String key, String value) {
        builder.token(bytes(key), 0, key.length(), bytes(value), 0, value.length());
    }

    private void beside(int number) {
        byte[] file = bytes("/var/log/shop.log#0123456789abcdef");
        byte[] form = bytes("%b %e %H:%M:%S $h $a[$v]: $m");
        byte[] pid = bytes(Integer.toString(700 + number % 2));
        builder.beside(bytes("pid"), pid, 0, pid.length);
        builder.beside(OwnKeys.form(), form, 0, form.length);
        builder.beside(OwnKeys.source(), file, 0, file.length);
    }

    private byte[] rows(int count) {
        ByteArrayBuilder rows = new ByteArrayBuilder(16);
        for (int i = 0; i < count; i++) {
            begin(i);
            text("order ");
            token("", new UUID(random.nextLong(), random.nextLong()).toString());
            text(" of ");
            token("", i == 40 ? "nobody1" : "10.0." + random.nextInt(200) + "." + random.nextInt(256));
            text(" id=");
            token("id", Integer.toHexString(random.nextInt() | 0x40000000));
            text(" state=");
            token("state", random.nextInt(4) == 0 ? "paid" : "open");
            text(" took ");
            token("", random.nextInt(90_000) + "." + random.nextInt(10) + "ms");
            text(" at ");
            token("", String.valueOf(1_000_000 + random.nextInt(1_000_000)).substring(1));
            text(" by ");
            token("", "w" + Long.toHexString(random.nextLong()) + "é!");
            text(" since ");
            token("", Long.toString(-5_000_000_000L + 7L * i));
            text(" again ");
            token("", Long.toString(-5_000_000_000L + 7L * i));
            beside(i);
            builder.finish(rows);
        }
        return rows.toByteArray();
    }

    /** Events of which hardly two are alike, made by the rule. */
    private byte[] rareRows(int count) {
        ByteArrayBuilder rows = new ByteArrayBuilder(16);
        for (int i = 0; i < count; i++) {
            begin(i);
            text("GET ");
            token("", "/a" + random.nextInt(1_000) + "/" + (char) ('a' + i % 26));
            text("?" + (char) ('a' + i % 26) + (char) ('a' + i / 26) + "=");
            String key = "" + (char) ('a' + i % 26) + (char) ('a' + i / 26);
            token(key, Integer.toString(random.nextInt(100)));
            text(" \"agent of " + (char) ('A' + random.nextInt(26)) + "\"");
            beside(i);
            builder.finish(rows);
        }
        return rows.toByteArray();
    }

    /** Events of ids that come again: they are many enough for a vocabulary of their own. */
    private byte[] idRows(int count) {
        String[] ids = new String[count / 4];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = (i % 3 == 0 ? "/data/subdir" + i % 40 + "/blk_" : "/data/blk_") + (random.nextLong() >>> 1);
        }
        ByteArrayBuilder rows = new ByteArrayBuilder(16);
        for (int i = 0; i < count; i++) {
            begin(i);
            text(i % 3 == 0 ? "Deleting block " : "Served block ");
            token("", ids[random.nextInt(ids.length)]);
            text(" to ");
            token("", i % 7 == 0 ? "nobody" + random.nextInt(9) : "reader");
            builder.finish(rows);
        }
        return rows.toByteArray();
    }

    /** Sorted events: seven at each point, some with the same message. */
    private byte[] sortedRows(int count) {
        List<byte[]> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            builder.begin(POINT + i / 7);
            builder.host(bytes("web" + i % 5), 0, 4).app(bytes("shop"), 0, 4);
            text("order ");
            token("", Integer.toString(i % 7 < 3 ? 100 : 100 + random.nextInt(900)));
            beside(i);
            ByteArrayBuilder event = new ByteArrayBuilder(16);
            builder.finish(event);
            events.add(event.toByteArray());
        }
        events.sort((a, b) -> EventOrder.compare(a, 2, a.length - 2, b, 2, b.length - 2));
        ByteArrayBuilder rows = new ByteArrayBuilder(16);
        events.forEach(rows::put);
        return rows.toByteArray();
    }

    private static byte[] backwards(byte[] rows) {
        byte[] turned = new byte[rows.length];
        int to = rows.length;
        for (int at = 0; at < rows.length; at += 2 + BigEndian.getUnsignedShort(rows, at)) {
            int length = 2 + BigEndian.getUnsignedShort(rows, at);
            to -= length;
            System.arraycopy(rows, at, turned, to, length);
        }
        return turned;
    }

    private static byte[] frame(byte[] rows) {
        ByteArrayBuilder out = new ByteArrayBuilder(16);
        int count = 0;
        long least = Long.MAX_VALUE;
        long most = 0;
        for (int at = 0; at < rows.length; at += 2 + BigEndian.getUnsignedShort(rows, at)) {
            long point = BigEndian.getLong(rows, at + 2 + EventFormat.POINT_OFFSET);
            least = Math.min(least, point);
            most = Math.max(most, point);
            count++;
        }
        FrameHeader header = new FrameHeader().codec(FrameCodec.COLUMNAR).events(count, count == 0 ? 0 : least, most);
        try (FrameCodecs codecs = new FrameCodecs(3)) {
            FrameWriter.encode(header, codecs, rows, 0, rows.length, out);
        }
        return out.toByteArray();
    }

    private static byte[] segment(byte[] rows) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (SegmentFileWriter writer = new SegmentFileWriter(out, 3, 1 << 20)) {
            int number = 0;
            for (int at = 0; at < rows.length; at += 2 + BigEndian.getUnsignedShort(rows, at)) {
                writer.add(rows, at + 2, BigEndian.getUnsignedShort(rows, at));
                if (++number % 100 == 0) {
                    writer.cut();
                }
            }
            writer.finish();
        }
        return out.toByteArray();
    }

    private void valid() throws IOException {
        add("valid-block-empty", "A columnar frame without events.", frame(new byte[0]));
        add("valid-block-one", "A block of one event.", frame(rows(1)));
        add("valid-block-columns", "A block with columns of all kinds, and exceptions.", frame(rows(600)));
        add("valid-block-rule", "Events that are made of their messages by the rule.", frame(rareRows(150)));
        add("valid-block-order", "Events that are not in order.", frame(backwards(rows(50))));
        add("valid-block-ids", "A vocabulary of ids beside that of other words.", frame(idRows(4_000)));
        add(
                "valid-block-sorted",
                "A sorted block with events of the same point from several hosts.",
                frame(sortedRows(40)));
        add("valid-segment", "A segment: blocks, index, trailer.", segment(rows(250)));
    }

    private void invalid() throws IOException {
        byte[] rows = rows(9);
        byte[] odd = rows.clone();
        odd[2 + EventFormat.CRC_OFFSET] ^= 1;
        int second = 2 + BigEndian.getUnsignedShort(rows, 0);
        odd[second + 2] = 9;
        add("invalid-block-whole", "A block with an event of a wrong crc, and one that isn't valid.", frame(odd));
        byte[] good = frame(rows);
        add("invalid-block-magic", "A columnar frame without a block.", changed(good, 0, 1), good);
        add("invalid-block-header-crc", "A block header with a wrong checksum.", changed(good, 8, 1), good);
        int templates = HEADER_BYTES + storedBefore(good, SECTION_TEMPLATES);
        add("invalid-block-section-crc", "A section with a wrong checksum.", changed(good, templates, 1), good);
        byte[] newer = good.clone();
        newer[FrameLimits.HEADER_BYTES + 4] = 2;
        int block = FrameLimits.HEADER_BYTES;
        BigEndian.putInt(newer, block + CRC_OFFSET, crc(newer, block, CRC_OFFSET));
        add("newer-block", "A block of a later version is skipped, and reported.", withCrc(newer), good);
    }

    /** Stored bytes of the sections before the one that is described there. */
    private static int storedBefore(byte[] frame, int section) {
        int sum = 0;
        for (int at = FIRST_SECTION; at < section; at += SECTION_BYTES) {
            sum += BigEndian.getInt(frame, FrameLimits.HEADER_BYTES + at + 4);
        }
        return sum;
    }

    /** Changes a byte of the block, and makes the frame's checksums right. */
    private static byte[] changed(byte[] frame, int offset, int bits) {
        byte[] changed = frame.clone();
        changed[FrameLimits.HEADER_BYTES + offset] ^= (byte) bits;
        return withCrc(changed);
    }

    private static byte[] withCrc(byte[] frame) {
        int header = FrameLimits.HEADER_BYTES;
        BigEndian.putInt(frame, 68, crc(frame, header, frame.length - header));
        BigEndian.putInt(frame, header - 4, crc(frame, 0, header - 4));
        return frame;
    }

    private static int crc(byte[] bytes, int from, int length) {
        CRC32C crc32c = new CRC32C();
        crc32c.update(bytes, from, length);
        return (int) crc32c.getValue();
    }
}
