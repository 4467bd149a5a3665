package evtools.evgrep;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventView;
import evtools.format.event.OwnKeys;
import evtools.format.event.TokenCursor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells the sources of events apart: by {@code _src}, or, where that is missing, by the input. Bounded: the
 * source that was silent longest is forgotten. Not thread-safe.
 */
final class SourceTable {
    private static final int MAX_SOURCES = 10_000;

    private final Map<Key, SourceLines> sources = new LinkedHashMap<>(16, 0.75f, true);
    private final TokenCursor cursor = new TokenCursor();
    private final ByteArrayBuilder text = new ByteArrayBuilder(256);
    private byte[] lastKey = new byte[0];
    private @Nullable SourceLines last;

    private static final class Key {
        private final byte[] text;
        private final int hash;

        Key(byte[] text) {
            this.text = text;
            this.hash = Arrays.hashCode(text);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && Arrays.equals(text, key.text);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /** The lines of the source that an event comes from. */
    SourceLines of(EventView event, int inputOrdinal) {
        text.clear();
        if (cursor.beside(event).next(OwnKeys.source())) {
            cursor.appendWholeValue(OwnKeys.source(), text);
        } else {
            text.putInt(inputOrdinal);
        }
        SourceLines known = last;
        if (known != null && Arrays.equals(lastKey, 0, lastKey.length, text.array(), 0, text.length())) {
            return known;
        }
        lastKey = text.toByteArray();
        Key key = new Key(lastKey);
        SourceLines lines = sources.get(key);
        if (lines == null) {
            lines = new SourceLines();
            sources.put(key, lines);
            if (sources.size() > MAX_SOURCES) {
                Map.Entry<Key, SourceLines> oldest =
                        sources.entrySet().iterator().next();
                sources.remove(oldest.getKey());
            }
        }
        last = lines;
        return lines;
    }

    void forgetAll() {
        sources.clear();
        last = null;
    }

    /** All that are known. */
    Iterable<SourceLines> all() {
        return sources.values();
    }
}
