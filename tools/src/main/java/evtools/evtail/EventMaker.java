package evtools.evtail;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventFormat;
import evtools.format.event.OwnKeys;
import evtools.format.event.TailTable;
import evtools.format.stream.SharedTail;
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
    private static final byte[] NOTHING = {};
    private static final byte[] MESSAGE_FORM = "$m".getBytes(StandardCharsets.US_ASCII);

    private final Recogniser recogniser;
    private final PointNumbering numbering = new PointNumbering();
    private final Tokeniser tokeniser = new Tokeniser();
    private final EventEncoder encoder = new EventEncoder();
    private final EventEncoder readyEncoder = new EventEncoder();
    private final ByteArrayBuilder number = new ByteArrayBuilder(16);
    private final ByteArrayBuilder message = new ByteArrayBuilder(1024);
    private final ByteArrayBuilder form = new ByteArrayBuilder(128);
    private final ByteArrayBuilder scratch = new ByteArrayBuilder(32);
    private final ByteArrayBuilder partHost = new ByteArrayBuilder(32);
    private final ByteArrayBuilder partApp = new ByteArrayBuilder(32);
    private final byte[] defaultHost;
    private final byte[] defaultApp;
    private final DurabilityRules durability;
    private final EventSink sink;
    private final ReadyEntries readyLf = new ReadyEntries();
    private final ReadyEntries readyCrlf = new ReadyEntries();
    private byte[] source = NOTHING;
    private SharedTail sourceOnly = new SharedTail(NOTHING);
    private byte[] durabilityClass = NOTHING;
    private long timedLines;

    /**
     * @param defaultHost host of lines that name none
     * @param defaultApp app of lines that name none
     * @param durability the rules for this source
     */
    EventMaker(
            Recogniser recogniser, byte[] defaultHost, byte[] defaultApp, DurabilityRules durability, EventSink sink) {
        this.recogniser = recogniser;
        this.defaultHost = defaultHost;
        this.defaultApp = defaultApp;
        this.durability = durability;
        this.sink = sink;
    }

    /** Sets the value of {@code _src}: path and generation. */
    void source(byte[] value) {
        source = value;
        readyEncoder.begin();
        readyEncoder.beside(OwnKeys.source(), source, 0, source.length);
        sourceOnly = new SharedTail(readyEncoder.entries());
        readyLf.clear();
        readyCrlf.clear();
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
        encoder.begin();
        form(NOTHING, end);
        scratch.clear();
        scratch.putDecimal(part);
        if (!last) {
            scratch.put('+');
        }
        ours(true);
        encoder.tail(sourceOnly);
        tokeniser.scan(buffer, from, to - from);
        add(partHost.array(), 0, partHost.length(), partApp.array(), 0, partApp.length(), buffer, from, to - from);
    }

    private LineHead head(byte[] buffer, int from, int to, LineEnd end, boolean part) throws IOException {
        LineHead head = recogniser.recognise(buffer, from, to);
        if (head.timed()) {
            numbering.next(head.textTime(), head.resolutionTicks());
            timedLines++;
        } else {
            numbering.next();
        }
        encoder.begin();
        for (int i = 0; i < head.values(); i++) {
            encoder.beside(head.valueKey(i), buffer, head.valueStart(i), head.valueLength(i));
        }
        boolean ownHost = head.hostLength() > 0;
        boolean ownApp = head.appLength() > 0;
        byte[] text = buffer;
        int offset = head.restStart();
        int length = to - offset;
        if (head.kept() > 0) {
            message.clear();
            for (int i = 0; i < head.kept(); i++) {
                message.put(buffer, head.keptStart(i), head.keptLength(i));
            }
            message.put(buffer, offset, length);
            text = message.array();
            offset = 0;
            length = message.length();
        }
        tokeniser.scan(text, offset, length);
        if (!durability.isEmpty()) {
            durabilityClass = durability.classOf(
                    ownHost ? buffer : defaultHost,
                    ownHost ? head.hostStart() : 0,
                    ownHost ? head.hostLength() : defaultHost.length,
                    ownApp ? buffer : defaultApp,
                    ownApp ? head.appStart() : 0,
                    ownApp ? head.appLength() : defaultApp.length,
                    text,
                    tokeniser);
        }
        boolean usual = end != LineEnd.NONE && !part && !numbering.overflow() && !head.keepsTimeText();
        if (usual) {
            encoder.tail(usualEntries(head.form(), end));
        } else {
            unusual(head, buffer, end, part);
        }
        add(
                ownHost ? buffer : defaultHost,
                ownHost ? head.hostStart() : 0,
                ownHost ? head.hostLength() : defaultHost.length,
                ownApp ? buffer : defaultApp,
                ownApp ? head.appStart() : 0,
                ownApp ? head.appLength() : defaultApp.length,
                text,
                offset,
                length);
        return head;
    }

    private void unusual(LineHead head, byte[] buffer, LineEnd end, boolean part) {
        form(head.form(), end);
        if (part) {
            scratch.clear();
            scratch.put('0').put('+');
        }
        ours(part);
        if (!head.keepsTimeText()) {
            encoder.tail(sourceOnly);
        } else {
            encoder.beside(OwnKeys.source(), source, 0, source.length);
            encoder.beside(OwnKeys.time(), buffer, head.timeTextStart(), head.timeTextLength());
        }
    }

    /** The format's own tokens of most lines with this form. */
    private SharedTail usualEntries(byte[] headForm, LineEnd end) {
        ReadyEntries ready = end == LineEnd.CRLF ? readyCrlf : readyLf;
        SharedTail known = ready.get(headForm, durabilityClass);
        if (known != null) {
            return known;
        }
        form(headForm, end);
        readyEncoder.begin();
        if (durabilityClass.length > 0) {
            readyEncoder.beside(OwnKeys.durability(), durabilityClass, 0, durabilityClass.length);
        }
        if (form.length() > 0) {
            readyEncoder.beside(OwnKeys.form(), form.array(), 0, form.length());
        }
        readyEncoder.beside(OwnKeys.source(), source, 0, source.length);
        SharedTail entries = new SharedTail(readyEncoder.entries());
        ready.put(headForm, durabilityClass, entries);
        return entries;
    }

    /** Adds the format's own tokens before {@code _src}; {@link #scratch} holds the value of {@code _part}. */
    private void ours(boolean part) {
        if (durabilityClass.length > 0) {
            encoder.beside(OwnKeys.durability(), durabilityClass, 0, durabilityClass.length);
        }
        if (form.length() > 0) {
            encoder.beside(OwnKeys.form(), form.array(), 0, form.length());
        }
        if (numbering.overflow()) {
            number.clear();
            numbering.appendNumber(number);
            encoder.beside(OwnKeys.number(), number.array(), 0, number.length());
        }
        if (part) {
            encoder.beside(OwnKeys.part(), scratch.array(), 0, scratch.length());
        }
    }

    private void form(byte[] head, LineEnd end) {
        form.clear();
        if (head.length == 0 && end == LineEnd.LF) {
            return;
        }
        form.put(head.length == 0 ? MESSAGE_FORM : head).putLatin1(end.formSuffix());
    }

    private void add(
            byte[] hostSource,
            int host,
            int hostLength,
            byte[] appSource,
            int app,
            int appLength,
            byte[] text,
            int offset,
            int length)
            throws IOException {
        ByteArrayBuilder out =
                sink.prepare(Math.min(EventFormat.MAX_EVENT_BYTES, encoder.maxLength(length, tokeniser)));
        SharedTail tail = encoder.tail();
        encoder.append(
                out,
                tail == null ? TailTable.WHOLE : sink.versionOf(tail),
                numbering.point(),
                hostSource,
                host,
                hostLength,
                appSource,
                app,
                appLength,
                text,
                offset,
                length,
                tokeniser);
        sink.added(numbering.point());
    }
}
