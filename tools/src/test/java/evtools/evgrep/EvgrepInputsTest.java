package evtools.evgrep;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Many inputs, many sources, many threads, and patterns from files. */
class EvgrepInputsTest extends EvgrepRuns {
    @Test
    void directoriesAreSearched() throws IOException {
        Files.createDirectories(directory.resolve("store/sub"));
        Files.write(directory.resolve("store/a.ev"), Streams.of("one"));
        Files.write(directory.resolve("store/sub/b.ev"), Streams.of("two", "one more"));
        assertEquals(0, run(new byte[0], "-c", "one", directory.resolve("store").toString()));
        assertEquals(directory + "/store/a.ev:1\n" + directory + "/store/sub/b.ev:1\n", io.outText());
        run(new byte[0], "-h", "-O", "raw", "one", directory.resolve("store").toString());
        assertEquals("one\none more\n", io.outText());
    }

    @Test
    void severalInputsGiveOneOrderOfTime() throws IOException {
        Files.createDirectories(directory.resolve("store"));
        Path first = Files.write(
                directory.resolve("store/a.ev"),
                new Streams(new Random(1))
                        .at(10)
                        .add("a10")
                        .add("a11")
                        .cut()
                        .at(0)
                        .add("a0")
                        .add("a1")
                        .toByteArray());
        Path second = Files.write(
                directory.resolve("store/b.ev"),
                new Streams(new Random(1))
                        .at(5)
                        .add("b5")
                        .at(1)
                        .add("b1")
                        .at(11)
                        .add("b11")
                        .toByteArray());
        byte[] pipe = new Streams(new Random(1))
                .at(7)
                .add("p7")
                .cut()
                .at(3)
                .add("p3")
                .cut()
                .at(20)
                .add("p20")
                .toByteArray();
        String all = "a0\na1\nb1\nb5\na10\na11\nb11\n";
        assertEquals(all, raw(new byte[0], "-h", "", directory.resolve("store").toString()));
        assertEquals(all, raw(new byte[0], "-h", "-j1", "", first.toString(), second.toString()));
        assertEquals("a10\na11\na0\na1\n", raw(new byte[0], "", first.toString()), "one input keeps its order");
        assertEquals(
                "a0\na1\nb1\nb5\np7\np3\na10\na11\nb11\np20\n",
                raw(pipe, "-h", "", "-", first.toString(), second.toString()),
                "a pipe can't be read twice");
        assertEquals("a0\nb1\n", raw(new byte[0], "-h", "-m1", "", first.toString(), second.toString()));
        run(new byte[0], "-O", "raw", "-n", "a", first.toString(), second.toString());
        String name = first + ":";
        assertEquals(
                name + "1:a10\n" + name + "2:a11\n" + name + "3:a0\n" + name + "4:a1\n",
                io.outText(),
                "numbers go with the order of the input");
    }

    @Test
    void contextIsOfTheSameSource() {
        byte[] input = new Streams(new Random(1))
                .source("one#0")
                .addWithSource("1 before")
                .source("two#0")
                .addWithSource("2 before")
                .source("one#0")
                .addWithSource("1 hit")
                .source("two#0")
                .addWithSource("2 after")
                .source("one#0")
                .addWithSource("1 after")
                .addWithSource("1 more")
                .toByteArray();
        assertEquals("1 before\n1 hit\n1 after\n", raw(input, "-C1", "1 hit"));
        assertEquals("1 before\n1 hit\n--\n2 before\n2 after\n--\n1 after\n", raw(input, "-1", "hit\\|2 after"));
        assertEquals(2, run(input, "-A", "-1", "hit"));
        assertTrue(io.errText().contains("expected how many events"), io.errText());
    }

    /** Enough of it that threads are started, with lines that go on from frame to frame. */
    @Test
    void threadsFindTheSameInTheSameOrder() {
        Random random = new Random(9);
        Streams stream = new Streams(random);
        byte[] text = new byte[49_152];
        Arrays.fill(text, (byte) 'x');
        for (int i = 0; i < 40_000; i++) {
            stream.add("event number " + i + " of many, with some text that makes it longer " + random.nextInt(1000));
            if (i % 5_000 == 17) {
                stream.addPart(text, 0, 24_576, 0, false).cut().addPart(text, 24_576, 24_576, 1, true);
            }
        }
        byte[] input = stream.toByteArray();
        String expected = raw(input, "-j1", "-n", "x\\| 7");
        assertTrue(expected.contains("x".repeat(49_152) + "\n"), "joined");
        for (int threads : new int[] {2, 3, 8}) {
            assertEquals(expected, raw(input, "-j" + threads, "-n", "x\\| 7"));
        }
        assertEquals(rawCount(input, "-j1", "9"), rawCount(input, "-j4", "9"));
        assertEquals(raw(input, "-j1", "-C2", "x"), raw(input, "-j4", "-C2", "x"));
        assertEquals(raw(input, "-j1", "-m5", "-v", "event"), raw(input, "-j4", "-m5", "-v", "event"));
    }

    @Test
    void filesAreChosenByName() throws IOException {
        Files.createDirectories(directory.resolve("store/old"));
        Files.write(directory.resolve("store/a.ev"), Streams.of("one"));
        Files.write(directory.resolve("store/a.evs"), Streams.of("two"));
        Files.write(directory.resolve("store/old/a.ev"), Streams.of("three"));
        String store = directory.resolve("store").toString();
        assertEquals("one\nthree\n", raw(new byte[0], "-h", "--include", "*.ev", "", store));
        assertEquals("two\n", raw(new byte[0], "-h", "--exclude", "*.ev", "", store));
        assertEquals("one\ntwo\n", raw(new byte[0], "-h", "--exclude-dir", "ol?", "", store));
        assertEquals("here:1\n", rawCount(Streams.of("one"), "-H", "--label=here", "ONE", "-y"));
    }

    @Test
    void patternsComeFromFiles() throws IOException {
        Path file = Files.writeString(directory.resolve("patterns"), "one\nthree\n");
        byte[] input = Streams.of("one", "two", "three");
        assertEquals("one\nthree\n", raw(input, "-f", file.toString()));
        assertEquals("one\ntwo\nthree\n", raw(input, "-F", "-f", file.toString(), "-e", "tw"));
        Files.write(file, new byte[0]);
        assertEquals("", raw(input, "-f", file.toString()));
        // A byte that is not UTF-8 is itself, and not the character of that number.
        Files.write(file, "\u00ff\ntwo\n".getBytes(ISO_8859_1));
        assertEquals("two\n", raw(Streams.of("\u00ff", "two"), "-f", file.toString()));
    }
}
