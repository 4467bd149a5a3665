package evtools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DiagnosticsTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Diagnostics diagnostics = new Diagnostics("evsort", err);

    private String written() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void writesOneLineEach() {
        diagnostics.error("a");
        diagnostics.errorIn("b.ev", "c");
        diagnostics.warning("d");
        diagnostics.warningIn("e", "f");
        diagnostics.hint("g");
        diagnostics.note("h");
        diagnostics.debug("i");
        assertEquals("""
                evsort: error: a
                evsort: error: b.ev: c
                evsort: warning: d
                evsort: warning: e: f
                evsort: hint: g
                evsort: h
                """, written());
    }

    @Test
    void keepsForgedLinesAndTerminalCodesOut() {
        diagnostics.errorIn("x\nevsort: all is well", "\u001b[31mred");
        assertEquals("evsort: error: x\\nevsort: all is well: \\x1b[31mred\n", written());
    }

    @Test
    void showsStackTracesWithDebugOnly() {
        diagnostics.debug(new IllegalStateException("odd"));
        assertEquals("", written());
        diagnostics.setDebug(true);
        diagnostics.debug(new IllegalStateException("odd\u001b[2J"));
        assertTrue(written().startsWith("evsort: debug: java.lang.IllegalStateException: odd\\x1b[2J\n"), written());
        assertTrue(written().lines().allMatch(line -> line.startsWith("evsort: debug: ")), written());
    }

    @Test
    void takesTheStatusAwayBeforeAMessage() {
        diagnostics.status("42%");
        diagnostics.note("x");
        diagnostics.status("");
        assertEquals("\r\u001b[K42%\r\u001b[Kevsort: x\n", written());
    }

    @Test
    void survivesAClosedStandardError() {
        Diagnostics unheard = new Diagnostics("evsort", new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("gone");
            }
        });
        unheard.error("x");
        unheard.setDebug(true);
        assertTrue(unheard.isDebug());
    }
}
