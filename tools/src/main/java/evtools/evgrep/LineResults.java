package evtools.evgrep;

import evtools.evgrep.pattern.LineMatcher;
import evtools.evgrep.pattern.MatchLimitException;
import evtools.format.ByteArrayBuilder;
import evtools.pipe.EventText;
import evtools.pipe.TerminalEscapes;
import java.io.IOException;

/** Selected lines and their context as text, {@code -O text} and {@code -O raw}, with matches coloured. */
final class LineResults implements Results {
    /** Nobody looks for colours in longer lines. */
    private static final int MAX_COLORED_BYTES = 1 << 20;

    private final LineWriter writer;
    private final EventText look;
    private final EventMatcher matcher;
    private final boolean rawLook;
    private final boolean escape;
    private final boolean colorMatches;
    private final ByteArrayBuilder shown = new ByteArrayBuilder(4096);
    private final ByteArrayBuilder colored = new ByteArrayBuilder(4096);

    /**
     * @param rawLook whether the look is the original line, else a line that ends in the message
     * @param escape whether the look escapes control characters
     * @param colorMatches whether there is something to colour: not with {@code -v}
     */
    LineResults(
            LineWriter writer,
            EventText look,
            EventMatcher matcher,
            boolean rawLook,
            boolean escape,
            boolean colorMatches) {
        this.writer = writer;
        this.look = look;
        this.matcher = matcher;
        this.rawLook = rawLook;
        this.escape = escape;
        this.colorMatches = colorMatches && writer.hasColors();
    }

    @Override
    public void begin(String inputName) {
        writer.name(inputName);
    }

    @Override
    public boolean wantsContext() {
        return true;
    }

    @Override
    public void selected(LogLine line) throws IOException, MatchLimitException {
        writer.prefix(line.number(), ':');
        show(line);
        if (colorMatches && shown.length() <= MAX_COLORED_BYTES) {
            appendColored(line);
        } else {
            writer.put(shown);
        }
        writer.lineEnded();
    }

    @Override
    public void context(LogLine line) throws IOException {
        writer.prefix(line.number(), '-');
        show(line);
        writer.put(shown);
        writer.lineEnded();
    }

    private void show(LogLine line) throws IOException {
        shown.clear();
        line.forEach(event -> look.append(event, shown));
        look.finish(shown);
        if (shown.length() == 0 || shown.array()[shown.length() - 1] != '\n') {
            shown.put('\n');
        }
    }

    /** The shown line with its matches coloured; where the pattern isn't in what is shown, without. */
    private void appendColored(LogLine line) throws IOException, MatchLimitException {
        ByteArrayBuilder out = writer.buffer();
        if (rawLook) {
            appendMatches(shown, 0, EventMatcher.withoutLineEnd(shown.array(), shown.length()));
            int end = EventMatcher.withoutLineEnd(shown.array(), shown.length());
            out.put(shown.array(), end, shown.length() - end);
            return;
        }
        ByteArrayBuilder text = matcher.text(line);
        colored.clear();
        appendText(text.array(), 0, text.length(), colored);
        int head = shown.length() - 1 - colored.length();
        boolean endsInText = head >= 0
                && java.util.Arrays.equals(
                        shown.array(), head, shown.length() - 1, colored.array(), 0, colored.length());
        if (!endsInText) {
            out.put(shown.array(), 0, shown.length());
            return;
        }
        out.put(shown.array(), 0, head);
        appendMatches(text, 0, text.length());
        out.put('\n');
    }

    private void appendMatches(ByteArrayBuilder text, int start, int end) throws MatchLimitException {
        LineMatcher pattern = matcher.pattern();
        Matches matches = new Matches(pattern, text.array(), start, end);
        int done = start;
        while (matches.next()) {
            appendText(text.array(), done, matches.start(), writer.buffer());
            writer.beginMatch();
            appendText(text.array(), matches.start(), matches.end(), writer.buffer());
            writer.endMatch();
            done = matches.end();
        }
        appendText(text.array(), done, end, writer.buffer());
    }

    private void appendText(byte[] text, int from, int to, ByteArrayBuilder out) {
        if (escape) {
            TerminalEscapes.append(text, from, to - from, out);
        } else {
            out.put(text, from, to - from);
        }
    }

    @Override
    public void gap() throws IOException {
        writer.gap();
    }

    @Override
    public void flush() throws IOException {
        writer.flush();
    }

    @Override
    public void close() throws IOException {
        writer.flush();
    }
}
