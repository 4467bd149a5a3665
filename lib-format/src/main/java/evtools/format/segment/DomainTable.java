package evtools.format.segment;

import evtools.format.ByteArrayBuilder;
import java.util.ArrayList;
import java.util.List;

/** Which slots share a dictionary: those after the same text, and tokens beside the line of the same app and key. */
final class DomainTable {
    private static final int CONTEXT_BYTES = 6;
    private static final int MIN_CONTEXT_BYTES = 3;

    private final Domain keys = new Domain();
    private final List<Domain> domains = new ArrayList<>();
    private final ByteArrayBuilder key = new ByteArrayBuilder(64);

    /** For a slot of the line, after the text {@code line[from, to)}. */
    Domain forSlot(byte[] app, byte[] line, int from, int to, byte[] tokenKey, int index) {
        key.clear();
        key.put('s').put(tokenKey.length).put(tokenKey);
        int context = Math.min(CONTEXT_BYTES, to - from);
        if (context < MIN_CONTEXT_BYTES) {
            key.put(app.length).put(app).put(index);
        }
        key.put(line, to - context, context);
        return find();
    }

    /** For a token beside the line. */
    Domain forKey(byte[] app, byte[] tokenKey) {
        key.clear();
        key.put('b').put(tokenKey.length).put(tokenKey).put(app);
        return find();
    }

    /** For the word at a place of messages of an app. */
    Domain forWord(byte[] app, int index) {
        key.clear();
        key.put('w').putInt(index).put(app);
        return find();
    }

    private Domain find() {
        int number = keys.intern(key.array(), 0, key.length());
        if (number == domains.size()) {
            domains.add(new Domain());
        }
        return domains.get(number);
    }

    /** Forgets the strings of all dictionaries, not which slots have which. */
    void clearEntries() {
        for (Domain domain : domains) {
            domain.clear();
        }
    }
}
