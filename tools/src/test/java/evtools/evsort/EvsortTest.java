package evtools.evsort;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.cli.CapturedStdio;
import evtools.cli.ExitCode;
import evtools.cli.ToolRunner;
import evtools.cli.WallClock;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameKind;
import evtools.pipe.SampleStreams;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvsortTest {
    @TempDir
    private Path folder;

    private final CapturedStdio io =
            new CapturedStdio("evsort").clockAt((SampleStreams.POINT + 1_000_000 * 100_000_000L) * 10);

    private int run(byte[] input, String... arguments) {
        io.input(input);
        return ToolRunner.run(new Evsort(), io.stdio(), arguments);
    }

    private static byte[] join(byte[]... streams) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] stream : streams) {
            all.write(stream);
        }
        return all.toByteArray();
    }

    private static String messages(int from, int until) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < until; i++) {
            text.append(i).append('\n');
        }
        return text.toString();
    }

    /** The number at the end of each line of text output. */
    private String numbersOf(String output) {
        StringBuilder numbers = new StringBuilder();
        output.lines()
                .forEach(line -> numbers.append(line.substring(line.lastIndexOf(' ') + 1))
                        .append('\n'));
        return numbers.toString();
    }

    @Test
    void filesInAnyOrderBecomeOneSortedStreamWithoutDuplicates() throws IOException {
        Path late = Files.write(folder.resolve("late.ev"), SampleStreams.numbered(50, 120));
        Path early = Files.write(folder.resolve("early.ev"), SampleStreams.numbered(0, 80));
        assertEquals(ExitCode.OK, run(new byte[0], "-O", "text", late.toString(), early.toString()));
        assertEquals(messages(0, 120), numbersOf(io.outText()));
        assertEquals("", io.errText());
    }

    @Test
    void theOutputIsFlaggedAsSorted() throws IOException {
        assertEquals(ExitCode.OK, run(join(SampleStreams.numbered(5, 9), SampleStreams.numbered(0, 7))));
        FrameHeader header = new FrameHeader();
        assertEquals(null, header.read(io.out(), 0));
        assertTrue(header.sorted());
        assertFalse(header.late());
        assertEquals(9, header.events());
    }

    @Test
    void theBytesOfTheOutputDependOnTheEventsAlone() throws IOException {
        assertEquals(ExitCode.OK, run(join(SampleStreams.numbered(0, 40_000), SampleStreams.numbered(40_000, 80_000))));
        CapturedStdio other = new CapturedStdio("evsort");
        other.input(join(
                SampleStreams.numbered(60_000, 80_000),
                SampleStreams.numbered(0, 70_000),
                SampleStreams.numbered(100, 200)));
        assertEquals(ExitCode.OK, ToolRunner.run(new Evsort(), other.stdio(), "--memory", "4M", "--stats"));
        assertArrayEquals(io.out(), other.out());
        assertFalse(other.errText().contains("temporary files                 0\n"), other.errText());
    }

    @Test
    void duplicatesStayIfAsked() throws IOException {
        byte[] stream = SampleStreams.numbered(0, 2);
        assertEquals(ExitCode.OK, run(join(stream, stream), "--no-dedup", "-O", "text"));
        assertEquals("0\n0\n1\n1\n", numbersOf(io.outText()));
    }

    @Test
    void lateEventsAreFlaggedAndGivenOut() throws IOException {
        byte[] stream = join(SampleStreams.numbered(0, 100), SampleStreams.numbered(20, 40));
        assertEquals(ExitCode.OK, run(stream, "--hold-down", "10s", "--stats"));
        assertTrue(io.errText().matches("(?s).*\nlate +20\n.*"), io.errText());
        FrameHeader header = new FrameHeader();
        int lateEvents = 0;
        int events = 0;
        byte[] out = io.out();
        for (int at = 0; at < out.length; at += header.frameLength()) {
            assertEquals(null, header.read(out, at));
            assertTrue(header.sorted() || header.kind() == FrameKind.END);
            lateEvents += header.late() ? header.events() : 0;
            events += header.events();
        }
        assertEquals(20, lateEvents);
        assertEquals(120, events);
    }

    @Test
    void lateEventsCanGoAsideOrFail() throws IOException {
        byte[] stream = join(SampleStreams.numbered(0, 100), SampleStreams.numbered(20, 40));
        Path side = folder.resolve("late.ev");
        assertEquals(ExitCode.OK, run(stream, "--hold-down", "10s", "-O", "text", "--late", "side:" + side));
        assertEquals(messages(0, 100), numbersOf(io.outText()));
        FrameHeader header = new FrameHeader();
        assertEquals(null, header.read(Files.readAllBytes(side), 0));
        assertEquals(20, header.events());
        assertTrue(header.late());

        assertEquals(ExitCode.FAILURE, run(stream, "--hold-down", "10s", "--late", "fail"));
        assertTrue(io.errText().contains("a late event, at byte "), io.errText());
    }

    @Test
    void whatIsHeldComesOutWhileTheInputPauses() throws Exception {
        AtomicLong nanos = new AtomicLong(SampleStreams.POINT * 10);
        io.clock(new WallClock() {
            @Override
            public long epochNanos() {
                return nanos.get();
            }

            @Override
            public long monotonicNanos() {
                return nanos.addAndGet(60_000_000_000L);
            }
        });
        CountDownLatch given = new CountDownLatch(1);
        io.output(new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] source, int offset, int length) {
                given.countDown();
            }
        });
        try (PipedOutputStream writer = new PipedOutputStream()) {
            io.input(new PipedInputStream(writer, 1 << 20));
            Thread tool = Thread.ofPlatform()
                    .daemon()
                    .start(() -> ToolRunner.run(new Evsort(), io.stdio(), "--hold-down", "15m"));
            writer.write(SampleStreams.numbered(0, 10));
            writer.flush();
            assertTrue(given.await(30, TimeUnit.SECONDS), "nothing came out while the input paused");
            io.terminate();
            tool.join(30_000);
            assertFalse(tool.isAlive());
        }
    }

    @Test
    void sigtermGivesOutWhatIsHeld() throws Exception {
        try (PipedOutputStream writer = new PipedOutputStream()) {
            io.input(new PipedInputStream(writer, 1 << 20));
            CountDownLatch done = new CountDownLatch(1);
            Thread.ofPlatform().daemon().start(() -> {
                ToolRunner.run(new Evsort(), io.stdio(), "--hold-down", "48h", "-O", "text");
                done.countDown();
            });
            writer.write(SampleStreams.numbered(0, 10));
            writer.flush();
            while (!done.await(50, TimeUnit.MILLISECONDS)) {
                io.terminate();
            }
            assertEquals(messages(0, 10), numbersOf(io.outText()));
        }
    }

    @Test
    void damageIsReportedAndTheRestSorted() throws IOException {
        byte[] damaged = SampleStreams.numbered(50, 60);
        damaged[200] ^= 1;
        assertEquals(
                ExitCode.DAMAGED,
                run(join(SampleStreams.numbered(5, 10), damaged, SampleStreams.numbered(0, 5)), "-O", "text"));
        assertEquals(messages(0, 10), numbersOf(io.outText()));
        assertTrue(io.errText().contains("wrong checksum"), io.errText());
    }

    @Test
    void optionsOutOfRangeAreUsageErrors() {
        assertEquals(ExitCode.FAILURE, run(new byte[0], "--hold-down", "49h"));
        assertEquals(ExitCode.FAILURE, run(new byte[0], "--batch", "9s"));
        assertEquals(ExitCode.FAILURE, run(new byte[0], "--batch", "1025s"));
        assertEquals(ExitCode.FAILURE, run(new byte[0], "--late", "fail"));
        assertEquals(ExitCode.FAILURE, run(new byte[0], "--hold-down", "10s", "--late", "maybe"));
        assertEquals(ExitCode.FAILURE, run(new byte[0], "--memory", "1k"));
        assertEquals(
                ExitCode.FAILURE,
                run(new byte[0], "--tmp", folder.resolve("missing").toString()));
        assertEquals(
                7, io.errText().lines().filter(line -> line.contains("error:")).count(), io.errText());
    }
}
