package evtools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {
    @ParameterizedTest
    @CsvSource({
        "log1.example:7600, log1.example, 7600",
        "192.0.2.1:1, 192.0.2.1, 1",
        "'[2001:db8::1]:65535', '2001:db8::1', 65535",
        "'[::]:0', '::', 0",
        "'[fe80::1%eth0]:7600', 'fe80::1%eth0', 7600",
        "':7600', '', 7600",
    })
    void readsAndPrints(String text, String host, int port) {
        assertEquals(new HostPort(host, port), HostPort.parse(text));
        assertEquals(text, HostPort.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "host",
                "host:",
                "host:x",
                "host:-1",
                "host:+1",
                "host:123456",
                "a b:1",
                "[::1]",
                "[::1:1",
                "[::1]7",
                "a/b:1",
                "[]",
                "x]:1:2"
            })
    void refusesWhatIsNoAddress(String text) {
        assertThrows(OptionValueException.class, () -> HostPort.parse(text));
    }

    @Test
    void saysWhatIsWrong() {
        assertEquals(
                "'host' is not HOST:PORT",
                assertThrows(OptionValueException.class, () -> HostPort.parse("host"))
                        .getMessage());
        assertEquals(
                "'h:65536' has a port above 65535",
                assertThrows(OptionValueException.class, () -> HostPort.parse("h:65536"))
                        .getMessage());
        assertEquals(
                "'::1:7600' is not HOST:PORT (an IPv6 address needs brackets: [2001:db8::1]:7600)",
                assertThrows(OptionValueException.class, () -> HostPort.parse("::1:7600"))
                        .getMessage());
    }

    @Test
    void splitsLists() {
        assertEquals(
                List.of(new HostPort("a", 1), new HostPort("::1", 2), new HostPort("c", 3)),
                HostPort.parseList("a:1, [::1]:2,,c:3,"));
        assertThrows(OptionValueException.class, () -> HostPort.parseList(" , "));
        assertThrows(OptionValueException.class, () -> HostPort.parseList("a:1,b"));
    }
}
