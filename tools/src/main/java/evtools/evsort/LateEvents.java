package evtools.evsort;

import evtools.cli.OutputFormat;
import evtools.cli.UserError;
import evtools.pipe.EventOutput;
import evtools.pipe.EventOutputOptions;
import evtools.pipe.SortedOutput;
import evtools.sort.MergeSink;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code --late} says. */
final class LateEvents implements AutoCloseable {
    private static final String SIDE = "side:";

    private final MergeSink sink;
    private final @Nullable EventOutput opened;

    private LateEvents(MergeSink sink, @Nullable EventOutput opened) {
        this.sink = sink;
        this.opened = opened;
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
        if (option.equals("emit")) {
            return new LateEvents(new SortedOutput(out, distinct, true), null);
        }
        if (option.equals("fail")) {
            return new LateEvents(new Refusal(), null);
        }
        if (!option.startsWith(SIDE) || option.length() == SIDE.length()) {
            throw UserError.usage("--late: expected emit, fail or side:FILE, not '" + option + "'");
        }
        EventOutput side = EventOutputOptions.open(
                EventOutputOptions.openFile(option.substring(SIDE.length()), inputs),
                true,
                OutputFormat.EV,
                null,
                false);
        return new LateEvents(new SortedOutput(side, distinct, true), side);
    }

    /** For sorting in which nothing can be late. */
    static MergeSink none() {
        return new Refusal();
    }

    MergeSink sink() {
        return sink;
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

    /** Ends the tool at the first late event. */
    private static final class Refusal implements MergeSink {
        @Override
        public void event(byte[] buffer, int offset, int length) {
            throw new UserError("an event came after its slice of time had been given out")
                    .withHint("a longer --hold-down waits for it; --late emit or --late side:FILE keeps it");
        }
    }
}
