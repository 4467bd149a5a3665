package evtools.format.segment;

import evtools.format.BigEndian;
import evtools.format.event.EventView;
import java.util.ArrayList;
import java.util.List;

/** Finds the shape of an event. Not thread-safe. */
final class ShapeTable {
    private static final int CANDIDATES = 1 << 12;

    private final DomainTable domains;
    private final List<Shape> shapes = new ArrayList<>();
    private Shape[] table = new Shape[1 << 10];
    private int[] numbers = new int[1 << 10];

    /** Numbers of shapes, plus one, that events with such a line probably have. */
    private final int[] candidates = new int[CANDIDATES];

    ShapeTable(DomainTable domains) {
        this.domains = domains;
    }

    List<Shape> shapes() {
        return shapes;
    }

    /**
     * The number of the shape that events which look like this one had last, if it has the same; else negative. Finds
     * its values.
     *
     * @param fields of an event whose lengths add up; nothing else need be right
     */
    int findLikely(RowFields fields) {
        int known = candidates[candidatePlace(fields)] - 1;
        return known >= 0 && shapes.get(known).matches(fields) ? known : -1;
    }

    /**
     * The number of the event's shape, new or known. Finds its values.
     *
     * @param event valid
     * @param fields of the same event
     */
    int find(EventView event, RowFields fields) {
        int found = findByHash(event, fields);
        candidates[candidatePlace(fields)] = found + 1;
        return found;
    }

    /** A place by what is quickly looked at: length, beginning and end of the line. */
    private static int candidatePlace(RowFields fields) {
        byte[] buffer = fields.buffer;
        int from = fields.line;
        int length = fields.lineLength;
        long seen = (long) length << Short.SIZE | fields.headLength;
        if (length >= Long.BYTES) {
            seen = ByteHash.mix(seen, BigEndian.getLong(buffer, from));
            seen = ByteHash.mix(seen, BigEndian.getLong(buffer, from + length - Long.BYTES));
        }
        return ByteHash.place(ByteHash.mix(0, seen), CANDIDATES - 1);
    }

    private int findByHash(EventView event, RowFields fields) {
        long hash = hash(event);
        int mask = table.length - 1;
        int place = ByteHash.place(hash, mask);
        while (true) {
            Shape shape = table[place];
            if (shape == null) {
                int number = add(hash, event, place);
                shapes.get(number).matches(fields);
                return number;
            }
            if (shape.hash == hash && shape.matches(fields)) {
                return numbers[place];
            }
            place = (place + 1) & mask;
        }
    }

    /** Forgets the rows of all shapes; returns how many shapes had some. */
    int clearRows() {
        int used = 0;
        for (Shape shape : shapes) {
            used += shape.rows > 0 ? 1 : 0;
            shape.clear();
        }
        return used;
    }

    private int add(long hash, EventView event, int place) {
        Shape shape = new Shape(hash, event, domains);
        table[place] = shape;
        numbers[place] = shapes.size();
        shapes.add(shape);
        if (shapes.size() * 2 > table.length) {
            grow();
        }
        return shapes.size() - 1;
    }

    private void grow() {
        Shape[] larger = new Shape[table.length * 4];
        numbers = new int[larger.length];
        int mask = larger.length - 1;
        for (int i = 0; i < shapes.size(); i++) {
            int place = ByteHash.place(shapes.get(i).hash, mask);
            while (larger[place] != null) {
                place = (place + 1) & mask;
            }
            larger[place] = shapes.get(i);
            numbers[place] = i;
        }
        table = larger;
    }

    private static long hash(EventView event) {
        byte[] buffer = event.buffer();
        long hash = ByteHash.of(buffer, event.appOffset(), event.appLength(), 1);
        hash = ByteHash.of(buffer, event.marksOffset(), event.marksLength(), hash);
        hash = ByteHash.of(buffer, event.lineOffset(), event.lineLength(), hash);
        int at = event.tokensOffset();
        int end = at + event.tokensLength();
        int lineTokens = event.lineTokens();
        int index = 0;
        while (at < end) {
            int keyLength = buffer[at] & 0xFF;
            int next = at + Shape.entryLength(buffer, at);
            if (keyLength > 0) {
                hash = ByteHash.of(buffer, at + 2, keyLength, hash);
                if (index >= lineTokens && Shape.isConstant(buffer, at + 2, keyLength)) {
                    hash = ByteHash.of(buffer, at + 2, next - at - 2, hash);
                }
            }
            index++;
            at = next;
        }
        return ByteHash.mix(hash, index);
    }
}
