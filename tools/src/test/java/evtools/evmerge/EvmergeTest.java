package evtools.evmerge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.cli.CapturedStdio;
import evtools.cli.ExitCode;
import evtools.cli.ToolRunner;
import evtools.format.event.EventChecksum;
import evtools.format.event.EventView;
import evtools.format.frame.FrameReader;
import evtools.format.stream.EventReader;
import evtools.pipe.SampleStreams;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvmergeTest {
    @TempDir
    private Path folder;

    private final CapturedStdio io = new CapturedStdio("evmerge");

    private int run(String... arguments) {
        return ToolRunner.run(new Evmerge(), io.stdio(), arguments);
    }

    private String file(String name, byte[] contents) throws IOException {
        return Files.write(folder.resolve(name), contents).toString();
    }

    private static List<Long> points(byte[] stream) throws IOException {
        List<Long> points = new ArrayList<>();
        try (EventReader events =
                new EventReader(new FrameReader(new ByteArrayInputStream(stream), (offset, length, what) -> {
                    throw new IllegalStateException(what);
                }))) {
            EventView event = new EventView();
            while (events.next(event)) {
                points.add((event.point() - SampleStreams.POINT) / 100_000_000L);
            }
        }
        return points;
    }

    private static List<Long> numbers(int... ranges) {
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < ranges.length; i += 2) {
            for (long n = ranges[i]; n < ranges[i + 1]; n++) {
                numbers.add(n);
            }
        }
        return numbers;
    }

    @Test
    void overlappingInputsBecomeOneWithoutDuplicates() throws IOException {
        String a = file("a.ev", SampleStreams.numbered(0, 60));
        String b = file("b.ev", SampleStreams.numbered(40, 100));
        assertEquals(ExitCode.OK, run("--stats", b, a, b));
        assertEquals(numbers(0, 100), points(io.out()));
        assertTrue(io.errText().contains("duplicate events left out 20\nduplicate frames left out 1\n"), io.errText());
    }

    @Test
    void duplicatesStayIfAsked() throws IOException {
        String a = file("a.ev", SampleStreams.numbered(0, 2));
        assertEquals(ExitCode.OK, run("--no-dedup", a, a));
        assertEquals(List.of(0L, 0L, 1L, 1L), points(io.out()));
    }

    @Test
    void unsortedInputIsRefusedWithItsPlace() throws IOException {
        byte[] later = SampleStreams.numbered(5, 9);
        byte[] earlier = SampleStreams.numbered(0, 4);
        byte[] both = new byte[later.length + earlier.length];
        System.arraycopy(later, 0, both, 0, later.length);
        System.arraycopy(earlier, 0, both, later.length, earlier.length);
        String name = file("both.ev", both);
        assertEquals(ExitCode.FAILURE, run(name));
        assertEquals(
                "evmerge: error: " + name + ": not sorted, at byte " + later.length
                        + " (expected 2005-06-14T15:16:09Z or later, found 2005-06-14T15:16:01Z)\n"
                        + "evmerge: hint: sort it first: evsort " + name + "\n",
                io.errText());
    }

    @Test
    void theChecksumIsThatOfTheOutput() throws IOException {
        String a = file("a.ev", SampleStreams.numbered(0, 60));
        String b = file("b.ev", SampleStreams.numbered(40, 100));
        assertEquals(ExitCode.OK, run("--checksum", a, b));
        EventChecksum expected = new EventChecksum();
        try (EventReader events =
                new EventReader(new FrameReader(new ByteArrayInputStream(io.out()), (offset, length, what) -> {
                    throw new IllegalStateException(what);
                }))) {
            EventView event = new EventView();
            while (events.next(event)) {
                expected.add(event.buffer(), event.offset(), event.length());
            }
        }
        assertEquals(expected + "\n", io.errText());
        assertEquals(100, expected.events());
    }

    @Test
    void directoriesAndStandardInputAreInputsToo() throws IOException {
        Files.createDirectory(folder.resolve("d"));
        for (int i = 0; i < 300; i++) {
            file("d/" + i + ".ev", SampleStreams.numbered(i * 2, i * 2 + 3));
        }
        io.input(SampleStreams.numbered(600, 610));
        assertEquals(ExitCode.OK, run("-", folder.resolve("d").toString(), "--tmp", folder.toString()));
        assertEquals(numbers(0, 610), points(io.out()));
    }

    @Test
    void nothingInNothingOut() {
        assertEquals(ExitCode.OK, run());
        assertArrayEquals(new byte[0], io.out());
        assertEquals(ExitCode.FAILURE, run(folder.resolve("missing.ev").toString()));
        assertTrue(io.errText().contains("missing.ev: No such file or directory"), io.errText());
    }
}
