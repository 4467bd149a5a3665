package evtools.pipe;

import static java.nio.charset.StandardCharsets.UTF_8;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventView;
import evtools.format.event.Messages;
import evtools.format.event.OwnKeys;
import evtools.format.event.TokenCursor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An event's parts as strings, for formats that are text in UTF-8. What isn't UTF-8 becomes U+FFFD. */
final class EventStrings {
    private final Messages messages = new Messages();
    private final TokenCursor cursor = new TokenCursor();
    private final ByteArrayBuilder bytes = new ByteArrayBuilder(1024);

    String host(EventView event) {
        return text(event.buffer(), event.hostOffset(), event.hostLength());
    }

    String app(EventView event) {
        return text(event.buffer(), event.appOffset(), event.appLength());
    }

    String message(EventView event) {
        bytes.clear();
        messages.appendMessage(event, bytes);
        return text(bytes.array(), 0, bytes.length());
    }

    /** The original line; whether it could be rebuilt doesn't matter here. */
    byte[] rawLine(EventView event) {
        bytes.clear();
        messages.appendRawLine(event, bytes);
        return bytes.toByteArray();
    }

    /** The value of one of the format's own keys, empty if there is none. */
    String own(EventView event, byte[] key) {
        bytes.clear();
        if (cursor.beside(event).next(key)) {
            cursor.appendWholeValue(key, bytes);
        }
        return text(bytes.array(), 0, bytes.length());
    }

    /** {@code _src} taken apart: the path, and the generation. */
    String[] source(EventView event) {
        String source = own(event, OwnKeys.source());
        int hash = source.lastIndexOf('#');
        return hash < 0
                ? new String[] {source, ""}
                : new String[] {source.substring(0, hash), source.substring(hash + 1)};
    }

    /** Keyed tokens that aren't the format's own, in the order in which they stand; a key may have several values. */
    Map<String, List<String>> fields(EventView event) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        cursor.all(event);
        while (cursor.next()) {
            if (cursor.keyLength() > 0 && !cursor.isOwn()) {
                String key = text(cursor.buffer(), cursor.keyOffset(), cursor.keyLength());
                fields.computeIfAbsent(key, k -> new ArrayList<>(1))
                        .add(text(cursor.buffer(), cursor.valueOffset(), cursor.valueLength()));
            }
        }
        return fields;
    }

    private static String text(byte[] buffer, int offset, int length) {
        return new String(buffer, offset, length, UTF_8);
    }
}
