package evtools.evinfo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.cli.CapturedStdio;
import evtools.cli.ExitCode;
import evtools.cli.ToolRunner;
import evtools.format.event.EventBuilder;
import evtools.format.frame.FrameFlags;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameWriter;
import evtools.pipe.SampleStreams;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvinfoTest {
    @TempDir
    private Path folder;

    private CapturedStdio io = new CapturedStdio("evinfo");

    private int run(byte[] input, String... arguments) {
        io = new CapturedStdio("evinfo").input(input);
        return ToolRunner.run(new Evinfo(), io.stdio(), arguments);
    }

    private static byte[] join(byte[] a, byte[] b) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(a);
        both.writeBytes(b);
        return both.toByteArray();
    }

    private String checksum(byte[] stream) {
        assertEquals(ExitCode.OK, run(stream, "--checksum"));
        return io.outText();
    }

    @Test
    void checksumDependsOnTheEventsAlone() throws IOException {
        String whole = checksum(SampleStreams.numbered(0, 100));
        assertTrue(whole.matches("[0-9a-f]{32}-100\n"), whole);
        assertEquals(whole, checksum(join(SampleStreams.numbered(60, 100), SampleStreams.numbered(0, 60))));
        assertNotEquals(whole, checksum(SampleStreams.numbered(1, 101)));
        String twice = checksum(join(SampleStreams.numbered(0, 100), SampleStreams.numbered(0, 100)));
        assertTrue(twice.endsWith("-200\n") && !twice.startsWith(whole.substring(0, 32)));
    }

    @Test
    void summaryTellsEventsTimesAndFrames() throws IOException {
        assertEquals(ExitCode.OK, run(SampleStreams.numbered(0, 100)));
        String text = io.outText();
        assertTrue(text.contains("events        100\n"), text);
        assertTrue(text.contains("from          2005-06-14T15:16:01.00000000Z\n"), text);
        assertTrue(text.contains("until         2005-06-14T15:17:40.00000000Z\n"), text);
        assertTrue(text.contains("frames        1 of events, 1 of end\n"), text);
        assertTrue(text.contains("codec         none (1)\n"), text);
    }

    @Test
    void countsByHostAndMinuteAndOfSeveralFiles() throws IOException {
        byte[] stream = SampleStreams.numbered(0, 101);
        assertEquals(ExitCode.OK, run(stream, "--count"));
        assertEquals("101\n", io.outText());
        assertEquals(ExitCode.OK, run(stream, "--count", "--by", "host"));
        assertEquals("51\tweb0\n50\tweb1\n", io.outText());
        assertEquals(ExitCode.OK, run(stream, "--count", "--by=minute"));
        assertEquals("59\t2005-06-14T15:16Z\n42\t2005-06-14T15:17Z\n", io.outText());
        String a = Files.write(folder.resolve("a"), stream).toString();
        assertEquals(ExitCode.OK, run(stream, "--count", a, "-"));
        assertEquals("101  " + a + "\n101  -\n202  total\n", io.outText());
    }

    @Test
    void verifyFindsDamageAndExitsWithOne() throws IOException {
        byte[] stream = SampleStreams.numbered(0, 100);
        assertEquals(ExitCode.OK, run(stream, "--verify"));
        stream[stream.length / 2] ^= 8;
        assertEquals(ExitCode.NOT_MATCHED, run(stream, "--verify"));
        assertEquals(ExitCode.DAMAGED, run(stream, "--count"));
        assertEquals(
                ExitCode.FAILURE,
                run(stream, "--verify", folder.resolve("missing").toString()));
    }

    @Test
    void verifyFindsWhatFrameChecksumsCant() throws IOException {
        evtools.format.ByteArrayBuilder payload = new evtools.format.ByteArrayBuilder(16);
        EventBuilder builder = new EventBuilder();
        byte[] text = {'x'};
        builder.begin(10).text(text, 0, 1).finish(payload);
        builder.begin(5).text(text, 0, 1).message(text, 0, 0).finish(payload);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (FrameWriter writer = new FrameWriter(out)) {
            writer.write(
                    new FrameHeader().flags(FrameFlags.SORTED).events(2, 6, 10), payload.array(), 0, payload.length());
        }
        assertEquals(ExitCode.OK, run(out.toByteArray(), "--count"));
        assertEquals(ExitCode.NOT_MATCHED, run(out.toByteArray(), "--verify"));
        assertTrue(io.errText().contains("crc"), io.errText());
        assertTrue(io.errText().contains("outside the bounds"), io.errText());
        assertTrue(io.errText().contains("out of order"), io.errText());
    }

    @Test
    void byWithoutCountIsAUsageError() {
        assertEquals(ExitCode.FAILURE, run(new byte[0], "--by", "host"));
        assertTrue(io.errText().startsWith("evinfo: error: --by goes with --count\n"), io.errText());
    }
}
