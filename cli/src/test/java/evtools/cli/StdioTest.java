package evtools.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class StdioTest {
    @TempDir
    Path dir;

    private static byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    @Test
    void mixesStreamAndChannel() throws Exception {
        Path in = Files.write(dir.resolve("in"), new byte[] {1, 2, 3, 4});
        Path out = dir.resolve("out");
        try (FileInputStream input = new FileInputStream(in.toFile());
                FileOutputStream output = new FileOutputStream(out.toFile())) {
            StandardInput standardInput = new StandardInput(input);
            StandardOutput standardOutput = new StandardOutput(output);
            standardOutput.write(standardInput.read());
            ByteBuffer two = ByteBuffer.allocate(2);
            assertEquals(2, standardInput.read(two));
            assertEquals(2, standardOutput.write(two.flip()));
            standardOutput.write(standardInput.readAllBytes());
            assertNotNull(standardInput.file());
        }
        assertArrayEquals(new byte[] {1, 2, 3, 4}, Files.readAllBytes(out));
    }

    @Test
    void transfersFromFilesWithoutMovingThem() throws Exception {
        byte[] bytes = randomBytes(300_000);
        CapturedStdio io = new CapturedStdio("evsample");
        try (FileChannel file = FileChannel.open(Files.write(dir.resolve("in"), bytes))) {
            io.stdio().transferToOut(file, 1000, 250_000);
            assertEquals(0, file.position());
            assertArrayEquals(Arrays.copyOfRange(bytes, 1000, 251_000), io.out());
            EOFException e = assertThrows(EOFException.class, () -> io.stdio().transferToOut(file, 0, 300_001));
            assertEquals("ends at byte 300000, expected 300001", e.getMessage());
        }
    }

    @Test
    void tellsAClosedSourceFromAClosedOutput() throws Exception {
        CapturedStdio io = new CapturedStdio("evsample");
        FileChannel closed = FileChannel.open(Files.write(dir.resolve("in"), new byte[10]));
        closed.close();
        assertThrows(IOException.class, () -> io.stdio().transferToOut(closed, 0, 10));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void namesAFullDevice() throws Exception {
        try (FileOutputStream full = new FileOutputStream("/dev/full");
                FileChannel source = FileChannel.open(Files.write(dir.resolve("in"), new byte[100_000]))) {
            StandardOutput out = new StandardOutput(full);
            String expected = "standard output: No space left on device";
            assertEquals(
                    expected,
                    assertThrows(UserError.class, () -> out.write(new byte[1])).getMessage());
            assertEquals(
                    expected,
                    assertThrows(UserError.class, () -> out.write(ByteBuffer.allocate(1)))
                            .getMessage());
            assertEquals(
                    expected,
                    assertThrows(UserError.class, () -> out.transferFrom(source, 0, 100_000))
                            .getMessage());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void noticesThatTheReaderHasGone() throws Exception {
        Path fifo = dir.resolve("fifo");
        assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
        // Opened for both, or opening would wait for the other end.
        FileChannel both = FileChannel.open(fifo, StandardOpenOption.READ, StandardOpenOption.WRITE);
        InputStream reader = Files.newInputStream(fifo);
        FileOutputStream writer = new FileOutputStream(fifo.toFile());
        both.close();
        try (StandardOutput out = new StandardOutput(writer);
                FileChannel source = FileChannel.open(Files.write(dir.resolve("in"), new byte[100_000]))) {
            out.write(7);
            assertEquals(7, reader.read());
            reader.close();
            assertThrows(OutputClosed.class, () -> out.write(new byte[1]));
            assertThrows(OutputClosed.class, () -> out.write(ByteBuffer.allocate(1)));
            assertThrows(OutputClosed.class, () -> out.transferFrom(source, 0, 100_000));
        }
    }

    @Test
    void hasNoFileBehindAPipe() throws Exception {
        Pipe pipe = Pipe.open();
        try (InputStream in = Channels.newInputStream(pipe.source())) {
            assertNull(new StandardInput(in).file());
        } finally {
            pipe.sink().close();
        }
        assertNull(new CapturedStdio("evsample").input("x").stdio().inFile());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void saysWhichFileADirectoryOnStandardInputIs() throws Exception {
        IOException e = assertThrows(IOException.class, () -> {
            try (FileInputStream notOpened = new FileInputStream("/proc/self/mem")) {
                new StandardInput(notOpened).read(new byte[1]);
            }
        });
        assertEquals("standard input: Input/output error", FailureText.of(e));
        assertEquals("Input/output error", FailureText.reason(e));
    }

    @Test
    void knowsTerminalsAndEnvironment() {
        Stdio io =
                new CapturedStdio("evsample").terminal(1).environment("A", "b").stdio();
        assertTrue(io.isTerminal(1));
        assertFalse(io.isTerminal(0));
        assertFalse(io.isTerminal(2));
        assertEquals("b", io.env("A"));
        assertNull(io.env("PATH"));
    }

    @Test
    void believesTheLauncherAboutTerminals() {
        String before = System.getProperty(Terminals.PROPERTY);
        try {
            System.setProperty(Terminals.PROPERTY, "02");
            assertEquals(0b101, Terminals.ofProcess());
            System.setProperty(Terminals.PROPERTY, "");
            assertEquals(0, Terminals.ofProcess());
        } finally {
            if (before == null) {
                System.clearProperty(Terminals.PROPERTY);
            } else {
                System.setProperty(Terminals.PROPERTY, before);
            }
        }
    }

    @Test
    void deliversCapturedSignals() {
        CapturedStdio captured = new CapturedStdio("evsample");
        int[] calls = new int[2];
        Stdio io = captured.stdio();
        io.signals().onTerminate(() -> calls[0]++);
        io.signals().onHangup(() -> calls[1]++);
        captured.hangUp();
        captured.hangUp();
        captured.terminate();
        assertArrayEquals(new int[] {1, 2}, calls);
    }

    @Test
    void coloursAsAsked() {
        Stdio terminal = new CapturedStdio("evsample").terminal(1).stdio();
        Stdio pipe = new CapturedStdio("evsample").stdio();
        assertTrue(ColorMode.AUTO.isOn(terminal, 1));
        assertFalse(ColorMode.AUTO.isOn(terminal, 2));
        assertFalse(ColorMode.AUTO.isOn(pipe, 1));
        assertTrue(ColorMode.ALWAYS.isOn(pipe, 1));
        assertFalse(ColorMode.NEVER.isOn(terminal, 1));
        assertFalse(ColorMode.AUTO.isOn(
                new CapturedStdio("x").terminal(1).environment("NO_COLOR", "1").stdio(), 1));
        assertTrue(ColorMode.AUTO.isOn(
                new CapturedStdio("x").terminal(1).environment("NO_COLOR", "").stdio(), 1));
        assertFalse(ColorMode.AUTO.isOn(
                new CapturedStdio("x").terminal(1).environment("TERM", "dumb").stdio(), 1));
    }
}
