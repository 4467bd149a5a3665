package evtools.evgrep;

import evtools.evgrep.pattern.ByteSearch;
import evtools.evgrep.pattern.LineMatcher;
import evtools.evgrep.pattern.MatchLimitException;
import evtools.format.ByteArrayBuilder;
import evtools.format.event.Messages;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Matches a pattern against lines: their message, or with {@code --raw} the original line without its line end. Not
 * thread-safe.
 */
final class EventMatcher {
    private final LineMatcher pattern;
    private final boolean raw;
    private final @Nullable TemplateFilter templates;
    private final Messages messages = new Messages();
    private final ByteArrayBuilder text = new ByteArrayBuilder(4096);

    EventMatcher(LineMatcher pattern, boolean raw) {
        this.pattern = pattern;
        this.raw = raw;
        ByteSearch required = pattern.required();
        this.templates = raw || required == null ? null : new TemplateFilter(required);
    }

    boolean matches(LogLine line) throws IOException, MatchLimitException {
        if (templates != null && line.isSingle()) {
            int verdict = templates.test(line.first());
            if (verdict == TemplateFilter.NO) {
                return false;
            }
            if (verdict == TemplateFilter.YES && pattern.isLiteral()) {
                return true;
            }
        }
        putTogether(line);
        return pattern.matches(text.array(), 0, text.length());
    }

    /** Puts the text together that the pattern is matched against. */
    private void putTogether(LogLine line) throws IOException {
        text.clear();
        line.forEach(event -> {
            if (raw) {
                messages.appendRawLine(event, text);
            } else {
                messages.appendMessage(event, text);
            }
        });
        if (raw) {
            text.truncate(withoutLineEnd(text.array(), text.length()));
        }
    }

    /** The length of a line without LF or CR LF at its end. */
    static int withoutLineEnd(byte[] line, int length) {
        int end = length;
        if (end > 0 && line[end - 1] == '\n') {
            end--;
            if (end > 0 && line[end - 1] == '\r') {
                end--;
            }
        }
        return end;
    }

    /** The text that the pattern is matched against; valid until the next call of a method here. */
    ByteArrayBuilder text(LogLine line) throws IOException {
        putTogether(line);
        return text;
    }

    /** The pattern, for finding where in a text it matches. */
    LineMatcher pattern() {
        return pattern;
    }
}
