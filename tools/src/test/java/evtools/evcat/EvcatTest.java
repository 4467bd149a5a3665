package evtools.evcat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.cli.CapturedStdio;
import evtools.cli.ExitCode;
import evtools.cli.ToolRunner;
import evtools.pipe.SampleStreams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvcatTest {
    @TempDir
    private Path folder;

    private CapturedStdio io = new CapturedStdio("evcat");

    private int run(byte[] input, String... arguments) {
        io.input(input);
        return ToolRunner.run(new Evcat(), io.stdio(), arguments);
    }

    private String file(String name, byte[] contents) throws IOException {
        return Files.write(folder.resolve(name), contents).toString();
    }

    @Test
    void framesArePassedOnAsTheyAre() throws IOException {
        byte[] stream = SampleStreams.numbered(0, 3_000);
        assertEquals(ExitCode.OK, run(stream));
        assertArrayEquals(stream, io.out());
    }

    @Test
    void textIsForPeople() throws IOException {
        assertEquals(ExitCode.OK, run(SampleStreams.syslogAndParts(), "-O", "text"));
        assertEquals(
                "2005-06-14T15:16:01.000Z combo sshd[19939]: bad \u001b[31m user\n"
                        + "2005-06-14T15:16:01.000Z - -: one line\n",
                io.outText());
    }

    @Test
    void terminalsGetTextWithoutControlCharacters() throws IOException {
        io.terminal(1);
        assertEquals(ExitCode.OK, run(SampleStreams.syslogAndParts(), "--tz", "+02:00"));
        assertTrue(io.outText().startsWith("2005-06-14T17:16:01.000+02:00 combo sshd[19939]: bad \\x1b[31m user\n"));
    }

    @Test
    void rawIsTheOriginal() throws IOException {
        assertEquals(ExitCode.OK, run(SampleStreams.syslogAndParts(), "-O", "raw"));
        assertEquals("Jun 14 15:16:01 combo sshd[19939]: bad \u001b[31m user\r\none line\n", io.outText());
    }

    @Test
    void timesAreShownAsTheLineHasThem() throws IOException {
        assertEquals(ExitCode.OK, run(SampleStreams.syslogAndParts(), "-n", "1", "-O", "json"));
        assertTrue(io.outText().startsWith("{\"time\":\"2005-06-14T15:16:01Z\",\"point\":\"111876216150000007\""));
    }

    @Test
    void rawLinesAreNeverGluedTogether() throws IOException {
        assertEquals(ExitCode.OK, run(SampleStreams.noLineFeedThenAnother(), "-O", "raw"));
        assertEquals("last of a\nlast of b", io.outText());
    }

    @Test
    void jsonAndLogfmtCarryTheFields() throws IOException {
        assertEquals(ExitCode.OK, run(SampleStreams.numbered(7, 8), "-O", "json"));
        assertEquals(
                "{\"time\":\"2005-06-14T15:16:08.00000000Z\",\"point\":\"111876216800000000\",\"host\":\"web1\","
                        + "\"app\":\"app\",\"message\":\"message 7\",\"fields\":{\"n\":\"7\"}}\n",
                io.outText());
        io = new CapturedStdio("evcat");
        assertEquals(ExitCode.OK, run(SampleStreams.numbered(7, 8), "-O", "logfmt"));
        assertEquals("time=2005-06-14T15:16:08.00000000Z host=web1 app=app msg=\"message 7\" n=7\n", io.outText());
    }

    @Test
    void theFirstEventsOfSeveralInputs() throws IOException {
        String a = file("a", SampleStreams.numbered(0, 2));
        String b = file("b", SampleStreams.numbered(2, 9));
        assertEquals(ExitCode.OK, run(new byte[0], "-n", "3", "-O", "logfmt", a, b));
        assertEquals(3, io.outText().lines().count());
        assertTrue(io.outText().endsWith("n=2\n"));
    }

    @Test
    void directoriesStandForTheStreamsInThem() throws IOException {
        Files.createDirectory(folder.resolve("sub"));
        file("sub/b", SampleStreams.numbered(1, 2));
        file("a", SampleStreams.numbered(0, 1));
        file("id.properties", "holder=1\n".getBytes(UTF_8));
        assertEquals(ExitCode.OK, run(new byte[0], "-O", "logfmt", folder.toString()));
        assertEquals(2, io.outText().lines().count());
        assertTrue(io.outText().endsWith("n=1\n"));
        assertEquals("", io.errText());
    }

    @Test
    void aDirectoryWithoutStreamsIsSaid() throws IOException {
        file("id.properties", "holder=1\n".getBytes(UTF_8));
        assertEquals(ExitCode.OK, run(new byte[0], folder.toString()));
        assertEquals("evcat: warning: " + folder + ": no event streams in this directory\n", io.errText());
    }

    @Test
    void whatCantBeOpenedIsOneLineAndTheRestIsPrinted() throws IOException {
        String good = file("good", SampleStreams.numbered(0, 1));
        String missing = folder.resolve("missing").toString();
        String text = file("text", "Jun 14 a log line\n".getBytes(UTF_8));
        assertEquals(ExitCode.FAILURE, run(new byte[0], "-O", "raw", missing, text, good));
        assertEquals("message 0\n", io.outText());
        assertEquals(
                "evcat: error: " + missing + ": No such file or directory\n"
                        + "evcat: error: " + text
                        + ": not an event stream, at byte 0 (expected 89455646, found 4a756e20)\n"
                        + "evcat: hint: text logs become events through evtail: evtail FILE | evcat …\n",
                io.errText());
    }

    @Test
    void damageIsReportedOnceWithItsPlace() throws IOException {
        byte[] stream = SampleStreams.numbered(0, 10);
        byte[] two = Arrays.copyOf(stream, 2 * stream.length);
        System.arraycopy(stream, 0, two, stream.length, stream.length);
        two[150] ^= 1;
        assertEquals(ExitCode.DAMAGED, run(two, "-O", "raw"));
        assertEquals(10, io.outText().lines().count());
        assertTrue(io.errText()
                .startsWith("evcat: error: (standard input): frame payload with a wrong checksum, at byte 0 ("));
        assertEquals(1, io.errText().lines().count());
    }

    @Test
    void everyFlippedFirstByteStillCountsAsDamageOfAStream() throws IOException {
        byte[] stream = SampleStreams.numbered(0, 10);
        for (int i = 0; i < 8; i++) {
            io = new CapturedStdio("evcat");
            byte[] bad = stream.clone();
            bad[i] ^= 0x20;
            assertEquals(ExitCode.DAMAGED, run(bad, "-O", "raw"), "byte " + i);
            assertEquals(1, io.errText().lines().count(), io.errText());
        }
    }
}
