package evtools.evsort;

import evtools.cli.UserError;
import evtools.pipe.EventOutput;
import evtools.pipe.SortedOutput;
import evtools.sort.MergeSink;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code --late} says. */
final class LateEvents implements AutoCloseable {
    /** Give them out in frames flagged as late. */
    static final String EMIT = "emit";

    private static final String SIDE = "side:";

    private final MergeSink sink;
    private final @Nullable EventOutput opened;
    private final boolean refuses;

    private LateEvents(MergeSink sink, @Nullable EventOutput opened, boolean refuses) {
        this.sink = sink;
        this.opened = opened;
        this.refuses = refuses;
    }

    /**
     * Opens what the option asks for.
     *
     * @param option its value
     * @param out where events go that are in time
     * @param distinct whether duplicates are left out
     * @param inputs what is read, so not to be written to
     */
    static LateEvents of(String option, EventOutput out, boolean distinct, List<String> inputs) throws IOException {
        if (option.equals(EMIT)) {
            return new LateEvents(new SortedOutput(out, distinct, true), null, false);
        }
        if (option.equals("fail")) {
            // Events from too far ahead to wait for still come out so.
            return new LateEvents(new SortedOutput(out, distinct, true), null, true);
        }
        if (!option.startsWith(SIDE) || option.length() == SIDE.length()) {
            throw UserError.usage("--late: expected emit, fail or side:FILE, not '" + option + "'");
        }
        EventOutput side = LateFile.open(option.substring(SIDE.length()), inputs);
        return new LateEvents(new SortedOutput(side, distinct, true), side, false);
    }

    MergeSink sink() {
        return sink;
    }

    /** Whether the first late event is to be the end of it. */
    boolean refuses() {
        return refuses;
    }

    void flush() throws IOException {
        if (opened != null) {
            opened.flush();
        }
    }

    @Override
    public void close() throws IOException {
        if (opened != null) {
            opened.close();
        }
    }
}
