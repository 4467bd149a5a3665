package evtools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolRunnerTest {
    private final SampleTool tool = new SampleTool();
    private final CapturedStdio io = new CapturedStdio("evsample");

    private int run(String... args) {
        return ToolRunner.run(tool, io.stdio(), args);
    }

    private void fails(String expectedError, String... args) {
        assertEquals(ExitCode.FAILURE, run(args));
        assertEquals(expectedError, io.errText().lines().findFirst().orElse(""));
        assertEquals("", io.outText());
        assertTrue(io.errText().endsWith("evsample: hint: try 'evsample --help'\n"), io.errText());
    }

    private void endsWith(int code, String error, SampleTool.Body body) {
        tool.body = body;
        assertEquals(code, run());
        assertEquals(error, io.errText());
    }

    @Test
    void takesOptionsAsGnuToolsDo() {
        assertEquals(0, run("-vi", "a", "-Oraw", "--batch", "15m", "-e", "-v", "-e=x", "b", "--", "-c"));
        assertTrue(tool.invert && tool.ignoreCase);
        assertEquals(OutputFormat.RAW, tool.format);
        assertEquals(List.of("-v", "=x"), tool.patterns);
        assertEquals(List.of("a", "b", "-c"), tool.files);
        assertEquals("15m", tool.batch.toString());
        assertEquals("", io.errText());
    }

    @Test
    void takesAnyTextAsAValueOrOperand() {
        assertEquals(0, run("-e", "--", "-e", "", "--store", "--", "-e--", "-e", "--help", "", "-", "--", "--", "-v"));
        assertEquals(List.of("--", "", "--", "--help"), tool.patterns);
        assertEquals("--", tool.store);
        assertEquals(List.of("", "-", "--", "-v"), tool.files);
        assertEquals("", io.outText() + io.errText());
    }

    @Test
    void keepsDefaultsAndTakesTheLastOfSeveral() {
        assertEquals(0, run("--batch=1s", "--batch=2s", "-"));
        assertEquals(Duration.ofSeconds(2), tool.batch);
        assertEquals(ByteSize.ofMebibytes(64), tool.memory);
        assertEquals(OutputFormat.TEXT, tool.format);
        assertEquals(List.of("-"), tool.files);
        assertNull(tool.since);
    }

    @Test
    void takesRelativeTimesThatLookLikeOptionsAndFilesOfArguments() {
        assertEquals(0, run("--since", "-15m", "@1"));
        assertEquals("-15m", String.valueOf(tool.since));
        assertEquals(0, run("--since", "@1795168800"));
        assertEquals("@1795168800", String.valueOf(tool.since));
    }

    @Test
    void leavesTheWordAfterAnOptionalValueAlone() {
        assertEquals(0, run("--color", "always"));
        assertEquals(ColorMode.AUTO, tool.color);
        assertEquals(List.of("always"), tool.files);
        assertEquals(0, run("--color=always", "x"));
        assertEquals(ColorMode.ALWAYS, tool.color);
        assertEquals(0, run("x", "--color"));
        assertEquals(ColorMode.AUTO, tool.color);
    }

    @Test
    void splitsLists() {
        assertEquals(0, run("--to", "a:1,[::1]:2"));
        assertEquals(List.of(new HostPort("a", 1), new HostPort("::1", 2)), tool.servers);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "--frob, unknown option '--frob'",
                "--frob=1, unknown option '--frob'",
                "-x, unknown option '-x'",
                "-vx, unknown option '-x'",
                "--batc=1s, unknown option '--batc'",
                "--batch=x, option '--batch': 'x' is not a duration such as 10s; 15m or 48h",
                "--batch, option '--batch' needs a value: DURATION",
                "-vn, option '-n' needs a value: N",
                "-n1x, option '--count': '1x' is not a whole number that fits here",
                "--invert-match=true, option '--invert-match' takes no value",
                "-Oxml, \"option '--output-format': 'xml' is not one of text, raw, json, logfmt, ev, segment\"",
                "--color=red, \"option '--color': 'red' is not one of auto, always, never\"",
            })
    void reportsBadOptions(String arg, String error) {
        fails("evsample: error: " + error.replace(';', ','), arg);
    }

    @Test
    void suggestsTheNearestOption() {
        fails("evsample: error: unknown option '--colour'", "--colour=always");
        assertTrue(io.errText().contains("evsample: hint: did you mean '--color'?\n"), io.errText());
    }

    @Test
    void printsHelpAndVersion() throws Exception {
        assertEquals(0, run("--help"));
        assertEquals(HelpText.of(ToolModel.of(new SampleTool())), io.outText());
        CapturedStdio second = new CapturedStdio("evsample");
        assertEquals(0, ToolRunner.run(new SampleTool(), second.stdio(), "--version"));
        assertTrue(second.outText().matches("evsample \\d+\\.\\d+\\.\\d+\n"), second.outText());
    }

    @Test
    void returnsTheToolsOwnCode() {
        endsWith(ExitCode.NOT_MATCHED, "", stdio -> ExitCode.NOT_MATCHED);
    }

    @Test
    void reportsUserErrorsWithHintAndCode() {
        endsWith(75, "evsample: error: a: it's full\nevsample: hint: make room\n", stdio -> {
            throw UserError.in("a", "it's full").withHint("make room").withExitCode(ExitCode.TRY_AGAIN);
        });
    }

    @Test
    void reportsUsageErrorsThatTheToolFinds() {
        endsWith(2, "evsample: error: not both\nevsample: hint: try 'evsample --help'\n", stdio -> {
            throw UserError.usage("not both");
        });
    }

    @Test
    void namesMissingAndForbiddenFiles() {
        endsWith(2, "evsample: error: a\\nb: No such file or directory\n", stdio -> {
            throw new NoSuchFileException("a\nb");
        });
        CapturedStdio second = new CapturedStdio("evsample");
        tool.body = stdio -> {
            throw new UncheckedIOException(new AccessDeniedException("/x"));
        };
        assertEquals(2, ToolRunner.run(tool, second.stdio()));
        assertEquals("evsample: error: /x: Permission denied\n", second.errText());
    }

    @Test
    void namesARealMissingFile() {
        endsWith(2, "evsample: error: /no/such: No such file or directory\n", stdio -> {
            Files.newByteChannel(Path.of("/no/such")).close();
            return 0;
        });
    }

    @Test
    void namesAFileThatJavaIoCouldNotOpen() {
        endsWith(2, "evsample: error: /no/such (1): No such file or directory\n", stdio -> {
            new FileInputStream("/no/such (1)").close();
            return 0;
        });
        assertEquals(
                "No such file or directory",
                FailureText.reason(new FileNotFoundException("x (No such file or directory)")));
        assertEquals("odd", FailureText.of(new FileNotFoundException("odd")));
    }

    @Test
    void reportsInternalErrorsInOneLine() {
        endsWith(2, """
                evsample: error: internal: IllegalStateException: odd
                evsample: hint: this should not happen; --debug says where it did
                """, stdio -> {
            throw new IllegalStateException("odd");
        });
    }

    @Test
    void showsTheStackTraceWithDebug() {
        tool.body = stdio -> {
            throw new IllegalStateException("odd");
        };
        assertEquals(2, run("--debug"));
        assertTrue(io.errText().contains("evsample: debug: java.lang.IllegalStateException: odd\n"), io.errText());
        assertTrue(io.errText().contains("ToolRunnerTest"), io.errText());
    }

    @Test
    void survivesLackOfMemory() {
        endsWith(2, """
                evsample: error: out of memory: Java heap space
                evsample: hint: give Java more: EVTOOLS_JAVA_OPTS=-Xmx2g evsample …
                """, stdio -> {
            throw new OutOfMemoryError("Java heap space");
        });
    }

    @Test
    void endsQuietlyWhenTheReaderHasGone() {
        io.output(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("whatever it says");
            }
        });
        endsWith(ExitCode.OUTPUT_CLOSED, "", stdio -> {
            stdio.out().write(new byte[10]);
            return 0;
        });
    }

    @Test
    void endsTheToolWhenOneOfItsThreadsFails() throws Exception {
        List<Integer> exits = new ArrayList<>();
        ThreadFailures failures = new ThreadFailures(io.stdio().diagnostics(), exits::add);
        List<RuntimeException> all =
                List.of(new UserError("full").withExitCode(ExitCode.TRY_AGAIN), new OutputClosed(new IOException("x")));
        for (RuntimeException failure : all) {
            Thread worker = new Thread(() -> {
                throw failure;
            });
            worker.setUncaughtExceptionHandler(failures);
            worker.start();
            worker.join();
        }
        assertEquals(List.of(ExitCode.TRY_AGAIN, ExitCode.OUTPUT_CLOSED), exits);
        assertEquals("evsample: error: full\n", io.errText());
    }
}
