package evtools.evgen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.cli.CapturedStdio;
import evtools.cli.ToolRunner;
import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventView;
import evtools.format.event.Messages;
import evtools.format.frame.FrameReader;
import evtools.format.stream.EventReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvgenTest {
    @TempDir
    Path directory;

    private CapturedStdio io = new CapturedStdio("evgen");

    private byte[] run(String... arguments) {
        io = new CapturedStdio("evgen").clockAt(1_795_168_800_000_000_000L);
        assertEquals(0, ToolRunner.run(new Evgen(), io.stdio(), arguments), () -> io.errText());
        return io.out();
    }

    private String sample(String name, String... lines) throws IOException {
        return Files.writeString(directory.resolve(name), String.join("\n", lines) + "\n")
                .toString();
    }

    private String syslog() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            lines.add("Nov 20 10:0" + i / 60 + ":" + (10 + i % 50) + " web1 sshd[" + (4000 + i / 3)
                    + "]: Failed password for root from 10.1.2." + (i % 7) + " port " + (40_000 + i * 37) + " ssh2");
        }
        return sample("auth.log", lines.toArray(new String[0]));
    }

    private static List<String> lines(byte[] text) {
        return new String(text, ISO_8859_1).lines().toList();
    }

    @Test
    void theSameSeedGivesTheSameBytes() throws IOException {
        String sample = syslog();
        byte[] first = run("-O", "raw", "--lines", "1000", "--hosts", "3", "--from", sample);
        assertArrayEquals(first, run("-O", "raw", "--lines", "1000", "--hosts", "3", "--from", sample));
        byte[] other = run("-O", "raw", "--lines", "1000", "--hosts", "3", "--seed", "2", "--from", sample);
        assertNotEquals(new String(first, ISO_8859_1), new String(other, ISO_8859_1));
    }

    @Test
    void limitsAreKept() throws IOException {
        String sample = syslog();
        assertEquals(
                17, lines(run("-O", "raw", "--lines", "17", "--from", sample)).size());
        byte[] bytes = run("-O", "raw", "--bytes", "5000", "--from", sample);
        assertTrue(bytes.length <= 5_000 && bytes.length > 4_800, "bytes " + bytes.length);
        assertEquals('\n', bytes[bytes.length - 1]);
        int count = lines(run("-O", "raw", "--duration", "10s", "--rate", "50/s", "--from", sample))
                .size();
        assertTrue(count > 350 && count < 650, "lines " + count);
        assertEquals(0, run("-O", "raw", "--lines", "0", "--from", sample).length);
    }

    @Test
    void timesAndHostsAreReplaced() throws IOException {
        List<String> lines =
                lines(run("-O", "raw", "--lines", "500", "--hosts", "5", "--start", "2027-03-04", "--from", syslog()));
        Set<String> hosts = new HashSet<>();
        for (String line : lines) {
            assertTrue(line.startsWith("Mar  4 00:0"), line);
            hosts.add(line.split(" +", -1)[3]);
        }
        assertEquals(Set.of("web1", "web2", "web3", "web4", "web5"), hosts);
    }

    /** A value of the sample becomes one value, wherever it stands in one round. */
    @Test
    void repetitionIsKept() throws IOException {
        List<String> real = lines(Files.readAllBytes(Path.of(syslog())));
        List<String> made = lines(run("-O", "raw", "--lines", "300", "--from", directory + "/auth.log"));
        assertEquals(distinct(real, "sshd\\[[0-9]+"), distinct(made, "sshd\\[[0-9]+"));
        assertEquals(distinct(real, "port [0-9]+"), distinct(made, "port [0-9]+"), 3);
        assertEquals(distinct(real, "from [0-9.]+"), distinct(made, "from [0-9.]+"));
    }

    private static int distinct(List<String> lines, String pattern) {
        Set<String> values = new HashSet<>();
        java.util.regex.Pattern compiled = java.util.regex.Pattern.compile(pattern);
        for (String line : lines) {
            java.util.regex.Matcher matcher = compiled.matcher(line);
            assertTrue(matcher.find(), line);
            values.add(matcher.group());
        }
        return values.size();
    }

    @Test
    void cardinalityGrowsAsInTheSample() throws IOException {
        List<String> made = lines(run("-O", "raw", "--lines", "3000", "--from", syslog()));
        assertTrue(distinct(made, "port [0-9]+") > 2_500, "fresh ports each round");
        assertTrue(distinct(made, "from [0-9.]+") <= 7, "addresses that are everywhere stay");
    }

    @Test
    void eventsHoldTheSameLines() throws IOException {
        for (Path sample : samples(Path.of("../tests/samples"))) {
            String[] arguments = {"--lines", "400", "--hosts", "2", "--from", sample.toString(), "-O"};
            byte[] raw = run(append(arguments, "raw"));
            byte[] events = run(append(arguments, "ev"));
            assertArrayEquals(raw, rawLines(events), sample.toString());
        }
    }

    private static String[] append(String[] arguments, String last) {
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = last;
        return all;
    }

    private static byte[] rawLines(byte[] stream) throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        FrameReader frames = new FrameReader(new ByteArrayInputStream(stream), (offset, length, what) -> {
            throw new AssertionError(what);
        });
        try (EventReader reader = new EventReader(frames)) {
            EventView event = new EventView();
            Messages messages = new Messages();
            ByteArrayBuilder line = new ByteArrayBuilder(256);
            while (reader.next(event)) {
                line.clear();
                assertTrue(messages.crcMatches(event), "crc");
                assertTrue(messages.appendRawLine(event, line), "form");
                lines.write(line.array(), 0, line.length());
            }
        }
        return lines.toByteArray();
    }

    private static List<Path> samples(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void badSamplesAndOptionsAreRefused() throws IOException {
        refuses("no sample");
        refuses(
                "empty file",
                "--from",
                Files.createFile(directory.resolve("empty")).toString());
        refuses("No such file", "--from", directory.resolve("missing").toString());
        refuses("--rate", "--rate", "fast", "--from", syslog());
        refuses("--hosts", "--hosts", "0", "--from", syslog());
        Files.write(directory.resolve("a.ev"), new byte[] {(byte) 0x89, 'E', 'V', 'F', 1});
        refuses("event stream", "--from", directory.resolve("a.ev").toString());
        Files.writeString(directory.resolve("long.log"), "x".repeat(30_000) + "\n");
        refuses("line of 30001 bytes", "--from", directory.resolve("long.log").toString());
    }

    private void refuses(String why, String... arguments) {
        io = new CapturedStdio("evgen");
        assertEquals(2, ToolRunner.run(new Evgen(), io.stdio(), arguments));
        assertTrue(io.errText().contains(why), io.errText());
    }
}
