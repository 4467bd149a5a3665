package evtools.evgrep;

import evtools.evgrep.pattern.MatchLimitException;
import java.io.IOException;

/** What becomes of the lines that a search selects. Not thread-safe. */
interface Results extends AutoCloseable {
    /** The next lines come from this input. */
    void begin(String inputName) throws IOException;

    /** Whether it is enough to know that something is selected: the search in an input may stop at the first line. */
    default boolean isEnoughAtFirst() {
        return false;
    }

    /** Whether lines around a selected one are wanted. */
    default boolean wantsContext() {
        return false;
    }

    /** A selected line. */
    void selected(LogLine line) throws IOException, MatchLimitException;

    /** A line near a selected one. */
    default void context(LogLine line) throws IOException {}

    /** Lines were left out between the last line and the next one. */
    default void gap() throws IOException {}

    /** A frame of another kind stands here in the only input. */
    default void other(Unit frame) throws IOException {}

    /** The search stopped on purpose in the middle of the only input. */
    default void stopped() throws IOException {}

    /**
     * The search in the input is over.
     *
     * @param selected how many lines were selected
     */
    default void end(long selected) throws IOException {}

    /** Writes out what is buffered. */
    void flush() throws IOException;

    @Override
    void close() throws IOException;
}
