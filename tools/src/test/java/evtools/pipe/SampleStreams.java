package evtools.pipe;

import static java.nio.charset.StandardCharsets.UTF_8;

import evtools.format.event.EventBuilder;
import evtools.format.event.OwnKeys;
import evtools.format.stream.EventStreamWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Streams for the tests of tools. */
public final class SampleStreams {
    /** 2005-06-14T15:16:01Z. */
    public static final long POINT = 111_876_216_100_000_000L;

    /** Below the resolution of the syslog line: no reader shows it as time. */
    private static final long RUNNING_NUMBER = 50_000_007;

    private SampleStreams() {}

    /** One frame and an end frame; event i has point POINT + i seconds and the message {@code message i}. */
    public static byte[] numbered(int from, int until) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (EventStreamWriter writer = new EventStreamWriter(out)) {
            EventBuilder builder = new EventBuilder();
            for (int i = from; i < until; i++) {
                long point = POINT + i * 100_000_000L;
                builder.begin(point).host(bytes("web" + i % 2), 0, 4).app(bytes("app"), 0, 3);
                builder.text(bytes("message "), 0, 8);
                byte[] number = bytes(Integer.toString(i));
                builder.token(bytes("n"), 0, 1, number, 0, number.length);
                builder.finish(writer.prepare(builder.length()));
                writer.added(point);
            }
            writer.end();
        }
        return out.toByteArray();
    }

    /** One event of a syslog line, and one line in two parts. */
    public static byte[] syslogAndParts() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (EventStreamWriter writer = new EventStreamWriter(out)) {
            EventBuilder builder = new EventBuilder();
            builder.begin(POINT + RUNNING_NUMBER).host(bytes("combo"), 0, 5).app(bytes("sshd"), 0, 4);
            builder.text(bytes("bad \u001b[31m user"), 0, 14);
            builder.beside(bytes("pid"), bytes("19939"), 0, 5);
            own(builder, OwnKeys.form(), "%b %e %H:%M:%S $h $a[$v]: $m\r");
            own(builder, OwnKeys.source(), "/var/log/a#0011223344556677");
            add(writer, builder, POINT + RUNNING_NUMBER);
            part(writer, builder, POINT + 1, "one ", "0+", "$m$.");
            part(writer, builder, POINT + 2, "line", "1", "$m");
        }
        return out.toByteArray();
    }

    /** Two lines of different files, the first without a line feed. */
    public static byte[] noLineFeedThenAnother() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (EventStreamWriter writer = new EventStreamWriter(out)) {
            EventBuilder builder = new EventBuilder();
            builder.begin(POINT).text(bytes("last of a"), 0, 9);
            own(builder, OwnKeys.form(), "$m$.");
            own(builder, OwnKeys.source(), "a#0011223344556677");
            add(writer, builder, POINT);
            builder.begin(POINT + 1).text(bytes("last of b"), 0, 9);
            own(builder, OwnKeys.form(), "$m$.");
            own(builder, OwnKeys.source(), "b#8899aabbccddeeff");
            add(writer, builder, POINT + 1);
        }
        return out.toByteArray();
    }

    private static void part(
            EventStreamWriter writer, EventBuilder builder, long point, String text, String part, String form)
            throws IOException {
        builder.begin(point).text(bytes(text), 0, text.length());
        own(builder, OwnKeys.form(), form);
        own(builder, OwnKeys.part(), part);
        own(builder, OwnKeys.source(), "/var/log/b#8899aabbccddeeff");
        add(writer, builder, point);
    }

    private static void add(EventStreamWriter writer, EventBuilder builder, long point) throws IOException {
        builder.finish(writer.prepare(builder.length()));
        writer.added(point);
        writer.flush();
    }

    private static void own(EventBuilder builder, byte[] key, String value) {
        builder.besideWhole(key, bytes(value), 0, value.length());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
