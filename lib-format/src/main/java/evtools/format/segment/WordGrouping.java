package evtools.format.segment;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventFormat;
import evtools.format.event.EventView;
import evtools.format.event.Messages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Groups rows whose shapes are rare by what stands between the words of their messages: blanks and quotes. For one
 * block.
 */
final class WordGrouping {
    static final int MAX_WORDS = 64;

    private final RowCollector rows;
    private final byte[] payload;
    private final int minRows;
    private final Domain signatures = new Domain();
    private final List<TemplateGroup> groups = new ArrayList<>();
    private final EventView event = new EventView();
    private final Messages messages = new Messages();
    private final ByteArrayBuilder message = new ByteArrayBuilder(1 << 10);
    private final ByteArrayBuilder key = new ByteArrayBuilder(1 << 10);
    private final LineByRule rule =
            new LineByRule(new byte[EventFormat.MAX_EVENT_BYTES + 1], new byte[(EventFormat.MAX_EVENT_BYTES >> 3) + 2]);

    WordGrouping(RowCollector rows, byte[] payload, int minRows) {
        this.rows = rows;
        this.payload = payload;
        this.minRows = minRows;
    }

    /** The group of a row; null if the rule doesn't make its event of its message. */
    @Nullable
    TemplateGroup find(int row, Shape shape) {
        int at = rows.offset(row);
        event.tryWrap(payload, at, BigEndian.getUnsignedShort(payload, at - EventFormat.LENGTH_BYTES));
        message.clear();
        messages.appendMessage(event, message);
        if (!rule.makes(event, message.array(), 0, message.length())) {
            return null;
        }
        int besides = putBesides(shape);
        int words = putBetween(message.array(), 0, message.length(), key);
        if (words == 0 || words > MAX_WORDS) {
            return whole(shape, besides);
        }
        TemplateGroup group = group(shape, key.length());
        if (group.signature == null) {
            group.signature = Arrays.copyOfRange(key.array(), besides, key.length());
            group.words = words;
            group.instead = whole(shape, besides);
        }
        return group;
    }

    /** Groups of whole messages. */
    private TemplateGroup whole(Shape shape, int besides) {
        TemplateGroup group = group(shape, besides);
        group.signature = new byte[0];
        return group;
    }

    private TemplateGroup group(Shape shape, int keyLength) {
        int number = signatures.intern(key.array(), 0, keyLength);
        if (number == groups.size()) {
            groups.add(new TemplateGroup(shape));
        }
        return groups.get(number);
    }

    /** Puts app and tokens beside the line into the key; returns its length. */
    private int putBesides(Shape shape) {
        key.clear();
        key.put(shape.app.length).put(shape.app);
        for (int i = shape.lineTokens; i < shape.keys.length; i++) {
            byte[] tokenKey = shape.keys[i];
            key.put(tokenKey.length).put(tokenKey).put(Math.min(0, shape.columnOfToken[i]));
            if (shape.columnOfToken[i] == Shape.CONSTANT) {
                key.put(shape.constants[i].length).put(shape.constants[i]);
            }
        }
        key.put(-1);
        return key.length();
    }

    /** Where the group's rows really go, when all rows have been counted. */
    TemplateGroup settle(TemplateGroup group) {
        TemplateGroup instead = group.instead;
        if (instead == null || group.count >= minRows) {
            return group;
        }
        instead.count++;
        return instead;
    }

    /**
     * Appends what stands between the words, a word being a 0; returns how many words there are.
     *
     * @return 0 also if a word is too long
     */
    static int putBetween(byte[] text, int from, int length, ByteArrayBuilder out) {
        int words = 0;
        int at = from;
        int end = from + length;
        while (at < end) {
            if (isBetween(text[at])) {
                out.put(text[at++]);
                continue;
            }
            int start = at;
            while (at < end && !isBetween(text[at])) {
                at++;
            }
            if (at - start > BlockLayout.MAX_VALUE_BYTES) {
                return 0;
            }
            out.put(0);
            words++;
        }
        return words;
    }

    static boolean isBetween(byte value) {
        return value == ' ' || value == '\t' || value == '"';
    }
}
