package evtools.evtail;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventBuilder;
import evtools.format.event.EventFormat;
import evtools.format.event.OwnKeys;
import evtools.format.time.LineHead;
import evtools.format.time.PointNumbering;
import evtools.format.time.Recogniser;
import evtools.format.token.Tokeniser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Makes events of the lines of one source and generation. Holds what the next line's event depends on: the recogniser's
 * layouts and year, and the running numbers. Not thread-safe.
 */
final class EventMaker {
    private static final byte[] MESSAGE_FORM = "$m".getBytes(StandardCharsets.US_ASCII);

    private final Recogniser recogniser;
    private final PointNumbering numbering = new PointNumbering();
    private final Tokeniser tokeniser = new Tokeniser();
    private final EventBuilder builder = new EventBuilder();
    private final ByteArrayBuilder message = new ByteArrayBuilder(1024);
    private final ByteArrayBuilder form = new ByteArrayBuilder(128);
    private final ByteArrayBuilder scratch = new ByteArrayBuilder(32);
    private final ByteArrayBuilder partHost = new ByteArrayBuilder(32);
    private final ByteArrayBuilder partApp = new ByteArrayBuilder(32);
    private final byte[] defaultHost;
    private final byte[] defaultApp;
    private final EventSink sink;
    private byte[] source = new byte[0];
    private boolean sourceFits;
    private long timedLines;

    /**
     * @param defaultHost host of lines that name none
     * @param defaultApp app of lines that name none
     */
    EventMaker(Recogniser recogniser, byte[] defaultHost, byte[] defaultApp, EventSink sink) {
        this.recogniser = recogniser;
        this.defaultHost = defaultHost;
        this.defaultApp = defaultApp;
        this.sink = sink;
    }

    /** Sets the value of {@code _src}: path and generation. */
    void source(byte[] value) {
        source = value;
        sourceFits = value.length <= EventFormat.MAX_SHORT_FIELD_BYTES;
    }

    Recogniser recogniser() {
        return recogniser;
    }

    PointNumbering numbering() {
        return numbering;
    }

    /** How many lines had a time. */
    long timedLines() {
        return timedLines;
    }

    /** Makes the event of a whole line {@code [from, to)}, its end not included. */
    void line(byte[] buffer, int from, int to, LineEnd end) throws IOException {
        head(buffer, from, to, end, false);
    }

    /** Makes the event of the first part of a long line. */
    void firstPart(byte[] buffer, int from, int to) throws IOException {
        LineHead head = head(buffer, from, to, LineEnd.NONE, true);
        keep(partHost, head.hostLength(), buffer, head.hostStart(), defaultHost);
        keep(partApp, head.appLength(), buffer, head.appStart(), defaultApp);
    }

    private static void keep(ByteArrayBuilder target, int length, byte[] buffer, int start, byte[] otherwise) {
        target.clear();
        if (length > 0) {
            target.put(buffer, start, length);
        } else {
            target.put(otherwise);
        }
    }

    /** Makes the event of a later part of a long line. */
    void laterPart(byte[] buffer, int from, int to, int part, boolean last, LineEnd end) throws IOException {
        numbering.next();
        builder.begin(numbering.point());
        builder.host(partHost.array(), 0, partHost.length());
        builder.app(partApp.array(), 0, partApp.length());
        tokens(buffer, from, to - from);
        form(new byte[0], end);
        scratch.clear();
        scratch.putDecimal(part);
        if (!last) {
            scratch.put('+');
        }
        finish(true, scratch);
    }

    private LineHead head(byte[] buffer, int from, int to, LineEnd end, boolean part) throws IOException {
        LineHead head = recogniser.recognise(buffer, from, to);
        if (head.timed()) {
            numbering.next(head.textTime(), head.resolutionTicks());
            timedLines++;
        } else {
            numbering.next();
        }
        builder.begin(numbering.point());
        if (head.hostLength() > 0) {
            builder.host(buffer, head.hostStart(), head.hostLength());
        } else {
            builder.host(defaultHost, 0, defaultHost.length);
        }
        if (head.appLength() > 0) {
            builder.app(buffer, head.appStart(), head.appLength());
        } else {
            builder.app(defaultApp, 0, defaultApp.length);
        }
        if (head.kept() == 0) {
            tokens(buffer, head.restStart(), to - head.restStart());
        } else {
            message.clear();
            for (int i = 0; i < head.kept(); i++) {
                message.put(buffer, head.keptStart(i), head.keptLength(i));
            }
            message.put(buffer, head.restStart(), to - head.restStart());
            tokens(message.array(), 0, message.length());
        }
        for (int i = 0; i < head.values(); i++) {
            builder.beside(head.valueKey(i), buffer, head.valueStart(i), head.valueLength(i));
        }
        form(head.form(), end);
        scratch.clear();
        if (part) {
            scratch.put('0').put('+');
        }
        finishHead(head, buffer, part);
        return head;
    }

    private void finishHead(LineHead head, byte[] buffer, boolean part) throws IOException {
        if (!head.keepsTimeText()) {
            finish(part, scratch);
            return;
        }
        ours(part, scratch);
        builder.beside(OwnKeys.time(), buffer, head.timeTextStart(), head.timeTextLength());
        add();
    }

    private void finish(boolean part, ByteArrayBuilder partText) throws IOException {
        ours(part, partText);
        add();
    }

    private void ours(boolean part, ByteArrayBuilder partText) {
        if (form.length() > 0) {
            builder.besideWhole(OwnKeys.form(), form.array(), 0, form.length());
        }
        if (numbering.overflow()) {
            message.clear();
            numbering.appendNumber(message);
            builder.beside(OwnKeys.number(), message.array(), 0, message.length());
        }
        if (part) {
            builder.beside(OwnKeys.part(), partText.array(), 0, partText.length());
        }
        if (sourceFits) {
            builder.beside(OwnKeys.source(), source, 0, source.length);
        } else {
            builder.besideWhole(OwnKeys.source(), source, 0, source.length);
        }
    }

    private void add() throws IOException {
        builder.finish(sink.prepare(builder.length()));
        sink.added(numbering.point());
    }

    private void form(byte[] head, LineEnd end) {
        form.clear();
        if (head.length == 0 && end == LineEnd.LF) {
            return;
        }
        form.put(head.length == 0 ? MESSAGE_FORM : head).putLatin1(end.formSuffix());
    }

    private void tokens(byte[] text, int offset, int length) {
        builder.message(text, offset, length);
        int count = tokeniser.scan(text, offset, length);
        int done = offset;
        for (int i = 0; i < count; i++) {
            int start = tokeniser.start(i);
            builder.text(text, done, start - done);
            builder.token(text, tokeniser.keyStart(i), tokeniser.keyLength(i), text, start, tokeniser.length(i));
            done = start + tokeniser.length(i);
        }
        builder.text(text, done, offset + length - done);
    }
}
