package evtools.evgen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import evtools.cli.FailureText;
import evtools.cli.UserError;
import evtools.format.ByteArrayBuilder;
import evtools.format.Point;
import evtools.format.time.LineHead;
import evtools.format.time.Recogniser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a sample log and takes its lines apart. */
final class SampleReader {
    private static final int MAX_SAMPLE_BYTES = 64 << 20;
    private static final int LEARN_BYTES = 128 << 10;
    /** A sample's time that falls back further begins anew; less is lag. */
    private static final long MAX_LAG_TICKS = 600 * Point.TICKS_PER_SECOND;

    private final Recogniser recogniser;
    private final RunTable runs = new RunTable();
    private final List<SampleLine> lines = new ArrayList<>();
    private final ByteArrayBuilder rendered = new ByteArrayBuilder(64);
    private final RunScanner scanner = new RunScanner();
    private int[] pieces = new int[96];
    private int piecesLength;
    private byte[] lastForm = new byte[0];
    private @Nullable TimeText lastTimeText;
    private boolean anyTime;
    private long greatestTime;
    private long stepSum;
    private @Nullable String host;

    private SampleReader(long referenceEpochSeconds) {
        recogniser = new Recogniser(referenceEpochSeconds);
    }

    /**
     * Reads a file of text, 64 MiB of it at most.
     *
     * @param referenceEpochSeconds times without a year lie before this
     */
    static Sample read(String file, long referenceEpochSeconds) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            bytes = in.readNBytes(MAX_SAMPLE_BYTES);
        } catch (IOException e) {
            throw UserError.in(file, FailureText.reason(e));
        }
        if (bytes.length == 0) {
            throw UserError.in(file, "empty file, nothing to take as a sample");
        }
        if (bytes.length >= 2 && bytes[0] == (byte) 0x89 && bytes[1] == 'E') {
            throw UserError.in(file, "samples are plain text, this is an event stream")
                    .withHint("evcat -O raw " + file + " > sample.log");
        }
        return new SampleReader(referenceEpochSeconds).take(file, bytes);
    }

    private Sample take(String file, byte[] bytes) {
        recogniser.learn(bytes, 0, Math.min(bytes.length, LEARN_BYTES));
        int at = 0;
        while (at < bytes.length) {
            int next = at;
            while (next < bytes.length && bytes[next] != '\n') {
                next++;
            }
            boolean ended = next < bytes.length;
            if (!ended && bytes.length == MAX_SAMPLE_BYTES && !lines.isEmpty()) {
                break;
            }
            byte[] line = Arrays.copyOfRange(bytes, at, next + 1);
            line[line.length - 1] = '\n';
            add(line);
            at = next + 1;
        }
        runs.decide(lines.size());
        String name = file.substring(file.lastIndexOf('/') + 1);
        double meanStep = (double) stepSum / lines.size();
        return new Sample(
                name, lines, runs.runs(), recogniser.layouts(), meanStep, host == null ? fromFile(name) : host);
    }

    private static String fromFile(String name) {
        int end = 0;
        while (end < name.length() && Character.isLetterOrDigit(name.charAt(end))) {
            end++;
        }
        return end == 0 ? "host" : name.substring(0, end).toLowerCase(java.util.Locale.ROOT);
    }

    private void add(byte[] line) {
        int end = line.length - 1;
        if (end > 0 && line[end - 1] == '\r') {
            end--;
        }
        LineHead head = recogniser.recognise(line, 0, end);
        TimeText time = head.timed() ? timeText(head, line) : null;
        long step = 0;
        long lag = 0;
        if (head.timed()) {
            long textTime = head.textTime();
            if (anyTime) {
                step = Math.max(0, textTime - greatestTime);
                lag = Math.max(0, greatestTime - textTime);
            }
            if (lag > MAX_LAG_TICKS) {
                lag = 0;
                greatestTime = textTime;
            } else {
                greatestTime = anyTime ? Math.max(greatestTime, textTime) : textTime;
            }
            anyTime = true;
        }
        stepSum += step;
        if (host == null && head.hostLength() > 0) {
            host = new String(line, head.hostStart(), head.hostLength(), ISO_8859_1);
        }
        piecesLength = 0;
        cut(line, head, time);
        lines.add(new SampleLine(line, Arrays.copyOf(pieces, piecesLength), time, step, lag));
    }

    /** The pieces of a line: its time and host are taken out of what is scanned for runs. */
    private void cut(byte[] line, LineHead head, @Nullable TimeText time) {
        int timeFrom = time == null ? -1 : head.timeTextStart();
        int timeTo = time == null ? -1 : timeFrom + rendered.length();
        int hostFrom = head.hostLength() == 0 ? -1 : head.hostStart();
        int hostTo = hostFrom + head.hostLength();
        boolean timeFirst = hostFrom < 0 || (timeFrom >= 0 && timeFrom < hostFrom);
        int at = 0;
        for (int i = 0; i < 2; i++) {
            boolean isTime = (i == 0) == timeFirst;
            int from = isTime ? timeFrom : hostFrom;
            if (from >= at) {
                scan(line, at, from);
                int to = isTime ? timeTo : hostTo;
                piece(isTime ? SampleLine.TIME : SampleLine.HOST, from, to);
                at = to;
            }
        }
        scan(line, at, line.length);
    }

    private void scan(byte[] line, int from, int to) {
        scanner.begin(line, from, to);
        int done = from;
        while (scanner.next()) {
            piece(SampleLine.TEXT, done, scanner.start());
            piece(SampleLine.RUN, runs.add(line, scanner.start(), scanner.end(), scanner.kind(), lines.size()), 0);
            done = scanner.end();
        }
        piece(SampleLine.TEXT, done, to);
    }

    private void piece(int kind, int from, int to) {
        if (kind == SampleLine.TEXT && from == to) {
            return;
        }
        if (piecesLength + 3 > pieces.length) {
            pieces = Arrays.copyOf(pieces, pieces.length * 2);
        }
        pieces[piecesLength++] = kind;
        pieces[piecesLength++] = from;
        pieces[piecesLength++] = to;
    }

    /** How the line's time is written, if writing it so gives what stands there; {@link #rendered} holds that. */
    private @Nullable TimeText timeText(LineHead head, byte[] line) {
        byte[] form = head.form();
        int from = head.timeTextStart();
        int to = from + head.timeTextLength();
        if (!Arrays.equals(form, lastForm)) {
            lastForm = form.clone();
            lastTimeText = TimeText.ofForm(form);
        }
        if (fits(lastTimeText, head.textTime(), line, from, to)) {
            return lastTimeText;
        }
        TimeText inMessage = TimeText.ofText(new String(line, from, to - from, ISO_8859_1));
        return fits(inMessage, head.textTime(), line, from, to) ? inMessage : null;
    }

    private boolean fits(@Nullable TimeText way, long point, byte[] line, int from, int to) {
        rendered.clear();
        if (way == null) {
            return false;
        }
        way.append(point, rendered);
        int length = rendered.length();
        return length > 0
                && length <= to - from
                && Arrays.equals(rendered.array(), 0, length, line, from, from + length);
    }
}
