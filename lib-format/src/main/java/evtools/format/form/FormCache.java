package evtools.format.form;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps forms that were read, because a source has few of them. Bounded: when full it begins anew. Not thread-safe.
 */
public final class FormCache {
    private static final int MAX_FORMS = 4_096;

    private final Map<Key, Entry> entries = new HashMap<>();
    private @Nullable Entry last;

    /** The form of these bytes, or null if they are no valid form. */
    public @Nullable Form get(byte[] source, int offset, int length) {
        Entry entry = last;
        if (entry == null || !Arrays.equals(entry.text, 0, entry.text.length, source, offset, offset + length)) {
            Key key = new Key(Arrays.copyOfRange(source, offset, offset + length));
            entry = entries.get(key);
            if (entry == null) {
                if (entries.size() >= MAX_FORMS) {
                    entries.clear();
                }
                entry = new Entry(key.text, Form.parse(key.text, 0, length));
                entries.put(key, entry);
            }
            last = entry;
        }
        return entry.form;
    }

    private static final class Entry {
        private final byte[] text;
        private final @Nullable Form form;

        Entry(byte[] text, @Nullable Form form) {
            this.text = text;
            this.form = form;
        }
    }

    private static final class Key {
        private final byte[] text;

        Key(byte[] text) {
            this.text = text;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && Arrays.equals(text, key.text);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(text);
        }
    }
}
