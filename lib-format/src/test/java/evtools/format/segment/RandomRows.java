package evtools.format.segment;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventBuilder;
import evtools.format.event.EventFormat;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Rows of random events, some like those of logs, some of any bytes. */
final class RandomRows {
    private static final String[] WORDS = {
        "opened", "closed", "session", "for", "user", "from", "port", "failed", "password", "GET", "\"", "x=y", "[", "]"
    };
    private static final String[] KEYS = {"", "", "", "uid", "pid", "a.b", "_x"};
    private static final byte[] NO_BYTES = new byte[0];

    private final Random random;
    private final EventBuilder builder = new EventBuilder();
    private long point = 176_000_000_000_000_000L;

    RandomRows(long seed) {
        random = new Random(seed);
    }

    byte[] rows(int count) {
        ByteArrayBuilder out = new ByteArrayBuilder(16);
        boolean wild = random.nextInt(4) == 0;
        boolean sorted = random.nextBoolean();
        int kinds = 1 + random.nextInt(6);
        long[] seeds = random.longs(kinds).toArray();
        for (int i = 0; i < count; i++) {
            if (wild && random.nextInt(3) == 0) {
                anything(out);
            } else {
                like(new Random(seeds[random.nextInt(kinds)]), sorted, out);
            }
        }
        return out.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** An event of the kind that {@code kind} draws, with values of its own. */
    private void like(Random kind, boolean sorted, ByteArrayBuilder out) {
        long unit = new long[] {1, 100_000, 100_000_000, 6_000_000_000L}[kind.nextInt(4)];
        point = sorted ? point + random.nextInt(3) * unit + random.nextInt(2) : random.nextLong();
        builder.begin(point);
        byte[] host = bytes("host" + random.nextInt(3));
        builder.host(host, 0, host.length);
        byte[] app = bytes(kind.nextBoolean() ? "" : "app");
        builder.app(app, 0, app.length);
        int words = kind.nextInt(12);
        for (int i = 0; i < words; i++) {
            if (kind.nextInt(3) > 0) {
                byte[] word = bytes(WORDS[kind.nextInt(WORDS.length)] + " ");
                builder.text(word, 0, word.length);
            } else {
                byte[] key = bytes(KEYS[kind.nextInt(KEYS.length)]);
                byte[] value = value(kind.nextInt(12));
                builder.token(key, 0, key.length, value, 0, value.length);
            }
        }
        byte[] pid = value(1);
        if (kind.nextBoolean()) {
            builder.beside(bytes("pid"), pid, 0, pid.length);
        }
        if (kind.nextBoolean()) {
            byte[] form = bytes("%b %e $h $a: $m" + kind.nextInt(2));
            builder.beside(bytes("_form"), form, 0, form.length);
        }
        byte[] source = bytes("/var/log/" + random.nextInt(3) + "#0123456789abcdef");
        for (int i = kind.nextInt(3); i > 0; i--) {
            builder.beside(bytes("_src"), source, 0, source.length);
        }
        builder.finish(out);
    }

    private byte[] value(int kind) {
        int odd = random.nextInt(60);
        if (odd == 0) {
            return wild(random.nextInt(256));
        }
        return switch (kind) {
            case 0 -> bytes(Integer.toString(random.nextInt(5)));
            case 1 -> bytes(Integer.toString(random.nextInt(100_000)));
            case 2 -> bytes(Long.toString(random.nextLong()));
            case 3 -> bytes("10.0." + random.nextInt(300) + "." + random.nextInt(256));
            case 4 -> bytes(Integer.toHexString(random.nextInt() | 0x10000000));
            case 5 -> bytes("blk_" + random.nextLong());
            case 6 -> bytes(String.valueOf(100_000 + random.nextInt(900_000)).substring(1));
            case 7 -> bytes("/10.250." + random.nextInt(4) + ".1:" + random.nextInt(65_536));
            case 8 -> bytes(random.nextInt(99) + "." + random.nextInt(99) + "ms");
            case 9 -> bytes(new java.util.UUID(random.nextLong(), random.nextLong()).toString());
            case 10 -> bytes("constant");
            default -> wild(random.nextInt(20));
        };
    }

    private byte[] wild(int length) {
        byte[] value = new byte[length];
        random.nextBytes(value);
        return value;
    }

    private void anything(ByteArrayBuilder out) {
        builder.begin(random.nextLong());
        byte[] host = wild(random.nextInt(300));
        builder.host(host, 0, host.length);
        builder.app(host, 0, random.nextInt(host.length + 1));
        for (int i = random.nextInt(8); i > 0; i--) {
            byte[] text = wild(random.nextInt(random.nextInt(20) == 0 ? 20_000 : 10));
            builder.text(text, 0, text.length);
            if (random.nextBoolean()) {
                builder.text(new byte[] {EventFormat.PLACEHOLDER}, 0, 1);
            } else {
                byte[] key = wild(random.nextInt(5));
                byte[] token = wild(random.nextInt(256));
                builder.token(key, 0, key.length, token, 0, token.length);
            }
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            byte[] key = bytes(KEYS[random.nextInt(KEYS.length)]);
            builder.beside(key, NO_BYTES, 0, 0);
        }
        if (builder.length() <= EventFormat.MAX_EVENT_BYTES) {
            builder.finish(out);
        }
    }

    /** Gives all events one of a few points. */
    void samePoints(byte[] rows, int points) {
        int at = 0;
        while (at < rows.length) {
            BigEndian.putLong(
                    rows, at + 2 + EventFormat.POINT_OFFSET, 176_000_000_000_000_000L + random.nextInt(points + 1));
            at += 2 + BigEndian.getUnsignedShort(rows, at);
        }
    }

    /** Changes some bytes of events, but not their lengths. */
    void damage(byte[] rows) {
        int at = 0;
        while (at < rows.length) {
            int length = BigEndian.getUnsignedShort(rows, at);
            if (random.nextInt(4) == 0) {
                rows[at + 2 + random.nextInt(length)] ^= (byte) (1 + random.nextInt(255));
            }
            at += 2 + length;
        }
    }
}
