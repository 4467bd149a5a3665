package evtools.pipe;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventView;
import java.io.IOException;

/** One way to show events as text, see {@link EventOutputOptions#text}. Not thread-safe. */
public interface EventText {
    /** Appends an event, with its line end if that is known to be due already. */
    void append(EventView event, ByteArrayBuilder out) throws IOException;

    /** How many events so far had a form that isn't one, so that their messages were shown instead of their lines. */
    default long invalidForms() {
        return 0;
    }

    /** Appends what is owed after the last event: nothing, or a line end. */
    default void finish(ByteArrayBuilder out) {}
}
