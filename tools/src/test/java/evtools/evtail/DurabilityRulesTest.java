package evtools.evtail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.cli.UserError;
import evtools.format.token.Tokeniser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class DurabilityRulesTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String classOf(List<String> rules, String file, String host, String app, String message) {
        Tokeniser tokeniser = new Tokeniser();
        byte[] text = bytes(message);
        tokeniser.scan(text, 0, text.length);
        DurabilityRules ofSource = DurabilityRules.parse(rules).of(file);
        byte[] found = ofSource.classOf(bytes(host), 0, host.length(), bytes(app), 0, app.length(), text, tokeniser);
        return new String(found, StandardCharsets.UTF_8);
    }

    @Test
    void theFirstRuleThatFitsCounts() {
        List<String> rules =
                List.of("app=audit:safe", "host=web*:fast", "file=*/debug.*:c1a1", "level=error:c4a3s", "normal");
        assertEquals("safe", classOf(rules, "/log/debug.1", "web01", "audit", "x"));
        assertEquals("fast", classOf(rules, "/log/debug.1", "web01", "auditd", "x"));
        assertEquals("fast", classOf(rules, "/log/debug.1", "db", "y", "x"), "c1a1 is fast");
        assertEquals("c4a3s", classOf(rules, "/log/app", "db", "y", "time=3 level=error x"));
        assertEquals("normal", classOf(rules, "/log/app", "db", "y", "time=3 level=errors x"));
        assertEquals("", classOf(List.of("app=a:safe"), "/log/app", "db", "y", "x"));
        assertTrue(DurabilityRules.parse(List.of()).of("f").isEmpty());
    }

    @Test
    void aBadRuleIsNamed() {
        for (String rule : List.of(
                "",
                "app=audit",
                "safest",
                "app=a:quick",
                "audit:safe",
                "=a:safe",
                "_src=a:safe",
                "app=a:c0a0",
                "app=a:c2a3",
                "c65a1",
                "c3",
                "c03a2",
                "a3c2",
                "app=a:")) {
            UserError error = assertThrows(
                    UserError.class, () -> DurabilityRules.parse(List.of("app=good:safe", rule)), "'" + rule + "'");
            assertTrue(String.valueOf(error.getMessage()).contains("rule '" + rule + "'"), error.getMessage());
        }
    }
}
