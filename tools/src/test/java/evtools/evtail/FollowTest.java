package evtools.evtail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.cli.CapturedStdio;
import evtools.cli.OutputFormat;
import evtools.format.position.PositionsFile;
import evtools.pipe.EventOutput;
import evtools.pipe.EventOutputOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Follows real files; what happens to them between two looks is scripted. */
class FollowTest {
    /** So many looks without news and evtail has seen all there is. */
    private static final int LOOKS = 8;

    @TempDir
    Path directory = Path.of("");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Deque<Step> steps = new ArrayDeque<>();

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    /** Does the next step at each wait, and then ends the run. */
    private final class Script implements Waiting {
        private final CapturedStdio io;

        Script(CapturedStdio io) {
            this.io = io;
        }

        @Override
        public void await(long nanos) {
            Step step = steps.poll();
            if (step == null) {
                io.terminate();
                return;
            }
            try {
                step.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void end() {
            // The run ends by itself.
        }
    }

    private void step(Step step) {
        steps.add(step);
        for (int i = 0; i < LOOKS; i++) {
            steps.add(() -> {});
        }
    }

    private void append(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void rename(String from, String to) throws IOException {
        Files.move(directory.resolve(from), directory.resolve(to), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Follows the operands until all steps are done; returns what was written on standard error. */
    private String follow(boolean withState, String... operands) throws IOException {
        CapturedStdio io = new CapturedStdio("evtail").clockAt(1_800_000_000_000_000_000L);
        Path state = directory.resolve("state");
        try (EventOutput output = EventOutputOptions.open(out, false, OutputFormat.RAW, null, false)) {
            Output sink = new Output(output, withState ? state : null, withState, null);
            List<String> names = List.of(operands).stream()
                    .map(name -> directory.resolve(name).toString())
                    .toList();
            int code = new Follow(io.stdio(), sink, Readings.DEFAULTS, PositionsFile.read(state), new Script(io))
                    .run(names);
            assertEquals(0, code, io.errText());
        }
        return io.errText();
    }

    private String written() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void givesOutWholeLinesAsTheyCome() throws IOException {
        append("a", "1700000000 one\n17000000");
        step(() -> assertEquals("1700000000 one\n", written()));
        step(() -> append("a", "01 two\n"));
        step(() -> assertEquals("1700000000 one\n1700000001 two\n", written()));
        follow(false, "a");
        assertEquals("1700000000 one\n1700000001 two\n", written());
    }

    @Test
    void waitsForAFileThatIsNotThereYet() throws IOException {
        step(() -> append("late", "1700000000 here\n"));
        String err = follow(false, "late");
        assertEquals("1700000000 here\n", written());
        assertTrue(err.contains("late: No such file or directory, waiting for it"), err);
        assertEquals(1, err.lines().count(), err);
    }

    @Test
    void readsARenamedFileToItsEndBeforeTheNewOne() throws IOException {
        append("a", "1700000000 one\n");
        steps.add(() -> {
            append("a", "1700000001 two\n");
            rename("a", "a.1");
            append("a", "1700000003 four\n");
        });
        steps.add(() -> append("a.1", "1700000002 three\n"));
        step(() -> append("a", "1700000004 five\n"));
        step(() -> {});
        follow(false, "a");
        assertEquals("1700000000 one\n1700000001 two\n1700000002 three\n1700000003 four\n1700000004 five\n", written());
    }

    @Test
    void readsOnAfterCopyAndTruncate() throws IOException {
        append("a", "1700000000 one\n");
        step(() -> {
            append("a", "1700000001 two\n");
            Files.copy(directory.resolve("a"), directory.resolve("a.1"));
            Files.writeString(directory.resolve("a"), "1700000002\n");
        });
        step(() -> append("a", "1700000003 four\n"));
        follow(false, "a");
        assertEquals("1700000000 one\n1700000001 two\n1700000002\n1700000003 four\n", written());
    }

    @Test
    void seesATruncatedFileThatHasGrownPastTheOldPlace() throws IOException {
        append("a", "1700000000 one\n");
        step(() -> Files.writeString(directory.resolve("a"), "1700000002 another beginning\n1700000003 more\n"));
        follow(false, "a");
        assertEquals("1700000000 one\n1700000002 another beginning\n1700000003 more\n", written());
    }

    @Test
    void followsAFileThatIsDeletedAndMadeAgain() throws IOException {
        append("a", "1700000000 one\n");
        step(() -> Files.delete(directory.resolve("a")));
        step(() -> append("a", "1700000001 two\n"));
        follow(false, "a");
        assertEquals("1700000000 one\n1700000001 two\n", written());
    }

    @Test
    void findsNewFilesOfAPattern() throws IOException {
        append("a.log", "1700000000 one\n");
        step(() -> append("b.log", "1700000001 two\n"));
        step(() -> {});
        step(() -> {});
        follow(false, "*.log");
        assertEquals("1700000000 one\n1700000001 two\n", written());
    }

    @Test
    void goesOnFromTheStateThroughTwoRotations() throws IOException {
        append("a", "1700000000 one\n1700000001 t");
        follow(true, "a");
        append("a", "wo\n");
        rename("a", "a.1");
        append("a", "1700000002 three\n");
        rename("a.1", "a.2");
        compress("a.2");
        rename("a", "a.1");
        Files.setLastModifiedTime(
                directory.resolve("a.2.gz"), java.nio.file.attribute.FileTime.fromMillis(1_700_000_000_000L));
        append("a", "1700000003 four\n");
        step(() -> append("a", "1700000004 five\n"));
        String err = follow(true, "a");
        assertEquals("", err);
        assertEquals("1700000000 one\n1700000001 two\n1700000002 three\n1700000003 four\n1700000004 five\n", written());
        follow(true, "a");
        assertEquals(5, written().lines().count());
    }

    @Test
    void saysWhenWhatWasReadIsGone() throws IOException {
        append("a", "1700000000 one\n");
        follow(true, "a");
        Files.writeString(directory.resolve("a"), "1700000005 new\n");
        String err = follow(true, "a");
        assertTrue(err.contains("what was read before is neither here nor rotated"), err);
        assertEquals("1700000000 one\n1700000005 new\n", written());
    }

    private void compress(String name) throws IOException {
        Path file = directory.resolve(name);
        try (OutputStream target = new GZIPOutputStream(Files.newOutputStream(directory.resolve(name + ".gz")))) {
            Files.copy(file, target);
        }
        Files.delete(file);
    }
}
