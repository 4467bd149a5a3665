package evtools.evgrep;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventBuilder;
import evtools.format.event.OwnKeys;
import evtools.format.frame.FrameCodec;
import evtools.format.frame.FrameKind;
import evtools.format.frame.FrameWriter;
import evtools.format.stream.EventStreamWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;

/** Makes event streams out of lines, with tokens cut out of them at random. */
final class Streams {
    private static final long FIRST_POINT = 1_795_168_800L * 100_000_000L;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final EventStreamWriter writer;
    private final EventBuilder builder = new EventBuilder();
    private final ByteArrayBuilder event = new ByteArrayBuilder(256);
    private final Random random;
    private long point = FIRST_POINT;
    private String host = "web1";
    private String app = "sshd";
    private String source = "app.log#0123456789abcdef";

    Streams(Random random) {
        this(random, FrameCodec.NONE);
    }

    Streams(Random random, int codec) {
        this.random = random;
        this.writer = new EventStreamWriter(new FrameWriter(bytes), codec, 128 << 10);
    }

    /** A stream of these messages, a second apart. */
    static byte[] of(String... messages) {
        Streams stream = new Streams(new Random(1));
        for (String message : messages) {
            stream.add(message.getBytes(UTF_8));
        }
        return stream.toByteArray();
    }

    /** The next event is of so many seconds after the first. */
    Streams at(int seconds) {
        point = FIRST_POINT + seconds * 100_000_000L;
        return this;
    }

    /** Adds an event whose message is text, a token and text. */
    Streams addToken(String before, String token, String after) {
        builder.begin(point);
        point += 100_000_000L;
        builder.host(host.getBytes(UTF_8), 0, host.length());
        builder.app(app.getBytes(UTF_8), 0, app.length());
        builder.text(before.getBytes(UTF_8), 0, before.length());
        builder.token(token.getBytes(UTF_8), 0, token.length());
        builder.text(after.getBytes(UTF_8), 0, after.length());
        return finish();
    }

    /** Adds an event that tells its source. */
    Streams addWithSource(String message) {
        return add(message, "_src", source);
    }

    Streams host(String newHost) {
        host = newHost;
        return this;
    }

    Streams app(String newApp) {
        app = newApp;
        return this;
    }

    Streams source(String newSource) {
        source = newSource;
        return this;
    }

    Streams add(String message) {
        return add(message.getBytes(UTF_8));
    }

    /** Adds an event whose original line is its message and a line feed. */
    Streams add(byte[] message) {
        begin(message, 0, message.length);
        return finish();
    }

    /** Adds an event with a field beside its line. */
    Streams add(String message, String key, String value) {
        byte[] bytesOfMessage = message.getBytes(UTF_8);
        begin(bytesOfMessage, 0, bytesOfMessage.length);
        byte[] text = value.getBytes(UTF_8);
        builder.besideWhole(key.getBytes(US_ASCII), text, 0, text.length);
        return finish();
    }

    /** Adds a part of a long line. */
    Streams addPart(byte[] text, int offset, int length, int number, boolean last) {
        begin(text, offset, length);
        if (!last) {
            builder.beside(OwnKeys.form(), "$m$.".getBytes(US_ASCII), 0, 4);
        }
        byte[] part = (number + (last ? "" : "+")).getBytes(US_ASCII);
        builder.beside(OwnKeys.part(), part, 0, part.length);
        builder.besideWhole(OwnKeys.source(), source.getBytes(US_ASCII), 0, source.length());
        return finish();
    }

    private void begin(byte[] message, int offset, int length) {
        builder.begin(point);
        point += 100_000_000L;
        builder.host(host.getBytes(UTF_8), 0, host.length());
        builder.app(app.getBytes(UTF_8), 0, app.length());
        int at = offset;
        int end = offset + length;
        while (at < end) {
            int count = Math.min(1 + random.nextInt(8), end - at);
            if (random.nextInt(3) == 0) {
                builder.token(message, at, count);
            } else {
                builder.text(message, at, count);
            }
            at += count;
            if (random.nextInt(20) == 0) {
                builder.token(message, at, 0);
            }
        }
    }

    private Streams finish() {
        event.clear();
        int length = builder.finish(event);
        try {
            writer.add(event.array(), 2, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Ends the current frame. */
    Streams cut() {
        try {
            writer.cut();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** The next frame's events are late. */
    Streams late(boolean late) {
        cut();
        writer.header().flags(late ? evtools.format.frame.FrameFlags.LATE : 0);
        return this;
    }

    /** Adds a positions frame; its payload is of no importance here. */
    Streams addPositions(String payload) {
        try {
            writer.writeOther(FrameKind.POSITIONS, payload.getBytes(US_ASCII), 0, payload.length());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    Streams addEnd() {
        try {
            writer.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    byte[] toByteArray() {
        cut();
        return bytes.toByteArray();
    }
}
