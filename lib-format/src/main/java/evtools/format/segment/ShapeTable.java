package evtools.format.segment;

import evtools.format.event.EventView;
import java.util.ArrayList;
import java.util.List;

/** Finds the shape of an event. Not thread-safe. */
final class ShapeTable {
    private final DomainTable domains;
    private final List<Shape> shapes = new ArrayList<>();
    private Shape[] table = new Shape[1 << 10];
    private int[] numbers = new int[1 << 10];

    ShapeTable(DomainTable domains) {
        this.domains = domains;
    }

    List<Shape> shapes() {
        return shapes;
    }

    /** The number of the event's shape, new or known. */
    int find(EventView event) {
        long hash = hash(event);
        int mask = table.length - 1;
        int place = ByteHash.place(hash, mask);
        while (true) {
            Shape shape = table[place];
            if (shape == null) {
                return add(hash, event, place);
            }
            if (shape.hash == hash && shape.matches(event)) {
                return numbers[place];
            }
            place = (place + 1) & mask;
        }
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
