package evtools.format.event;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TailTableTest {
    private static final long SEED = 17;

    private final Random random = new Random(SEED);
    private final EventBuilder builder = new EventBuilder();
    private final TailTable table = new TailTable();

    private byte[] text(int most) {
        byte[] text = new byte[random.nextInt(most)];
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) ('a' + random.nextInt(2));
        }
        return text;
    }

    /** An event with {@code tail} as its last tokens, of few different points and contents. */
    private byte[] event(byte[] tail, int version, boolean longOnes) {
        byte[] line = text(longOnes ? 30_000 : 4);
        builder.begin(random.nextInt(2));
        byte[] host = text(3);
        builder.host(host, 0, host.length).app(host, 0, host.length).text(line, 0, line.length);
        for (int i = random.nextInt(3); i > 0; i--) {
            byte[] value = text(3);
            builder.token(value, 0, value.length);
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            byte[] value = text(3);
            builder.beside(value, value, 0, value.length);
        }
        for (int at = 0; at < tail.length; at += 2 + tail[at] + tail[at + 1]) {
            byte[] key = Arrays.copyOfRange(tail, at + 2, at + 2 + tail[at]);
            builder.beside(key, tail, at + 2 + tail[at], tail[at + 1]);
        }
        ByteArrayBuilder out = new ByteArrayBuilder(64);
        builder.finish(out);
        byte[] event = Arrays.copyOfRange(out.array(), 2, out.length());
        event[0] = (byte) version;
        // So that the crc does not decide.
        BigEndian.putInt(event, EventFormat.CRC_OFFSET, 0);
        return event;
    }

    private byte[] tail() {
        ByteArrayBuilder out = new ByteArrayBuilder(16);
        for (int i = random.nextInt(3); i > 0; i--) {
            byte[] key = text(3);
            byte[] value = text(3);
            out.put(key.length).put(value.length).put(key).put(value);
        }
        return out.toByteArray();
    }

    @Test
    void rowsMadeWholeAreTheEventsThatWereWrittenWithoutTails() throws FormatException {
        for (int round = 0; round < 300; round++) {
            table.clear();
            byte[][] tails = new byte[1 + random.nextInt(round % 10 == 0 ? 254 : 3)][];
            for (int i = 0; i < tails.length; i++) {
                tails[i] = tail();
                assertEquals(TailTable.version(i), table.add(tails[i], 0, tails[i].length));
            }
            ByteArrayBuilder rows = new ByteArrayBuilder(16);
            ByteArrayBuilder whole = new ByteArrayBuilder(16);
            for (int i = random.nextInt(20); i > 0; i--) {
                int which = random.nextInt(tails.length + 1);
                boolean shares = which < tails.length;
                byte[] tail = shares ? tails[which] : new byte[0];
                byte[] row = event(new byte[0], shares ? TailTable.version(which) : 1, i == 1);
                byte[] event = join(row, tail);
                rows.putShort(row.length).put(row);
                whole.putShort(event.length).put(event);
            }
            table.appendTo(rows);
            byte[] payload = rows.toByteArray();
            TailTable read = new TailTable();
            int rowsLength = read.read(payload, 0, payload.length);
            assertEquals(payload.length - table.tableBytes(), rowsLength);
            byte[] target = new byte[whole.length()];
            read.expand(payload, 0, rowsLength, target, target.length);
            assertArrayEquals(whole.toByteArray(), target, "seed " + SEED + ", round " + round);
            read.checkWhole(payload, 0, rowsLength, target.length);
            assertThrows(FormatException.class, () -> read.checkWhole(payload, 0, rowsLength, target.length + 1));
            assertThrows(
                    FormatException.class,
                    () -> read.expand(payload, 0, rowsLength, new byte[target.length + 1], target.length + 1));
            if (target.length > 0) {
                assertThrows(
                        FormatException.class,
                        () -> read.expand(payload, 0, rowsLength, new byte[target.length], target.length - 1));
            }
        }
    }

    /** By hand, another way than the table does it: tokens begin where the view says. */
    private static byte[] join(byte[] row, byte[] tail) {
        byte[] event = row.clone();
        event[0] = EventFormat.VERSION;
        EventView view = new EventView();
        assertTrue(view.tryWrap(event, 0, event.length), view.problem());
        int end = view.tokensOffset() + view.tokensLength();
        BigEndian.putShort(event, view.tokensOffset() - 2, view.tokensLength() + tail.length);
        ByteArrayBuilder out = new ByteArrayBuilder(64);
        out.put(event, 0, end).put(tail).put(event, end, event.length - end);
        return out.toByteArray();
    }

    @Test
    void rowsCompareAsTheirWholeEventsDo() {
        byte[][] tails = {tail(), tail(), tail(), new byte[0]};
        for (byte[] tail : tails) {
            table.add(tail, 0, tail.length);
        }
        List<byte[]> rows = new ArrayList<>();
        List<byte[]> events = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            int which = random.nextInt(tails.length + 1);
            byte[] row;
            if (which < tails.length) {
                row = event(new byte[0], TailTable.version(which), false);
                events.add(join(row, tails[which]));
            } else {
                row = event(tails[random.nextInt(tails.length)], 1, false);
                events.add(row);
            }
            BigEndian.putLong(row, EventFormat.POINT_OFFSET, 0);
            BigEndian.putLong(events.getLast(), EventFormat.POINT_OFFSET, 0);
            rows.add(row);
        }
        int equal = 0;
        for (int i = 0; i < rows.size(); i++) {
            for (int j = 0; j < rows.size(); j++) {
                byte[] a = events.get(i);
                byte[] b = events.get(j);
                int expected = EventOrder.compareAtSamePoint(a, 0, a.length, b, 0, b.length);
                byte[] x = rows.get(i);
                byte[] y = rows.get(j);
                int found = table.compareAtSamePoint(x, 0, x.length, y, 0, y.length);
                assertEquals(Integer.signum(expected), Integer.signum(found), "seed " + SEED + ": " + i + ", " + j);
                equal += expected == 0 && x[0] != y[0] ? 1 : 0;
            }
        }
        assertTrue(equal > 0, "no event lies in two ways");
    }

    @Test
    void aFullTableHasEventsWrittenWhole() {
        for (int i = 0; i < TailTable.MAX_TAILS; i++) {
            byte[] tail = {0, 1, (byte) i};
            assertEquals(TailTable.version(i), table.addOnce(tail, 0, 3, 1));
            assertEquals(TailTable.version(i), table.addOnce(tail, 0, 3, TailTable.version(i / 2)));
        }
        assertEquals(TailTable.WHOLE, table.addOnce(new byte[] {0, 0}, 0, 2, 2));
        assertEquals(TailTable.MAX_TAILS, table.count());
    }
}
