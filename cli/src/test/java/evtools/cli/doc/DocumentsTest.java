package evtools.cli.doc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.cli.Examples;
import evtools.cli.SampleTool;
import evtools.cli.Stdio;
import evtools.cli.Tool;
import evtools.cli.ToolModel;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Everything made from {@link SampleTool}, against what a person has looked at. */
class DocumentsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "help/evsample.txt",
                "man/man1/evsample.1",
                "completions/evsample.bash",
                "completions/_evsample",
                "completions/evsample.fish"
            })
    void areAsExpected(String path) throws Exception {
        String expected;
        try (InputStream in = DocumentsTest.class.getResourceAsStream(path)) {
            assertNotNull(in, path);
            expected = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        Map<String, String> documents = Documents.of(ToolModel.of(new SampleTool()), "1.2.3");
        assertEquals(5, documents.size());
        assertEquals(expected, documents.get(path));
    }

    @Test
    void areWritten(@TempDir Path dir) throws Exception {
        Documents.write(Map.of("a/b/c", "é\n", "d", "x"), dir);
        assertEquals("é\n", Files.readString(dir.resolve("a/b/c")));
        assertEquals("x", Files.readString(dir.resolve("d")));
    }

    @Test
    void helpFitsTheTerminal() {
        String help = Documents.of(ToolModel.of(new SampleTool()), "1").get("help/evsample.txt");
        assertTrue(help.startsWith("Examples:\n"), help);
        help.lines().forEach(line -> assertTrue(line.codePointCount(0, line.length()) <= 80, line));
        help.lines().forEach(line -> assertEquals(line.stripTrailing(), line));
    }

    @Test
    void roffShowsEveryCharacterAsItIs() {
        assertEquals(
                "\\&.x \\-\\- \\e \\(aq \\(ga \\(ha \\(ti \\(dq \\[u2026] \\[u1F600]",
                Roff.text(".x -- \\ ' ` ^ ~ \" … 😀"));
        assertEquals(
                "[\\fIOPTION\\fR]... \\fIHOST\\fR:\\fIPORT\\fR \\-O \\fIN\\fR",
                Roff.placeholders("[OPTION]... HOST:PORT -O N"));
    }

    @Test
    void theFirstSentenceIsForLists() {
        assertEquals("Print e.g.this", Documents.firstSentence("Print e.g.this. And more."));
        assertEquals("Print", Documents.firstSentence("Print."));
    }

    @Command(name = "evbare", header = "do nothing")
    static class Bare implements Tool {
        @Override
        public int run(Stdio io) {
            return 0;
        }
    }

    @Test
    void insistOnExamples() {
        assertEquals(
                "evbare has no @Examples: help begins with them",
                assertThrows(IllegalStateException.class, () -> ToolModel.of(new Bare()))
                        .getMessage());
    }

    @Examples("evopt  # x")
    @Command(name = "evopt", header = "do nothing")
    static class NoFallback extends Bare {
        @Option(names = "--stats", arity = "0..1")
        String stats = "";
    }

    @Test
    void insistOnAMeaningForALeftOutValue() {
        assertEquals(
                "--stats may have a value and needs a fallbackValue",
                assertThrows(IllegalStateException.class, () -> ToolModel.of(new NoFallback()))
                        .getMessage());
    }
}
