package evtools.evgen;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import evtools.format.ByteArrayBuilder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunTest {
    private static String draw(Run run, long key) {
        ByteArrayBuilder out = new ByteArrayBuilder(64);
        run.append(key, 0, out);
        return new String(out.array(), 0, out.length(), US_ASCII);
    }

    private static Run run(String text, RunKind kind) {
        return new Run(text.getBytes(US_ASCII), kind);
    }

    private static List<String> runs(String line) {
        RunScanner scanner = new RunScanner();
        byte[] text = line.getBytes(US_ASCII);
        scanner.begin(text, 0, text.length);
        List<String> found = new ArrayList<>();
        while (scanner.next()) {
            found.add(scanner.kind() + " "
                    + new String(text, scanner.start(), scanner.end() - scanner.start(), US_ASCII));
        }
        return found;
    }

    @Test
    void runsAreFound() {
        assertEquals(List.of("DECIMAL 19939"), runs("sshd(pam_unix)[19939]: port 22"));
        assertEquals(List.of("ADDRESS 10.251.30.6", "DECIMAL 33145"), runs("src: /10.251.30.6:33145 dest"));
        assertEquals(List.of("DECIMAL 1608999687919862906"), runs("blk_-1608999687919862906"));
        assertEquals(List.of("HEX 9f4ef63", "HEX a64f992", "DECIMAL 761"), runs("{9f4ef63 Token{a64f992 t761"));
        assertEquals(List.of("HEX 7fed806eb5d"), runs("@0x7fed806eb5d"));
        assertEquals(List.of("DECIMAL 7601", "DECIMAL 23505"), runs("v6.1.7601.23505"));
        assertEquals(List.of("DECIMAL 4020"), runs("0004020 000020"));
        assertEquals(List.of("WORD aGVsbG8gd29ybGQx9"), runs("key aGVsbG8gd29ybGQx9 ends"));
        assertEquals(List.of(), runs("no numbers 12 v6 amd64"));
        assertEquals(List.of("DECIMAL 300"), runs("1.2.3.300"));
    }

    @Test
    void differentRunsStayDifferent() {
        for (int width = 3; width <= 6; width++) {
            long key = Mix.of(99, width);
            Set<String> drawn = new HashSet<>();
            int least = (int) Math.pow(10, width - 1);
            int count = Math.min(9 * least, 50_000);
            for (int i = 0; i < count; i++) {
                String text = draw(run(Integer.toString(least + i), RunKind.DECIMAL), key);
                assertEquals(width, text.length());
                assertNotEquals('0', text.charAt(0));
                drawn.add(text);
            }
            assertEquals(count, drawn.size(), width + " digits");
        }
    }

    @Test
    void kindAndWidthAreKept() {
        for (int i = 0; i < 1_000; i++) {
            assertTrue(draw(run("9f4ef63", RunKind.HEX), i).matches("[0-9a-f]{7}"));
            assertTrue(draw(run("9F4EF63A", RunKind.HEX), i).matches("[0-9A-F]{8}"));
            assertTrue(draw(run("aGVsbG8gd29ybGQx", RunKind.WORD), i).matches("[a-z][A-Z]{2}[a-z].*[0-9].*"));
            assertTrue(draw(run("1608999687919862906", RunKind.DECIMAL), i).matches("[1-9][0-9]{18}"));
            int port = Integer.parseInt(draw(run("33145", RunKind.DECIMAL), i));
            assertTrue(port >= 10_000 && port <= 65_535, "port " + port);
            String[] octets = draw(run("173.34.231.6", RunKind.ADDRESS), i).split("\\.", -1);
            assertEquals(4, octets.length);
            for (String octet : octets) {
                assertTrue(Integer.parseInt(octet) <= 255, octet);
            }
        }
    }

    @Test
    void countersKeepTheirDistance() {
        Run first = run("4711", RunKind.DECIMAL);
        Run second = run("4713", RunKind.DECIMAL);
        first.drawAsCounter();
        second.drawAsCounter();
        int wrapped = 0;
        for (int i = 0; i < 500; i++) {
            int distance = Integer.parseInt(draw(second, i)) - Integer.parseInt(draw(first, i));
            wrapped += distance == 2 ? 0 : 1;
        }
        assertTrue(wrapped < 5, wrapped + " of 500");
    }

    @Test
    void addressesKeepCommonNetworks() {
        for (int i = 0; i < 100; i++) {
            String a = draw(run("173.34.231.6", RunKind.ADDRESS), i);
            String b = draw(run("173.34.231.7", RunKind.ADDRESS), i);
            assertEquals(a.substring(0, a.lastIndexOf('.')), b.substring(0, b.lastIndexOf('.')));
            assertNotEquals(a, b);
        }
    }

    @Test
    void fixedRunsStay() {
        Run run = run("8080", RunKind.DECIMAL);
        run.fix();
        assertEquals("8080", draw(run, 5));
    }
}
