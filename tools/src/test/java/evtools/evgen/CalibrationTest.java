package evtools.evgen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import evtools.cli.CapturedStdio;
import evtools.cli.ToolRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sizes and searches mean something only if generated lines are as various, and as repetitive, as real ones. */
class CalibrationTest {
    private static final int ZSTD_LEVEL = 19;
    private static final long SEED = 20261120;

    @TempDir
    Path directory;

    private static byte[] run(String... arguments) {
        CapturedStdio io = new CapturedStdio("evgen").clockAt(1_795_168_800_000_000_000L);
        assertEquals(0, ToolRunner.run(new Evgen(), io.stdio(), arguments), () -> io.errText());
        return io.out();
    }

    private static List<Path> samples(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void linesCompressAsTheSamplesDo() throws IOException {
        String corpora = System.getenv("EVTOOLS_CORPORA");
        List<Path> files = new ArrayList<>(samples(Path.of("../tests/samples")));
        if (corpora != null) {
            files.addAll(samples(Path.of(corpora)));
        }
        assertFalse(files.isEmpty());
        for (Path file : files) {
            byte[] real = Files.readAllBytes(file);
            long lines = new String(real, ISO_8859_1).lines().count();
            byte[] made = run("-O", "raw", "--lines", Long.toString(lines), "--from", file.toString());
            double ratio = (double) Zstd.compress(made, ZSTD_LEVEL).length / Zstd.compress(real, ZSTD_LEVEL).length;
            assertTrue(ratio > 0.8 && ratio < 1.2, file + ": generated / real = " + ratio);
        }
    }

    /** A cluster of 40 machines, an id in each line, clients that come for a while. */
    private String cluster() throws IOException {
        Random random = new Random(SEED);
        StringBuilder text = new StringBuilder();
        String user = "";
        int second = 0;
        for (int i = 0; i < 2_000; i++) {
            if (i % 50 == 0) {
                user = 100 + random.nextInt(100) + "." + random.nextInt(256) + "." + random.nextInt(256);
            }
            second += random.nextInt(20) == 0 ? 1 + random.nextInt(9) : 0;
            text.append(String.format(
                    "2026-11-20 10:%02d:%02d,%03d INFO store: block blk_%d from 10.1.0.%d:50010 for user=%s.9 took %d%n",
                    second / 60 % 60,
                    second % 60,
                    i % 1000,
                    1_000_000_000_000L + (random.nextLong() >>> 20),
                    10 + random.nextInt(40),
                    user,
                    random.nextInt(90)));
        }
        return Files.writeString(directory.resolve("cluster.log"), text).toString();
    }

    private static Set<String> distinct(byte[] text, String pattern) {
        Set<String> values = new HashSet<>();
        Matcher matcher = Pattern.compile(pattern).matcher(new String(text, ISO_8859_1));
        while (matcher.find()) {
            values.add(matcher.group());
        }
        return values;
    }

    @Test
    void whatIsLimitedStaysSoAndWhatIsFreshIsFresh() throws IOException {
        int lines = 30_000;
        byte[] made = run("-O", "raw", "--lines", Integer.toString(lines), "--hosts", "3", "--from", cluster());
        assertEquals(40, distinct(made, "from 10\\.1\\.0\\.[0-9]+").size(), "machines");
        assertEquals(lines, distinct(made, "blk_[0-9]+").size(), "ids");
        int users = distinct(made, "user=[0-9.]+").size();
        assertTrue(users > 400 && users < 900, "users " + users);
        assertEquals(90, distinct(made, "took [0-9]+").size(), "what is short stays");
    }

    /** Of what is spread but not all known, more comes with time, and comes back. */
    @Test
    void aPopulationThatIsSeenInPartIsDrawnFromAPool() throws IOException {
        Random random = new Random(SEED);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            text.append("a call of 81.2.")
                    .append(random.nextInt(8) + 100)
                    .append('.')
                    .append(random.nextInt(100) + 100)
                    .append(" ended\n");
        }
        String sample = Files.writeString(directory.resolve("calls.log"), text).toString();
        int seen = distinct(text.toString().getBytes(ISO_8859_1), "81[0-9.]+").size();
        int few = distinct(run("-O", "raw", "--lines", "20000", "--from", sample), "of [0-9.]+")
                .size();
        int many = distinct(run("-O", "raw", "--lines", "200000", "--from", sample), "of [0-9.]+")
                .size();
        assertTrue(few >= seen, few + " of " + seen);
        assertTrue(many <= 1.2 * few, "ten times the lines: " + many + " of " + few);
    }

    @Test
    void timeGoesOnAsInTheSample() throws IOException {
        String sample = cluster();
        byte[] real = Files.readAllBytes(Path.of(sample));
        byte[] made = run("-O", "raw", "--lines", "20000", "--from", sample);
        double perLine = seconds(real) / 2_000.0;
        assertEquals(perLine, seconds(made) / 20_000.0, perLine * 0.1);
    }

    /** From the first line to the last, as the clock times of one day. */
    private static int seconds(byte[] text) {
        List<String> lines = new String(text, ISO_8859_1).lines().toList();
        return ofDay(lines.get(lines.size() - 1)) - ofDay(lines.get(0));
    }

    private static int ofDay(String line) {
        return Integer.parseInt(line.substring(11, 13)) * 3600
                + Integer.parseInt(line.substring(14, 16)) * 60
                + Integer.parseInt(line.substring(17, 19));
    }
}
