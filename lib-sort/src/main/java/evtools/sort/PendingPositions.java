package evtools.sort;

import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import evtools.format.position.Positions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Positions that wait until all events that came before them have been given out. The newer ones of a source replace the
 * older ones that wait with them; a bounded number of steps is kept. Not thread-safe.
 */
final class PendingPositions {
    private static final int MOST = 64;

    private static final class Entry {
        final Positions positions = new Positions();
        long needPoint;
        long needSequence;
    }

    private final List<Entry> entries = new ArrayList<>();

    /**
     * Takes positions that come after all events up to now.
     *
     * @param needPoint they may leave when all up to this point has been given out
     * @param needSequence and all far events of batches up to this number
     * @throws FormatException if the payload is none of positions
     */
    void add(byte[] payload, int offset, int length, long needPoint, long needSequence) throws FormatException {
        Entry last = entries.isEmpty() ? null : entries.getLast();
        if (last == null || last.needPoint != needPoint || last.needSequence != needSequence) {
            Entry next = new Entry();
            next.positions.merge(payload, offset, length);
            next.needPoint = needPoint;
            next.needSequence = needSequence;
            entries.add(next);
            if (entries.size() > MOST) {
                thin();
            }
        } else {
            last.positions.merge(payload, offset, length);
        }
    }

    /** Puts each two neighbours together: they leave when the later one may. */
    private void thin() throws FormatException {
        List<Entry> thinned = new ArrayList<>();
        for (int i = 0; i + 1 < entries.size(); i += 2) {
            Entry earlier = entries.get(i);
            Entry later = entries.get(i + 1);
            byte[] payload = payload(later);
            earlier.positions.merge(payload, 0, payload.length);
            earlier.needPoint = later.needPoint;
            earlier.needSequence = later.needSequence;
            thinned.add(earlier);
        }
        if (entries.size() % 2 == 1) {
            thinned.add(entries.getLast());
        }
        entries.clear();
        entries.addAll(thinned);
    }

    private static byte[] payload(Entry entry) {
        ByteArrayBuilder payload = new ByteArrayBuilder(1024);
        entry.positions.appendTo(payload);
        return payload.toByteArray();
    }

    /** Events up to this point that were waited for with a sequence number are waited for with their points now. */
    void needPoint(long point) {
        for (Entry entry : entries) {
            if (Long.compareUnsigned(point, entry.needPoint) > 0) {
                entry.needPoint = point;
            }
        }
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Whether any may leave: all before this point has been given out, and all batches before this one. */
    boolean anyDue(long boundary, long oldestSequence) {
        return !entries.isEmpty() && isDue(entries.getFirst(), boundary, oldestSequence);
    }

    private static boolean isDue(Entry entry, long boundary, long oldestSequence) {
        return Long.compareUnsigned(entry.needPoint, boundary) < 0 && entry.needSequence < oldestSequence;
    }

    /** Has those leave that may, as one. */
    void giveOut(long boundary, long oldestSequence, HoldDownOutput output) throws IOException {
        Positions leaving = new Positions();
        while (anyDue(boundary, oldestSequence)) {
            byte[] payload = payload(entries.removeFirst());
            leaving.merge(payload, 0, payload.length);
        }
        give(leaving, output);
    }

    /** Has all leave: nothing is held any more. */
    void giveOutAll(HoldDownOutput output) throws IOException {
        Positions leaving = new Positions();
        for (Entry entry : entries) {
            byte[] payload = payload(entry);
            leaving.merge(payload, 0, payload.length);
        }
        entries.clear();
        give(leaving, output);
    }

    private static void give(Positions leaving, HoldDownOutput output) throws IOException {
        if (leaving.size() > 0) {
            ByteArrayBuilder payload = new ByteArrayBuilder(1024);
            leaving.appendTo(payload);
            output.positions(payload.array(), 0, payload.length());
        }
    }
}
