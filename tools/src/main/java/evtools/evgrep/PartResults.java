package evtools.evgrep;

import evtools.evgrep.pattern.MatchLimitException;
import evtools.format.ByteArrayBuilder;
import evtools.pipe.TerminalEscapes;
import java.io.IOException;

/** {@code -o}: the parts of the selected lines that match, each on a line of its own. */
final class PartResults implements Results {
    private final LineWriter writer;
    private final EventMatcher matcher;
    private final boolean escape;

    PartResults(LineWriter writer, EventMatcher matcher, boolean escape) {
        this.writer = writer;
        this.matcher = matcher;
        this.escape = escape;
    }

    @Override
    public void begin(String inputName) {
        writer.name(inputName);
    }

    /** Context has no matching parts, but where there is none between two lines, grep says so. */
    @Override
    public boolean wantsContext() {
        return true;
    }

    @Override
    public void gap() throws IOException {
        writer.gap();
    }

    @Override
    public void selected(LogLine line) throws IOException, MatchLimitException {
        ByteArrayBuilder text = matcher.text(line);
        Matches matches = new Matches(matcher.pattern(), text.array(), 0, text.length());
        while (matches.next()) {
            writer.prefix(line.number(), ':');
            writer.beginMatch();
            int length = matches.end() - matches.start();
            if (escape) {
                TerminalEscapes.append(text.array(), matches.start(), length, writer.buffer());
            } else {
                writer.buffer().put(text.array(), matches.start(), length);
            }
            writer.endMatch();
            writer.endLine();
        }
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
