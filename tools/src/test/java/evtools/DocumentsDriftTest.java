package evtools;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.cli.CapturedStdio;
import evtools.cli.Tool;
import evtools.cli.ToolModel;
import evtools.cli.ToolRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The committed man pages and completions are those that the tools' options give now. */
class DocumentsDriftTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().resolveSibling("");
    private static final List<String> COMMITTED = List.of("man/man1", "completions");

    private static Map<String, String> made() {
        Map<String, String> made = new TreeMap<>(DocMain.documents());
        made.keySet().removeIf(path -> COMMITTED.stream().noneMatch(folder -> path.startsWith(folder + "/")));
        return made;
    }

    private static List<String> filesBelow(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
            List<String> paths = new ArrayList<>();
            files.filter(Files::isRegularFile)
                    .forEach(file -> paths.add(ROOT.relativize(file).toString()));
            return paths;
        }
    }

    @Test
    void everyCommittedFileIsAsItWouldBeMade() {
        Map<String, String> made = made();
        assertFalse(made.isEmpty());
        List<Executable> checks = new ArrayList<>();
        made.forEach((path, text) -> checks.add(() -> assertEquals(
                text,
                Files.exists(ROOT.resolve(path)) ? Files.readString(ROOT.resolve(path)) : "",
                path + " is not what the options say: run docs/generate")));
        assertAll(checks);
    }

    @Test
    void noCommittedFileIsLeftOver() throws IOException {
        TreeSet<String> committed = new TreeSet<>();
        for (String folder : COMMITTED) {
            committed.addAll(filesBelow(folder));
        }
        assertEquals(made().keySet(), committed, "run docs/generate");
    }

    @Test
    void helpFitsTheTerminalAndBeginsWithExamples() {
        DocMain.documents().forEach((path, text) -> {
            if (path.startsWith("help/")) {
                assertTrue(text.startsWith("Examples:\n"), path);
                text.lines()
                        .forEach(line -> assertTrue(line.codePointCount(0, line.length()) <= 80, path + ": " + line));
            }
        });
    }

    /** Every command of ours in an example is one that the tool understands. */
    @Test
    void examplesCanBeTyped() {
        for (String name : Main.TOOLS) {
            for (ToolModel.Example example : ToolModel.of(newTool(name)).examples()) {
                int understood = 0;
                for (List<String> command : ShellWords.commands(example.command())) {
                    if (!Main.TOOLS.contains(command.get(0))) {
                        assertFalse(command.get(0).startsWith("ev"), name + ": " + example.command());
                        continue;
                    }
                    // With --help the arguments are read and checked, and nothing is done.
                    List<String> arguments = new ArrayList<>(List.of("--help"));
                    arguments.addAll(command.subList(1, command.size()));
                    CapturedStdio io = new CapturedStdio(command.get(0));
                    int code = ToolRunner.run(newTool(command.get(0)), io.stdio(), arguments.toArray(new String[0]));
                    assertEquals(0, code, example.command() + "\n" + io.errText());
                    understood++;
                }
                assertTrue(understood > 0, name + ": " + example.command());
            }
        }
    }

    private static Tool newTool(String name) {
        return Objects.requireNonNull(Main.tool(name), name);
    }
}
