package evtools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class EscapesTest {
    @Test
    void leavesPrintableTextAlone() {
        String text = "C:\\dir é 漢 😀 \u00a0 'x' \"y\"";
        assertSame(text, Escapes.escape(text));
    }

    @Test
    void escapesWhatMovesTheCursorOrMakesLines() {
        assertEquals(
                "a\\nb\\rc\\td\\x1b[2J\\x00\\x7f\\x85\\x9b", Escapes.escape("a\nb\rc\td\u001b[2J\0\u007f\u0085\u009b"));
        assertEquals("a\\u2028b\\u202ec\\u2066d\\ufeff", Escapes.escape("a\u2028b\u202ec\u2066d\ufeff"));
    }

    @Test
    void escapesLoneSurrogates() {
        assertEquals("\\ud83d", Escapes.escape("\ud83d"));
        assertEquals("\\ude00x", Escapes.escape("\ude00x"));
        assertEquals("\\ud83d\ud83d\ude00", Escapes.escape("\ud83d\ud83d\ude00"));
    }
}
