package evtools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.cli.ToolModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MainTest {
    private static String errorsOf(int expectedExitCode, String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        try {
            process.getOutputStream().close();
            assertEquals(0, process.getInputStream().readAllBytes().length);
            String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
            assertEquals(expectedExitCode, process.exitValue(), errors);
            return errors;
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void endsTheProcessWithTheToolsCode() throws Exception {
        assertEquals("""
                evcat: error: /no/such.ev: No such file or directory
                """, errorsOf(2, "evcat", "/no/such.ev"));
    }

    @Test
    void namesItsToolsWhenThereIsNoSuchOne() throws Exception {
        String tools = "hint: the tools are " + String.join(", ", Main.TOOLS) + "\n";
        assertEquals("evtools: error: no tool is named\nevtools: " + tools, errorsOf(2));
        assertEquals("evnone: error: there is no such tool\nevnone: " + tools, errorsOf(2, "evnone"));
    }

    @Test
    void makesEveryToolUnderItsOwnName() {
        assertTrue(Main.TOOLS.contains("evcat"));
        for (String name : Main.TOOLS) {
            var tool = Main.tool(name);
            assertNotNull(tool, name);
            assertEquals(name, ToolModel.of(tool).name());
        }
        assertNull(Main.tool("evnone"));
    }
}
