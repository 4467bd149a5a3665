package evtools.evtail;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.format.position.SourcePosition;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every file comes back byte for byte, and its events don't depend on how it was read. */
class RoundTripTest {
    private static final int TRIALS = 1_500;

    @Test
    void everyFileComesBack() throws IOException {
        for (int trial = 0; trial < TRIALS; trial++) {
            byte[] file = new RandomLogs(new Random(trial)).file();
            assertArrayEquals(file, Readings.raw(Readings.events(file)), "seed " + trial);
        }
    }

    @Test
    void randomBytesComeBack() throws IOException {
        for (int trial = 0; trial < 200; trial++) {
            Random random = new Random(trial);
            byte[] file = new byte[random.nextInt(3_000)];
            random.nextBytes(file);
            assertArrayEquals(file, Readings.raw(Readings.events(file)), "seed " + trial);
        }
    }

    @Test
    void piecesMakeNoDifference() throws IOException {
        for (int trial = 0; trial < TRIALS; trial += 3) {
            Random random = new Random(trial);
            byte[] file = new RandomLogs(random).file();
            List<byte[]> whole = Readings.events(file);
            int most = 1 + random.nextInt(trial % 2 == 0 ? 40 : 40_000);
            List<byte[]> pieces = Readings.events(file, Readings.inPieces(file, 0, random, most));
            assertSame(whole, pieces, "seed " + trial);
        }
    }

    /** From the positions that reading passes, the rest of the events is the same. */
    @Test
    void anyPositionGoesOnTheSame() throws IOException {
        int compared = 0;
        for (int trial = 0; trial < 25; trial++) {
            Random random = new Random(trial);
            byte[] file = largeFile(random);
            List<byte[]> whole = Readings.events(file);
            assertArrayEquals(file, Readings.raw(whole), "seed " + trial);
            Readings.Collector collector = new Readings.Collector();
            SourceReading reading = SourceReading.fresh("test.log", Readings.FILE, 0, Readings.DEFAULTS, collector);
            InputStream in = Readings.inPieces(file, 0, random, 9_000);
            while (reading.readFrom(in) >= 0) {
                SourcePosition position = reading.position();
                if (position.offset() > 0 && random.nextInt(3) == 0) {
                    List<byte[]> rest = Readings.eventsFrom(position, file);
                    assertSame(whole.subList(whole.size() - rest.size(), whole.size()), rest, "seed " + trial);
                    compared++;
                }
            }
        }
        assertTrue(compared > 50, "compared " + compared);
    }

    private static byte[] largeFile(Random random) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        RandomLogs logs = new RandomLogs(random);
        while (file.size() < 100_000) {
            byte[] more = logs.file();
            file.write(more, 0, more.length);
        }
        return file.toByteArray();
    }

    @Test
    void positionsInTheMiddleOfManyLinesGoOnTheSame() throws IOException {
        StringBuilder text = new StringBuilder();
        Random random = new Random(7);
        for (int i = 0; i < 4_000; i++) {
            text.append("Dec ")
                    .append(10 + i / 200)
                    .append(" 23:")
                    .append(10 + random.nextInt(40))
                    .append(":00 h app[")
                    .append(i)
                    .append("]: line ")
                    .append(i % 7)
                    .append('\n');
            if (i % 500 == 499) {
                text.append("y".repeat(60_000)).append('\n');
            }
        }
        byte[] file = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        List<byte[]> whole = Readings.events(file);
        assertArrayEquals(file, Readings.raw(whole));
        Readings.Collector collector = new Readings.Collector();
        SourceReading reading = SourceReading.fresh("test.log", Readings.FILE, 0, Readings.DEFAULTS, collector);
        InputStream in = Readings.inPieces(file, 0, random, 20_000);
        int compared = 0;
        while (reading.readFrom(in) >= 0) {
            SourcePosition position = reading.position();
            if (position.offset() > 0) {
                List<byte[]> rest = Readings.eventsFrom(position, file);
                assertSame(whole.subList(whole.size() - rest.size(), whole.size()), rest, "at " + position.offset());
                compared++;
            }
        }
        assertTrue(compared > 10, "compared " + compared);
        assertSame(whole.subList(0, collector.events.size()), collector.events, "reading itself");
    }

    @Test
    void anUnfinishedLastLineIsGivenOutOnceAndThenWhole() throws IOException {
        byte[] file = "1700000000 one\n1700000001 tw".getBytes(StandardCharsets.ISO_8859_1);
        byte[] grown = "1700000000 one\n1700000001 two\n".getBytes(StandardCharsets.ISO_8859_1);
        Readings.Collector collector = new Readings.Collector();
        SourceReading reading = SourceReading.fresh("test.log", Readings.FILE, 0, Readings.DEFAULTS, collector);
        while (reading.readFrom(new ByteArrayInputStream(file, (int) reading.offset(), file.length)) >= 0) {
            // The collector takes the events.
        }
        reading.finish();
        assertArrayEquals(file, Readings.raw(collector.events));
        SourcePosition position = reading.position();
        assertEquals(15, position.offset());
        assertEquals(13, position.givenOutBytes());
        List<byte[]> rest = Readings.eventsFrom(position, grown);
        assertEquals("1700000001 two\n", new String(Readings.raw(rest), StandardCharsets.ISO_8859_1));
        assertArrayEquals(Readings.events(grown).get(1), rest.getFirst());
    }

    private static void assertSame(List<byte[]> expected, List<byte[]> actual, String what) {
        assertEquals(expected.size(), actual.size(), what);
        for (int i = 0; i < expected.size(); i++) {
            if (!Arrays.equals(expected.get(i), actual.get(i))) {
                assertArrayEquals(expected.get(i), actual.get(i), what + ", event " + i);
            }
        }
    }
}
