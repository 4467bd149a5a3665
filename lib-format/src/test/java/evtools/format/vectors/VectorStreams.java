package evtools.format.vectors;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventBuilder;
import evtools.format.event.OwnKeys;
import evtools.format.frame.FrameCodec;
import evtools.format.frame.FrameCodecs;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameKind;
import evtools.format.frame.FrameLimits;
import evtools.format.frame.FrameWriter;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** Makes the streams of all test vectors. */
final class VectorStreams {
    private static final long POINT = 111_876_216_100_000_007L;

    private final Map<String, Vector> vectors = new TreeMap<>();
    private final EventBuilder builder = new EventBuilder();
    private final FrameCodecs codecs = new FrameCodecs();

    static Map<String, Vector> all() throws IOException {
        VectorStreams streams = new VectorStreams();
        streams.validEvents();
        streams.validFrames();
        streams.invalidEvents();
        streams.invalidFrames();
        return streams.vectors;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private void add(String name, String describe, byte[]... pieces) throws IOException {
        vectors.put(name + ".vec", Vector.of(describe, pieces));
    }

    private EventBuilder event(String line) {
        return builder.begin(POINT).text(bytes(line), 0, line.length());
    }

    private EventBuilder beside(byte[] key, String value) {
        return builder.besideWhole(key, bytes(value), 0, value.length());
    }

    private EventBuilder token(String key, String value) {
        return builder.token(bytes(key), 0, key.length(), bytes(value), 0, value.length());
    }

    /** The event with its length before it. */
    private byte[] finish() {
        ByteArrayBuilder out = new ByteArrayBuilder(16);
        builder.finish(out);
        return out.toByteArray();
    }

    private byte[] sshEvent() {
        builder.begin(POINT).host(bytes("combo"), 0, 5).app(bytes("sshd"), 0, 4);
        builder.text(bytes("check pass; uid="), 0, 16);
        token("uid", "0");
        builder.text(bytes(" from "), 0, 6);
        token("", "218.188.2.4");
        builder.beside(bytes("pid"), bytes("19939"), 0, 5);
        beside(OwnKeys.form(), "%b %e %H:%M:%S $h $a[$v]: $m\r");
        beside(OwnKeys.source(), "/var/log/auth.log#0123456789abcdef");
        return finish();
    }

    private byte[] frame(FrameHeader header, byte[] payload) {
        ByteArrayBuilder out = new ByteArrayBuilder(16);
        FrameWriter.encode(header, codecs, payload, 0, payload.length, out);
        return out.toByteArray();
    }

    private byte[] frame(int codec, int events, byte[]... eventBytes) {
        ByteArrayBuilder payload = new ByteArrayBuilder(16);
        for (byte[] event : eventBytes) {
            payload.put(event);
        }
        return frame(
                new FrameHeader().codec(codec).events(events, events == 0 ? 0 : POINT, events == 0 ? 0 : POINT),
                payload.toByteArray());
    }

    private byte[] frame(byte[] event) {
        return frame(FrameCodec.NONE, 1, event);
    }

    private static byte[] end() {
        ByteArrayBuilder out = new ByteArrayBuilder(16);
        FrameWriter.encode(new FrameHeader().kind(FrameKind.END), new FrameCodecs(), new byte[0], 0, 0, out);
        return out.toByteArray();
    }

    private void validEvents() throws IOException {
        event("");
        add("valid-event-empty", "The smallest event: all fields empty.", frame(finish()));
        add(
                "valid-event-tokens",
                "Tokens in the line, with and without key, and beside it; a form.",
                frame(sshEvent()));
        event("stray \u001a byte");
        add("valid-event-placeholder-byte", "A placeholder byte without a mark is just that byte.", frame(finish()));
        event("no newline");
        beside(OwnKeys.form(), "$m$.");
        add("valid-event-no-line-feed", "A last line without a line feed.", frame(finish()));
        event("x");
        builder.host(bytes("h".repeat(300)), 0, 300);
        beside(OwnKeys.form(), "$h: $m");
        beside(OwnKeys.host(), "h".repeat(300));
        add("valid-event-long-host", "A host of 300 bytes: cut in its field, whole in tokens.", frame(finish()));
        event("134681 state 1 Component");
        builder.host(bytes("node-246"), 0, 8).app(bytes("unix.hw"), 0, 7);
        beside(OwnKeys.form(), "$1w$h $a $1w%s $m");
        add("valid-event-time-in-the-middle", "Words of the message stand before the time.", frame(finish()));
        event("at local time");
        beside(OwnKeys.form(), "%+0530%A, %d %B %Y %l:%M:%S.%8 %p +05:30 $m");
        add("valid-event-offset", "Local time at an offset from UTC.", frame(finish()));
        event("odd time");
        beside(OwnKeys.form(), "[$t] 100%% $$ $m");
        beside(OwnKeys.time(), "23:59:60");
        add("valid-event-time-text", "A time that can't be rebuilt is kept as text.", frame(finish()));
        builder.begin(POINT);
        for (int i = 0; i < 20; i++) {
            token("", "7");
            builder.text(bytes(","), 0, 1);
        }
        add("valid-event-marks", "Marks over more than two bytes of the line.", frame(finish()));
        builder.begin(POINT).text(new byte[65_535 - 21], 0, 65_535 - 21);
        add("valid-event-longest", "An event of 65,535 bytes.", frame(FrameCodec.ZSTD, 1, finish()));
    }

    private void validFrames() throws IOException {
        byte[] ssh = sshEvent();
        add("valid-stream-empty", "No frames at all.");
        add("valid-frame-empty", "A frame without events.", frame(FrameCodec.NONE, 0));
        add("valid-frame-lz4", "LZ4.", frame(FrameCodec.LZ4, 3, ssh, ssh, ssh));
        add("valid-frame-zstd", "zstd.", frame(FrameCodec.ZSTD, 3, ssh, ssh, ssh));
        add(
                "valid-stream-joined",
                "Two streams joined, each with its end frame.",
                frame(ssh),
                end(),
                frame(ssh),
                end());
        FrameHeader stored = new FrameHeader()
                .durability(3, 2, true)
                .bucket(1_024, 1_092_541)
                .environmentTag(0x0102030405060708L)
                .id(0x1112131415161718L, 9)
                .builtPoint(POINT + 1_000)
                .events(1, POINT, POINT);
        add("valid-frame-stored", "A frame as a spool makes it: id, bucket, durability.", frame(stored, ssh));
        add(
                "valid-frame-unknown-kind",
                "A frame of a kind that isn't known yet is skipped without complaint.",
                frame(new FrameHeader().kind(77), bytes("whatever")),
                frame(ssh));
    }

    /** The event in {@code good}, changed by its field's place, as a stream of that one and a good one. */
    private void addBroken(String name, String describe, byte[] broken) throws IOException {
        add(name, describe, frame(FrameCodec.NONE, 2, broken, sshEvent()));
    }

    private static byte[] with(byte[] source, int offset, int value) {
        byte[] changed = source.clone();
        changed[offset] = (byte) value;
        return changed;
    }

    private void invalidEvents() throws IOException {
        builder.begin(POINT);
        token("k", "v");
        builder.text(bytes("x"), 0, 1);
        byte[] small = finish();
        // length 2, version 2, point 3..10, crc 11..14, host length 15, app length 16, marks length 17..18, mark 19,
        // tokens length 20..21, key length 22, value length 23, key 24, value 25, line length 26..27, line 28..29
        addBroken("invalid-event-version", "Event version 2.", with(small, 2, 2));
        addBroken("invalid-event-host-length", "Host longer than the event.", with(small, 15, 200));
        addBroken("invalid-event-line-length", "Lengths that don't add up.", with(small, 27, 1));
        addBroken("invalid-event-marks-zero", "Marks that end in a zero byte.", with(small, 19, 0));
        addBroken("invalid-event-mark-beyond", "A mark beyond the line.", with(small, 19, 0x10));
        addBroken("invalid-event-mark-elsewhere", "A mark where there is no placeholder.", with(small, 19, 0x40));
        addBroken("invalid-event-token-length", "A token longer than the tokens.", with(small, 23, 9));
        addBroken("invalid-event-crc", "A crc that isn't the message's; only verifying finds it.", with(small, 14, 0));
        event("\u001a\u001a");
        byte[] noTokens = finish();
        byte[] marked = new byte[noTokens.length + 1];
        System.arraycopy(noTokens, 0, marked, 0, 19);
        marked[1]++;
        marked[18] = 1;
        marked[19] = (byte) 0xC0;
        System.arraycopy(noTokens, 19, marked, 20, noTokens.length - 19);
        addBroken("invalid-event-too-few-tokens", "More marks than tokens.", marked);
        event("shown all the same");
        beside(OwnKeys.form(), "%Q$m");
        add("invalid-event-form", "A form that isn't one: the message is shown.", frame(finish()));
        byte[] cut = java.util.Arrays.copyOf(small, small.length - 5);
        add(
                "invalid-frame-ends-inside-event",
                "A payload that ends inside an event.",
                frame(FrameCodec.NONE, 2, sshEvent(), cut));
        add("invalid-frame-event-count", "A wrong event count.", frame(FrameCodec.NONE, 5, sshEvent()));
    }

    private void invalidFrames() throws IOException {
        byte[] good = frame(sshEvent());
        add("invalid-garbage", "No frame anywhere.", bytes("Jun 14 15:16:01 combo sshd: a line of text\n"));
        add("invalid-garbage-between", "Garbage between two frames.", good, bytes("garbage \u0089EVF garbage"), good);
        add("invalid-magic", "A damaged magic costs its frame.", with(good, 1, 0), good);
        add("invalid-header-crc", "A damaged header costs its frame.", with(good, 30, 1), good);
        add("invalid-payload-crc", "A damaged payload costs its frame.", with(good, 100, 0xEE), good);
        add("invalid-cut-header", "The stream ends inside a header.", good, java.util.Arrays.copyOf(good, 50));
        add("invalid-cut-payload", "The stream ends inside a payload.", good, java.util.Arrays.copyOf(good, 120));
        add(
                "invalid-cut-then-joined",
                "A cut stream with another one after it.",
                java.util.Arrays.copyOf(good, 120),
                good);
        add(
                "invalid-raw-length",
                "More than 8 MiB of rows claimed.",
                withHeader(good, 60, (8 << 20) + 1, 6, FrameCodec.LZ4),
                good);
        add(
                "invalid-stored-length",
                "Stored longer than any codec makes it.",
                withHeader(good, 64, 1 << 30, 6, FrameCodec.LZ4),
                good);
        add("invalid-lengths-differ", "An uncompressed frame with two lengths.", withHeader(good, 60, 5, 7, 0), good);
        add("invalid-lz4", "An LZ4 payload that isn't one.", withHeader(good, 60, 1_000, 6, FrameCodec.LZ4), good);
        add("invalid-zstd", "A zstd payload that isn't one.", withHeader(good, 60, 1_000, 6, FrameCodec.ZSTD), good);
        byte[] zstd = frame(FrameCodec.ZSTD, 1, sshEvent());
        int raw = BigEndian.getInt(zstd, 60);
        add(
                "invalid-zstd-length",
                "A zstd payload of another length than claimed.",
                withHeader(zstd, 60, raw + 1, 6, FrameCodec.ZSTD),
                good);
        add("invalid-bucket-width", "A bucket width of 5 s.", withHeader(good, 12, 5 << 16, 7, 0), good);
        add(
                "invalid-end-with-payload",
                "An end frame that is not empty.",
                withHeader(good, 88, 0, 5, FrameKind.END),
                good);
        add(
                "newer-version",
                "A frame of a later version is passed on or skipped, and reported.",
                withHeader(good, 88, 0, 4, 2),
                good);
        add(
                "newer-codec",
                "A frame with an unknown codec is skipped, and reported.",
                withHeader(good, 88, 0, 6, 9),
                good);
        add(
                "newer-reserved",
                "A frame that uses reserved bytes is skipped, and reported.",
                withHeader(good, 88, 1, 7, 0),
                good);
    }

    /** Changes an int and a byte of a header and makes its checksum right again. */
    private static byte[] withHeader(byte[] frame, int intOffset, int intValue, int byteOffset, int byteValue) {
        byte[] changed = with(frame, byteOffset, byteValue);
        BigEndian.putInt(changed, intOffset, intValue);
        CRC32C crc = new CRC32C();
        crc.update(changed, 0, FrameLimits.HEADER_BYTES - Integer.BYTES);
        BigEndian.putInt(changed, FrameLimits.HEADER_BYTES - Integer.BYTES, (int) crc.getValue());
        return changed;
    }
}
