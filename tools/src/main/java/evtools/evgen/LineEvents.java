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
import java.util.IdentityHashMap;

/**
 * Makes events of lines, by the same recogniser and tokeniser as any text log goes through. Walkers of one sample share
 * a recogniser: there may be many of them, and they are all at about the same time. Not thread-safe.
 */
final class LineEvents {
    private static final byte[] MESSAGE = "$m".getBytes(US_ASCII);

    private final Tokeniser tokeniser = new Tokeniser();
    private final EventBuilder builder = new EventBuilder();
    private final ByteArrayBuilder scratch = new ByteArrayBuilder(1024);
    private final IdentityHashMap<Sample, Recogniser> recognisers = new IdentityHashMap<>();
    private final long referenceEpochSeconds;

    /**
     * @param referenceEpochSeconds times without a year lie before a day after this
     */
    LineEvents(long referenceEpochSeconds) {
        this.referenceEpochSeconds = referenceEpochSeconds;
    }

    /** A walker as the source of events: what its next event depends on. */
    static final class Source {
        private final Recogniser recogniser;
        private final PointNumbering numbering = new PointNumbering();
        private final byte[] host;
        private final byte[] app;
        private final byte[] name;

        Source(Recogniser recogniser, byte[] host, String sample, long generation) {
            this.recogniser = recogniser;
            this.host = host;
            int point = sample.indexOf('.');
            app = (point > 0 ? sample.substring(0, point) : sample).getBytes(ISO_8859_1);
            String digits = Long.toHexString(generation);
            name = (sample + "#" + "0".repeat(16 - digits.length()) + digits).getBytes(ISO_8859_1);
        }
    }

    /** The source that a walker is. */
    Source source(Walker walker, int number) {
        Sample sample = walker.sample();
        Recogniser recogniser = recognisers.get(sample);
        if (recogniser == null) {
            recogniser = new Recogniser(referenceEpochSeconds);
            recogniser.restore(sample.layouts(), 0, 0);
            recognisers.put(sample, recogniser);
        }
        return new Source(recogniser, walker.defaultHost(), sample.name(), Mix.of(number));
    }

    /**
     * Appends the event of a source's next line, with its length before it.
     *
     * @param end after the line's end
     * @return the event's length
     */
    int append(Source source, byte[] line, int from, int end, ByteArrayBuilder out) {
        PointNumbering numbering = source.numbering;
        int to = end - 1;
        boolean carriageReturn = to > from && line[to - 1] == '\r';
        if (carriageReturn) {
            to--;
        }
        LineHead head = source.recogniser.recognise(line, from, to);
        if (head.timed()) {
            numbering.next(head.textTime(), head.resolutionTicks());
        } else {
            numbering.next();
        }
        builder.begin(numbering.point());
        if (head.hostLength() > 0) {
            builder.host(line, head.hostStart(), head.hostLength());
        } else {
            builder.host(source.host, 0, source.host.length);
        }
        if (head.appLength() > 0) {
            builder.app(line, head.appStart(), head.appLength());
        } else {
            builder.app(source.app, 0, source.app.length);
        }
        message(head, line, to);
        for (int i = 0; i < head.values(); i++) {
            builder.beside(head.valueKey(i), line, head.valueStart(i), head.valueLength(i));
        }
        own(source, head, line, carriageReturn);
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
    private void own(Source source, LineHead head, byte[] line, boolean carriageReturn) {
        byte[] form = head.form();
        if (form.length > 0 || carriageReturn) {
            scratch.clear();
            scratch.put(form.length > 0 ? form : MESSAGE);
            if (carriageReturn) {
                scratch.put('\r');
            }
            builder.besideWhole(OwnKeys.form(), scratch.array(), 0, scratch.length());
        }
        if (source.numbering.overflow()) {
            scratch.clear();
            source.numbering.appendNumber(scratch);
            builder.beside(OwnKeys.number(), scratch.array(), 0, scratch.length());
        }
        builder.besideWhole(OwnKeys.source(), source.name, 0, source.name.length);
        if (head.keepsTimeText()) {
            builder.besideWhole(OwnKeys.time(), line, head.timeTextStart(), head.timeTextLength());
        }
    }

    /** Whether a line fits into one event. */
    static boolean fits(int lineLength) {
        return lineLength <= EventFormat.MAX_PART_BYTES;
    }
}
