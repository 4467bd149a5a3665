package evtools.evport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.cli.CapturedStdio;
import evtools.cli.ExitCode;
import evtools.cli.ToolRunner;
import evtools.evsort.Evsort;
import evtools.pipe.SampleStreams;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvportTest {
    private static final long NOW_NANOS = (SampleStreams.POINT + 10_000_000 * 100_000_000L) * 10;

    @TempDir
    private Path folder;

    private CapturedStdio io = fresh();
    private String archive = "";

    @BeforeEach
    void setUp() {
        archive = folder.resolve("archive").toUri().toString();
    }

    private static CapturedStdio fresh() {
        return new CapturedStdio("evport").clockAt(NOW_NANOS);
    }

    private int port(byte[] input, String... arguments) {
        io = fresh().input(input);
        return ToolRunner.run(new Evport(), io.stdio(), arguments);
    }

    private static byte[] sorted(byte[] stream) {
        CapturedStdio sorting = new CapturedStdio("evsort").input(stream);
        assertEquals(ExitCode.OK, ToolRunner.run(new Evsort(), sorting.stdio(), "-O", "text"));
        return sorting.out();
    }

    private static byte[] join(byte[]... streams) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] stream : streams) {
            all.write(stream);
        }
        return all.toByteArray();
    }

    private List<Path> files(String suffix) throws IOException {
        try (Stream<Path> walk = Files.walk(folder.resolve("archive"))) {
            return walk.filter(
                            path -> Files.isRegularFile(path) && path.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aStreamGoesInAndComesOutSorted() throws IOException {
        byte[] stream = join(SampleStreams.numbered(2000, 5000), SampleStreams.numbered(0, 3000));
        assertEquals(ExitCode.OK, port(stream, "--from", "-", "--to", archive, "--stats"), io.errText());
        assertTrue(io.errText().contains("events archived     5000\n"), io.errText());
        assertEquals(0, io.out().length);
        int segments = files(".evs").size();
        assertTrue(segments >= 4, "5,000 s are at least 4 buckets, found " + segments);

        assertEquals(ExitCode.OK, port(new byte[0], "--from", archive, "-O", "text"));
        assertArrayEquals(sorted(stream), io.out());

        assertEquals(ExitCode.OK, port(stream, "--from", "-", "--to", archive, "--stats"));
        assertTrue(io.errText().contains("events archived     0\n"), io.errText());
        assertEquals(segments, files(".evs").size());
    }

    @Test
    void whatCameLaterIsAddedOnce() throws IOException {
        port(SampleStreams.numbered(0, 100), "--from", "-", "--to", archive);
        port(SampleStreams.numbered(50, 150), "--from", "-", "--to", archive);
        assertEquals(ExitCode.OK, port(new byte[0], "--from", archive, "-O", "text"));
        assertArrayEquals(sorted(SampleStreams.numbered(0, 150)), io.out());
    }

    @Test
    void aRangeAndAHostCanBeRead() throws IOException {
        port(SampleStreams.numbered(0, 3000), "--from", "-", "--to", archive);
        long begin = SampleStreams.POINT / 100_000_000L;
        assertEquals(
                ExitCode.OK,
                port(
                        new byte[0],
                        "--from",
                        archive,
                        "--since",
                        "@" + (begin + 1000),
                        "--until",
                        "@" + (begin + 1010),
                        "--host",
                        "web1",
                        "-O",
                        "text"));
        assertEquals(5, io.outText().lines().count(), io.outText());
        assertTrue(io.outText().contains("message 1001\n"), io.outText());
    }

    @Test
    void aDryRunWritesNothing() throws IOException {
        Files.createDirectory(folder.resolve("archive"));
        assertEquals(ExitCode.OK, port(SampleStreams.numbered(0, 3000), "--from", "-", "--to", archive, "--dry-run"));
        assertTrue(io.outText().lines().count() >= 3, io.outText());
        assertEquals(List.of(), files(""));

        String bucket = io.outText().lines().findFirst().orElseThrow();
        Path skip = Files.writeString(folder.resolve("skip"), "# not this one\n" + bucket + "\n");
        port(SampleStreams.numbered(0, 3000), "--from", "-", "--to", archive, "--skip", skip.toString());
        String name = bucket.substring(0, bucket.indexOf(' '));
        assertFalse(files(".evs").toString().contains(name), name);
        assertTrue(files(".evs").size() >= 2);
    }

    @Test
    void timesThatCanHardlyBeRightMakeNoBuckets() throws IOException {
        long year = 365L * 24 * 3600;
        int future = (int) (20 * year);
        byte[] stream = join(SampleStreams.numbered(0, 10), SampleStreams.numbered(future, future + 5));
        assertEquals(ExitCode.OK, port(stream, "--from", "-", "--to", archive));
        assertEquals(2, files(".evs").size());
        assertEquals(ExitCode.OK, port(new byte[0], "--from", archive, "-O", "text"));
        assertArrayEquals(sorted(stream), io.out());
    }

    @Test
    void damageInASegmentIsReportedAndTheRestRead() throws IOException {
        port(SampleStreams.numbered(0, 3000), "--from", "-", "--to", archive);
        Path segment = files(".evs").getFirst();
        byte[] bytes = Files.readAllBytes(segment);
        bytes[200] ^= 1;
        Files.write(segment, bytes);
        assertEquals(ExitCode.DAMAGED, port(new byte[0], "--from", archive, "-O", "text"));
        assertTrue(io.errText().contains("wrong checksum"), io.errText());
        assertTrue(io.outText().lines().count() > 500, "lines left");

        Files.delete(segment);
        assertEquals(ExitCode.FAILURE, port(new byte[0], "--from", archive, "-O", "text"));
        assertTrue(io.errText().contains("No such file or directory"), io.errText());
    }

    @Test
    void optionsThatMakeNoSenseTogetherAreUsageErrors() {
        assertEquals(ExitCode.FAILURE, port(new byte[0]));
        assertEquals(ExitCode.FAILURE, port(new byte[0], "--from", "-"));
        assertEquals(ExitCode.FAILURE, port(new byte[0], "--from", "-", "--to", "/archive"));
        assertEquals(ExitCode.FAILURE, port(new byte[0], "--from", "-", "--to", archive, "--host", "a"));
        assertEquals(ExitCode.FAILURE, port(new byte[0], "--from", archive, "--to", archive));
        assertEquals(ExitCode.FAILURE, port(new byte[0], "--from", archive));
        assertFalse(Files.exists(folder.resolve("archive")));
    }
}
