package evtools.format.vectors;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventBuilder;
import evtools.format.event.EventFormat;
import evtools.format.event.OwnKeys;
import evtools.format.event.TailTable;
import evtools.format.frame.FrameCodec;
import evtools.format.frame.FrameCodecs;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameLimits;
import evtools.format.frame.FrameWriter;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** Makes the vectors of frames whose rows share tails. */
final class TailVectors {
    private static final long POINT = 111_876_216_100_000_007L;
    private static final byte[] AUTH =
            entries("%b %e %H:%M:%S $h $a[$v]: $m", "/var/log/auth.log#0123456789abcdef", "");
    private static final byte[] AUDIT =
            entries("%b %e %H:%M:%S $h $a[$v]: $m", "/var/log/audit#fedcba9876543210", "safe");

    private final Map<String, Vector> vectors = new TreeMap<>();
    private final EventBuilder builder = new EventBuilder();
    private final FrameCodecs codecs = new FrameCodecs();
    private int events;

    static Map<String, Vector> all() throws IOException {
        TailVectors streams = new TailVectors();
        streams.valid();
        streams.invalidRows();
        streams.invalidTables();
        return streams.vectors;
    }

    private void add(String name, String describe, byte[]... pieces) throws IOException {
        vectors.put(name + ".vec", Vector.of(describe, pieces));
    }

    /** The format's own tokens, as entries one after another. */
    private static byte[] entries(String form, String source, String durability) {
        ByteArrayBuilder out = new ByteArrayBuilder(64);
        entry(out, OwnKeys.durability(), durability);
        entry(out, OwnKeys.form(), form);
        entry(out, OwnKeys.source(), source);
        return out.toByteArray();
    }

    private static void entry(ByteArrayBuilder out, byte[] key, String value) {
        if (!value.isEmpty()) {
            out.put(key.length).put(value.length()).put(key).putLatin1(value);
        }
    }

    /** A row whose own tokens are these; more of them may be in a tail. */
    private byte[] row(int version, int number, byte[]... tails) {
        byte[] text = "session for uid=".getBytes(ISO_8859_1);
        byte[] uid = Integer.toString(number).getBytes(ISO_8859_1);
        builder.begin(POINT + number)
                .host(new byte[] {'a', 'b'}, 0, 2)
                .app(new byte[] {'s', 's', 'h'}, 0, 3)
                .text(text, 0, text.length)
                .token(new byte[] {'u', 'i', 'd'}, 0, 3, uid, 0, uid.length)
                .beside(new byte[] {'p', 'i', 'd'}, uid, 0, uid.length);
        for (byte[] tail : tails) {
            for (int at = 0; at < tail.length; at += 2 + tail[at] + tail[at + 1]) {
                byte[] key = Arrays.copyOfRange(tail, at + 2, at + 2 + tail[at]);
                builder.beside(key, tail, at + 2 + tail[at], tail[at + 1]);
            }
        }
        ByteArrayBuilder out = new ByteArrayBuilder(64);
        builder.finish(out);
        byte[] row = out.toByteArray();
        row[EventFormat.LENGTH_BYTES] = (byte) version;
        events++;
        return row;
    }

    private static TailTable table(byte[]... tails) {
        TailTable table = new TailTable();
        for (byte[] tail : tails) {
            table.add(tail, 0, tail.length);
        }
        return table;
    }

    /** A frame of the rows made since the last one. */
    private byte[] frame(int codec, TailTable table, byte[]... rows) {
        ByteArrayBuilder payload = new ByteArrayBuilder(64);
        int whole = 0;
        for (byte[] row : rows) {
            payload.put(row);
            int length = row.length - EventFormat.LENGTH_BYTES;
            int tail = table.length(row[EventFormat.LENGTH_BYTES] & 0xFF);
            boolean fits = length + tail <= EventFormat.MAX_EVENT_BYTES;
            whole += row.length + (fits ? tail : 0);
        }
        table.appendTo(payload);
        return frame(codec, whole, payload.toByteArray());
    }

    private byte[] frame(int codec, int whole, byte[] payload) {
        FrameHeader header = new FrameHeader().codec(codec).events(events, POINT, POINT + 9);
        ByteArrayBuilder out = new ByteArrayBuilder(64);
        FrameWriter.encode(header, codecs, payload, 0, payload.length, whole, out);
        events = 0;
        return out.toByteArray();
    }

    private void valid() throws IOException {
        for (int codec : new int[] {FrameCodec.NONE, FrameCodec.LZ4, FrameCodec.ZSTD}) {
            add(
                    "valid-tails-" + FrameCodec.name(codec),
                    "Rows that share tails, one of them with a durability class, beside whole rows.",
                    frame(
                            codec,
                            table(AUTH, AUDIT),
                            row(2, 0),
                            row(3, 1),
                            row(1, 2, AUTH),
                            row(2, 3),
                            row(1, 4),
                            row(3, 5)));
        }
        add(
                "valid-tails-unused",
                "Tails that nobody uses, an empty one, one there twice.",
                frame(FrameCodec.NONE, table(AUDIT, AUTH, new byte[0], AUTH), row(3, 0), row(5, 1), row(4, 2)));
        byte[] line = {0x1A};
        builder.begin(POINT).token(new byte[0], 0, 0, line, 0, 1);
        ByteArrayBuilder out = new ByteArrayBuilder(64);
        builder.finish(out);
        byte[] whole = out.toByteArray();
        // The only token, at 22, its length at 18 and the event's: with a tail instead of it.
        byte[] tail = Arrays.copyOfRange(whole, 22, 25);
        byte[] row = new byte[whole.length - tail.length];
        System.arraycopy(whole, 0, row, 0, 22);
        System.arraycopy(whole, 25, row, 22, whole.length - 25);
        BigEndian.putShort(row, 0, row.length - EventFormat.LENGTH_BYTES);
        row[2] = 2;
        BigEndian.putShort(row, 20, 0);
        events = 1;
        add("valid-tails-in-line", "A tail with a token of the line.", frame(FrameCodec.NONE, table(tail), row));
        byte[][] many = new byte[TailTable.MAX_TAILS][];
        byte[][] rows = new byte[TailTable.MAX_TAILS][];
        for (int i = 0; i < many.length; i++) {
            many[i] = entries("$m", "log#" + i, "");
            rows[i] = row(TailTable.version(i), i);
        }
        add("valid-tails-254", "As many tails as there can be.", frame(FrameCodec.ZSTD, table(many), rows));
    }

    private void invalidRows() throws IOException {
        TailTable table = table(AUTH);
        add(
                "invalid-tails-reference",
                "A row whose tail is not in the table.",
                frame(FrameCodec.NONE, table, row(2, 0), row(3, 1), row(2, 2)));
        byte[] broken = row(2, 1);
        broken[2 + EventFormat.HOST_OFFSET] = (byte) 200;
        byte[] cut = row(2, 1);
        cut[1] = (byte) (cut[1] - 3);
        int whole = 2 * (row(2, 0).length + AUTH.length) + broken.length;
        events = 3;
        ByteArrayBuilder payload =
                new ByteArrayBuilder(64).put(row(2, 0)).put(broken).put(row(2, 2));
        events = 3;
        table.appendTo(payload);
        add(
                "invalid-tails-host",
                "A row with a broken field before its tokens.",
                frame(0, whole, payload.toByteArray()));
        payload.clear();
        payload.put(row(2, 0)).put(cut, 0, 8);
        events = 2;
        table.appendTo(payload);
        add(
                "invalid-tails-row-cut",
                "Rows that end inside a row.",
                frame(0, row(2, 0).length + AUTH.length + 8, payload.toByteArray()));
        byte[] text = new byte[EventFormat.MAX_EVENT_BYTES - EventFormat.MIN_EVENT_BYTES];
        ByteArrayBuilder out = new ByteArrayBuilder(64);
        builder.begin(POINT).text(text, 0, text.length).finish(out);
        byte[] longest = out.toByteArray();
        longest[2] = 2;
        events = 1;
        add(
                "invalid-tails-long-event",
                "A row that would be longer than 65,535 bytes with its tail.",
                frame(FrameCodec.ZSTD, table, longest, row(2, 1)));
    }

    private void invalidTables() throws IOException {
        TailTable table = table(AUTH, AUDIT);
        byte[] good = frame(FrameCodec.NONE, table, row(2, 0));
        add("invalid-tails-whole-length", "Another whole length.", changed(good, 88, 1), good);
        add("invalid-tails-over", "More than 8 MiB of whole rows claimed.", changed(good, 88, 8 << 20), good);
        add("invalid-tails-table-length", "A table longer than the payload.", changed(good, good.length - 4, 1), good);
        add("invalid-tails-table-cut", "A table that ends inside a tail.", changed(good, good.length - 4, -1), good);
        int firstTail = good.length - 4 - table.tableBytes() + 4;
        add("invalid-tails-entry", "A tail that ends inside a token.", changed(good, firstTail, 1), good);
        events = 1;
        add("invalid-tails-no-table", "A payload too short for a table.", frame(0, 5, new byte[3]), good);
        byte[] tails = new byte[2 * (TailTable.MAX_TAILS + 1) + 4];
        BigEndian.putInt(tails, tails.length - 4, tails.length - 4);
        add("invalid-tails-255", "More tails than there can be.", frame(0, 5, tails), good);
        ByteArrayBuilder payload = new ByteArrayBuilder(1 << 20);
        byte[] longTail = new byte[60_000 / 255 * 257];
        for (int at = 0; at < longTail.length; at += 257) {
            longTail[at + 1] = (byte) 255;
        }
        byte[] row = row(2, 0);
        for (int i = 0; i < 140; i++) {
            payload.put(row);
        }
        table(longTail).appendTo(payload);
        events = 140;
        add(
                "invalid-tails-whole-rows",
                "Rows that are more than 8 MiB when whole.",
                frame(FrameCodec.ZSTD, 8 << 20, payload.toByteArray()),
                good);
        add("newer-tails-positions", "Tails in a frame of another kind.", changedByte(good, 5, 2), good);
        add("newer-tails-columnar", "Tails in a columnar frame.", changedByte(good, 6, FrameCodec.COLUMNAR), good);
        add("newer-reserved-bytes", "A frame that uses other reserved bytes.", changed(good, 12, 1), good);
    }

    /** A frame with a number added to one of its own at {@code offset}, its checksums right. */
    private static byte[] changed(byte[] frame, int offset, int difference) {
        byte[] changed = frame.clone();
        BigEndian.putInt(changed, offset, BigEndian.getInt(changed, offset) + difference);
        return withChecksums(changed);
    }

    private static byte[] changedByte(byte[] frame, int offset, int value) {
        byte[] changed = frame.clone();
        changed[offset] = (byte) value;
        return withChecksums(changed);
    }

    private static byte[] withChecksums(byte[] frame) {
        CRC32C crc = new CRC32C();
        crc.update(frame, FrameLimits.HEADER_BYTES, frame.length - FrameLimits.HEADER_BYTES);
        BigEndian.putInt(frame, 68, (int) crc.getValue());
        crc.reset();
        crc.update(frame, 0, FrameLimits.HEADER_BYTES - Integer.BYTES);
        BigEndian.putInt(frame, FrameLimits.HEADER_BYTES - Integer.BYTES, (int) crc.getValue());
        return frame;
    }
}
