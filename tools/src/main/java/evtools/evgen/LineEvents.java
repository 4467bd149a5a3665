package evtools.evgen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventBuilder;
import evtools.format.event.EventFormat;
import evtools.format.event.OwnKeys;
import evtools.format.time.LineHead;
import evtools.format.time.PointNumbering;
import evtools.format.time.Recogniser;
import evtools.format.token.Tokeniser;

/**
 * Makes events of one walker's lines, by the same recogniser and tokeniser as any text log goes through. The source of
 * an event is its sample's name. Not thread-safe.
 */
final class LineEvents {
    private static final byte[] MESSAGE = "$m".getBytes(US_ASCII);

    private final Recogniser recogniser;
    private final PointNumbering numbering = new PointNumbering();
    private final Tokeniser tokeniser = new Tokeniser();
    private final EventBuilder builder = new EventBuilder();
    private final ByteArrayBuilder scratch = new ByteArrayBuilder(1024);
    private final byte[] host;
    private final byte[] app;
    private final byte[] source;

    LineEvents(Walker walker, int number, long referenceEpochSeconds) {
        Sample sample = walker.sample();
        recogniser = new Recogniser(referenceEpochSeconds);
        recogniser.restore(sample.layouts(), 0, 0);
        host = walker.defaultHost();
        int point = sample.name().indexOf('.');
        app = (point > 0 ? sample.name().substring(0, point) : sample.name()).getBytes(ISO_8859_1);
        String generation = Long.toHexString(Mix.of(number));
        source = (sample.name() + "#" + "0".repeat(16 - generation.length()) + generation).getBytes(ISO_8859_1);
    }

    /**
     * Appends the event of a line, with its length before it.
     *
     * @param end after the line's end
     * @return the event's length
     */
    int append(byte[] line, int from, int end, ByteArrayBuilder out) {
        int to = end - 1;
        boolean carriageReturn = to > from && line[to - 1] == '\r';
        if (carriageReturn) {
            to--;
        }
        LineHead head = recogniser.recognise(line, from, to);
        if (head.timed()) {
            numbering.next(head.textTime(), head.resolutionTicks());
        } else {
            numbering.next();
        }
        builder.begin(numbering.point());
        if (head.hostLength() > 0) {
            builder.host(line, head.hostStart(), head.hostLength());
        } else {
            builder.host(host, 0, host.length);
        }
        if (head.appLength() > 0) {
            builder.app(line, head.appStart(), head.appLength());
        } else {
            builder.app(app, 0, app.length);
        }
        message(head, line, to);
        for (int i = 0; i < head.values(); i++) {
            builder.beside(head.valueKey(i), line, head.valueStart(i), head.valueLength(i));
        }
        own(head, line, carriageReturn);
        return builder.finish(out);
    }

    private void message(LineHead head, byte[] line, int to) {
        if (head.kept() == 0) {
            tokens(line, head.restStart(), to - head.restStart());
            return;
        }
        scratch.clear();
        for (int i = 0; i < head.kept(); i++) {
            scratch.put(line, head.keptStart(i), head.keptLength(i));
        }
        scratch.put(line, head.restStart(), to - head.restStart());
        tokens(scratch.array(), 0, scratch.length());
    }

    private void tokens(byte[] text, int offset, int length) {
        int count = tokeniser.scan(text, offset, length);
        int done = offset;
        builder.message(text, offset, length);
        for (int i = 0; i < count; i++) {
            builder.text(text, done, tokeniser.start(i) - done);
            builder.token(
                    text, tokeniser.keyStart(i), tokeniser.keyLength(i), text, tokeniser.start(i), tokeniser.length(i));
            done = tokeniser.start(i) + tokeniser.length(i);
        }
        builder.text(text, done, offset + length - done);
    }

    /** The tokens that belong to the format, in its order. */
    private void own(LineHead head, byte[] line, boolean carriageReturn) {
        byte[] form = head.form();
        if (form.length > 0 || carriageReturn) {
            scratch.clear();
            scratch.put(form.length > 0 ? form : MESSAGE);
            if (carriageReturn) {
                scratch.put('\r');
            }
            builder.besideWhole(OwnKeys.form(), scratch.array(), 0, scratch.length());
        }
        if (numbering.overflow()) {
            scratch.clear();
            numbering.appendNumber(scratch);
            builder.beside(OwnKeys.number(), scratch.array(), 0, scratch.length());
        }
        builder.besideWhole(OwnKeys.source(), source, 0, source.length);
        if (head.keepsTimeText()) {
            builder.besideWhole(OwnKeys.time(), line, head.timeTextStart(), head.timeTextLength());
        }
    }

    /** Whether a line fits into one event. */
    static boolean fits(int lineLength) {
        return lineLength <= EventFormat.MAX_PART_BYTES;
    }
}
