package evtools.evgrep;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where units come from, in an order in which they can be brought into the order of time. */
interface UnitSource {
    /** No line of the units to come counts as earlier than this. */
    long bound();

    /** The next unit, searched; null: there are no more. */
    @Nullable
    Unit next() throws IOException;

    /** As which time the lines of the unit that {@link #next} gave count at least. */
    long floor();
}
