package evtools.evgrep;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.cli.CapturedStdio;
import evtools.cli.ToolRunner;
import evtools.format.frame.FrameCodec;
import evtools.format.frame.FrameKind;
import evtools.format.frame.FrameReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What evgrep does beyond grep: events in and out, filters, parts, damage. */
class EvgrepTest extends EvgrepRuns {
    /** Kinds and sizes of the frames of a stream: {@code 1:3} is an events frame of 3 events. */
    private static String frames(byte[] stream) throws IOException {
        StringBuilder text = new StringBuilder();
        try (FrameReader reader = new FrameReader(new ByteArrayInputStream(stream), (offset, length, what) -> {
            throw new AssertionError(what);
        })) {
            while (reader.next()) {
                text.append(text.length() == 0 ? "" : " ")
                        .append(reader.header().kind());
                if (reader.header().kind() == FrameKind.EVENTS) {
                    text.append(':').append(reader.header().events());
                }
                if (reader.header().late()) {
                    text.append('L');
                }
            }
        }
        return text.toString();
    }

    @Test
    void eventsAreWrittenWholeIntoAPipe() throws IOException {
        byte[] input = Streams.of("one", "two", "three");
        assertEquals(0, run(input, "t"));
        assertEquals("1:2", frames(io.out()));
        assertEquals("two\nthree\n", raw(io.out(), ""));
    }

    @Test
    void textIsShownOnATerminal() {
        io = new CapturedStdio("evgrep")
                .input(Streams.of("one", "two"))
                .terminal(1)
                .environment("NO_COLOR", "1");
        assertEquals(0, ToolRunner.run(new Evgrep(), io.stdio(), "two"));
        assertEquals("2026-11-20T10:00:01.000Z web1 sshd: two\n", io.outText());
    }

    @Test
    void matchesAreColoured() {
        run(Streams.of("a big red bug"), "--color=always", "b[a-z]*");
        assertTrue(io.outText().endsWith(": a \033[01;31mbig\033[m red \033[01;31mbug\033[m\n"), io.outText());
        run(Streams.of("a big red bug"), "--color=always", "-O", "raw", "-n", "b[a-z]*");
        assertEquals("\033[32m1\033[m\033[36m:\033[ma \033[01;31mbig\033[m red \033[01;31mbug\033[m\n", io.outText());
    }

    @Test
    void controlCharactersAreEscapedOnATerminal() {
        io = new CapturedStdio("evgrep").input(Streams.of("a\033[2Jb")).terminal(1);
        ToolRunner.run(new Evgrep(), io.stdio(), "--color=always", "a.\\[2J");
        assertTrue(io.outText().endsWith("\033[01;31ma\\x1b[2J\033[mb\n"), io.outText());
    }

    @Test
    void exitCodesAreGreps() {
        byte[] input = Streams.of("one", "two");
        assertEquals(0, run(input, "-q", "one"));
        assertEquals(1, run(input, "-q", "three"));
        assertEquals(2, run(input, "one", directory.resolve("missing").toString()));
        assertTrue(io.errText().contains("missing"), io.errText());
        assertEquals(2, run(input, "-s", "one", directory.resolve("missing").toString()));
        assertEquals("", io.errText());
        assertEquals(
                0, run(input, "-q", "one", "-", directory.resolve("missing").toString()));
        assertEquals(2, run(input));
        assertTrue(io.errText().contains("no pattern"), io.errText());
        assertEquals(2, run(input, "-E", "a("));
        assertTrue(io.errText().contains("Unmatched ( or \\("), io.errText());
    }

    @Test
    void jsonIsOneObjectAnEvent() {
        run(Streams.of("one", "two"), "--json", "tw");
        assertEquals(1, io.outText().lines().count());
        assertTrue(io.outText().contains("\"message\":\"two\""), io.outText());
        assertEquals(2, run(Streams.of("one"), "--json", "-n", "one"));
    }

    @Test
    void filtersAreByTimeHostAppAndField() {
        byte[] input = new Streams(new Random(5))
                .add("a0")
                .host("db1")
                .add("a1")
                .app("cron")
                .add("a2", "status", "500")
                .cut()
                .add("a3", "status", "404")
                .toByteArray();
        assertEquals("a1\na2\na3\n", raw(input, "--host", "db*", "a"));
        assertEquals("a0\na1\na2\na3\n", raw(input, "--host", "db1", "--host", "w?b1", "a"));
        assertEquals("a2\na3\n", raw(input, "--app", "cron", "a"));
        assertEquals("a2\n", raw(input, "--where", "status=500", ""));
        assertEquals("a2\na3\n", raw(input, "--where", "status=*0*", ""));
        assertEquals("a1\na2\n", raw(input, "--since", "@1795168801", "--until", "2026-11-20 10:00:03", "a"));
        assertEquals("3:a2\n", raw(input, "-n", "--where", "status=500", ""));
        assertEquals("4:a3\n", raw(input, "-n", "--since", "@1795168803", ""));
        assertEquals("1\n", rawCount(input, "--app", "cron", "-v", "a2"));
        assertEquals(2, run(input, "--where", "status", "a"));
    }

    @Test
    void rawDecidesABlockByItsTemplatesAsItDecidesLines() {
        for (int codec : new int[] {FrameCodec.NONE, FrameCodec.COLUMNAR}) {
            Streams stream = new Streams(new Random(7), codec);
            for (int i = 0; i < 40; i++) {
                stream.host("host" + i % 3);
                stream.add("INFO main worked " + i + " times", "_form", "%H:%M:%S $1w<$h> $a $m\r");
                stream.add("was cut\r", "_form", "$m");
                stream.add("two words", "_form", "$3w$v$m");
                stream.add("shown as it is", "_form", "%Q$m");
            }
            byte[] block = stream.toByteArray();
            assertEquals("40\n", rawCount(block, "--raw", "times$"), "the line end is CR LF");
            assertEquals("14\n", rawCount(block, "--raw", "INFO <host0> sshd main"));
            assertEquals("13\n", rawCount(block, "--raw", "-F", "host1"));
            assertEquals("0\n", rawCount(block, "--raw", "-F", "INFO main"));
            assertEquals("1\n", rawCount(block, "--raw", "^10:00:00 INFO <host0>"));
            assertEquals("0\n", rawCount(block, "--raw", "-F", "_form"));
            assertEquals("40\n", rawCount(block, "--raw", "cut$"));
            assertEquals("40\n", rawCount(block, "--raw", "-x", "two words"), "its form lacks a token");
            assertEquals("40\n", rawCount(block, "--raw", "-x", "shown as it is"), "its form is none");
            assertEquals("120\n", rawCount(block, "--raw", "-v", "times"));
            assertEquals("160\n", rawCount(block, "--raw", ""));
        }
    }

    @Test
    void rawMatchesTheOriginalLine() {
        byte[] input = Streams.of("one", "two");
        assertEquals("two\n", raw(input, "--raw", "-x", "two"));
        assertEquals("one\n", raw(input, "--raw", "e$"));
    }

    @Test
    void partsOfALongLineAreOneLine() throws IOException {
        byte[] text = new byte[60_000];
        Arrays.fill(text, (byte) 'x');
        System.arraycopy("needle".getBytes(US_ASCII), 0, text, 24_573, 6);
        byte[] input = new Streams(new Random(3))
                .add("first")
                .addPart(text, 0, 24_576, 0, false)
                .cut()
                .addPositions("p")
                .addPart(text, 24_576, 24_576, 1, false)
                .addPart(text, 49_152, 10_848, 2, true)
                .add("last needle")
                .toByteArray();
        assertEquals("2:" + new String(text, US_ASCII) + "\n3:last needle\n", raw(input, "-n", "needle"));
        assertEquals(0, run(input, "xneedlex"));
        assertEquals("1:3", frames(io.out()));
        assertEquals("2:needle\n3:needle\n", raw(input, "-on", "needle"));
        assertEquals("first\nlast needle\n", raw(input, "-v", "xx"));
        assertEquals("3\n", rawCount(input, ""));
    }

    /** The filter of a block knows ids, but not those that reach from one part of a line into the next. */
    @Test
    void idsAreFoundInBlocks() {
        byte[] text = new byte[49_152];
        Arrays.fill(text, (byte) 'x');
        byte[] id = "0123456789abcdef0123".getBytes(US_ASCII);
        System.arraycopy(id, 0, text, 24_576 - 10, id.length);
        Random random = new Random(3);
        Streams stream = new Streams(random, FrameCodec.COLUMNAR);
        for (int i = 0; i < 1_000; i++) {
            stream.addToken("took ", Integer.toString(random.nextInt(1 << 24)), " ms");
            if (i % 200 == 7) {
                stream.addToken("request ", "1234abcd5678" + i, " was served");
            }
        }
        byte[] ids = stream.toByteArray();
        assertEquals("1\n", rawCount(ids, "1234abcd5678207"));
        assertEquals("1\n", rawCount(ids, "-i", "1234ABCD5678807"));
        assertEquals("5\n", rawCount(ids, "1234abcd5678"), "the beginning of an id");
        assertEquals("0\n", rawCount(ids, "--stats", "1234abcd5678807a"));
        assertTrue(io.errText().contains("blocks skipped by filter  1\n"), io.errText());
        assertEquals("1005\n", rawCount(ids, "-v", "1234abcd5678807a"));
        assertEquals("5\n", rawCount(ids, "-E", "1234abcd5678807a|served"));
        stream.addPart(text, 0, 24_576, 0, false).cut().addPart(text, 24_576, 24_576, 1, true);
        assertEquals("1\n", rawCount(stream.toByteArray(), "x0123456789abcdef0123x"));
    }

    @Test
    void partsOfOtherLinesAreNotJoined() {
        byte[] text = ("x".repeat(24_576) + "abcdef").getBytes(US_ASCII);
        byte[] input = new Streams(new Random(3))
                .addPart(text, 0, 24_576, 0, false)
                .source("other.log#0000000000000000")
                .addPart(text, 24_576, 2, 1, true)
                .addPart(text, 0, 24_576, 0, false)
                .toByteArray();
        assertEquals("0\n", rawCount(input, "xa"));
        assertEquals("3\n", rawCount(input, "[ax]"));
    }

    @Test
    void positionsAndEndMarksStayInTheirPlace() throws IOException {
        byte[] input = new Streams(new Random(4))
                .add("a1")
                .add("b1")
                .addPositions("p1")
                .late(true)
                .add("a2")
                .late(false)
                .add("b2")
                .add("a3")
                .addPositions("p2")
                .addEnd()
                .toByteArray();
        assertEquals(0, run(input, "a"));
        assertEquals("1:1 2 1:1L 1:1 2 5", frames(io.out()));
        assertEquals(1, run(input, "nothing"));
        assertEquals("2 2 5", frames(io.out()));
        assertEquals(0, run(input, "-m1", "a2"));
        assertEquals("2 1:1L 5", frames(io.out()));
        Path file = Files.write(directory.resolve("a.ev"), input);
        assertEquals(0, run(input, "a", "-", file.toString()));
        assertFalse((" " + frames(io.out()) + " ").contains(" 2 "), "positions of two inputs must not mix");
    }

    @Test
    void compressedFramesAreRead() {
        for (int codec : new int[] {FrameCodec.LZ4, FrameCodec.ZSTD}) {
            byte[] input =
                    new Streams(new Random(4), codec).add("one").add("two").toByteArray();
            assertEquals("two\n", raw(input, "tw"));
        }
    }

    @Test
    void damageIsReportedAndTheRestSearched() {
        byte[] input = new Streams(new Random(4))
                .add("one")
                .cut()
                .add("two")
                .cut()
                .add("three")
                .toByteArray();
        byte[] damaged = input.clone();
        damaged[damaged.length / 2] ^= 0x55;
        assertEquals(2, run(damaged, "-O", "raw", "e"));
        assertEquals("one\nthree\n", io.outText());
        assertTrue(io.errText().contains("at byte"), io.errText());
        assertEquals(2, run("a plain log\n".getBytes(UTF_8), "plain"));
        assertTrue(io.errText().contains("evtail FILE | evgrep"), io.errText());
        assertEquals(1, run(new byte[0], "x"));
    }

    /** A cut or a flipped byte never makes an event that wasn't there. */
    @Test
    void damageNeverMakesUpEvents() {
        Random random = new Random(77);
        Streams stream = new Streams(random);
        for (int i = 0; i < 30; i++) {
            stream.add("event number " + i + " of thirty");
            if (i % 7 == 6) {
                stream.cut();
            }
        }
        byte[] good = stream.toByteArray();
        List<String> all = raw(good, "").lines().toList();
        for (int i = 0; i < 600; i++) {
            byte[] bad = good.clone();
            int at = random.nextInt(bad.length);
            if (random.nextBoolean()) {
                bad = Arrays.copyOf(bad, at);
            } else {
                bad[at] ^= (byte) (1 + random.nextInt(255));
            }
            String where = "seed 77, try " + i + ", byte " + at;
            assertTrue(all.containsAll(raw(bad, "").lines().toList()), where);
            assertFalse(io.errText().contains("internal"), where + io.errText());
        }
    }

    @Test
    void contextIsEventsToo() throws IOException {
        byte[] input = Streams.of("1", "2", "3 hit", "4", "5", "6", "7 hit", "8");
        assertEquals("2\n3 hit\n4\n--\n6\n7 hit\n8\n", raw(input, "-C1", "hit"));
        run(input, "-C1", "hit");
        assertEquals("1:6", frames(io.out()));
        assertEquals("3 hit\n4\n5\n", raw(input, "-m1", "-A2", "hit"));
    }

    @Test
    void theLineEndIsNotPartOfWhatIsMatched() {
        assertArrayEquals(new int[] {3, 3, 3, 0, 4}, new int[] {
            EventMatcher.withoutLineEnd(bytes("abc"), 3),
            EventMatcher.withoutLineEnd(bytes("abc\n"), 4),
            EventMatcher.withoutLineEnd(bytes("abc\r\n"), 5),
            EventMatcher.withoutLineEnd(bytes("\n"), 1),
            EventMatcher.withoutLineEnd(bytes("abc\r"), 4)
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
