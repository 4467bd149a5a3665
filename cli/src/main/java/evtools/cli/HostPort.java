package evtools.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;

/**
 * An address as an option's value: {@code HOST:PORT}, {@code 192.0.2.1:7600}, {@code [2001:db8::1]:7600}. Not looked up.
 *
 * @param host name or address, without brackets; empty in {@code :7600}, which means every address of this machine
 * @param port 0…65535; 0 lets the system choose one to listen on
 */
public record HostPort(String host, int port) {
    /**
     * Reads one address.
     *
     * @throws OptionValueException when it isn't one
     */
    public static HostPort parse(String text) {
        String host;
        int colon;
        if (text.startsWith("[")) {
            int close = text.indexOf(']');
            colon = close + 1;
            if (close < 0 || text.indexOf(':') > close || colon >= text.length() || text.charAt(colon) != ':') {
                throw malformed(text);
            }
            host = text.substring(1, close);
        } else {
            colon = text.indexOf(':');
            if (colon < 0) {
                throw malformed(text);
            }
            if (text.indexOf(':', colon + 1) >= 0) {
                throw new OptionValueException(
                        "'" + text + "' is not HOST:PORT (an IPv6 address needs brackets: [2001:db8::1]:7600)");
            }
            host = text.substring(0, colon);
        }
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c <= ' ' || c == 0x7f || c == '/' || c == ',' || c == '@' || c == '#') {
                throw malformed(text);
            }
        }
        return new HostPort(host, port(text, colon + 1));
    }

    /**
     * Reads a list of addresses with commas between them; blanks around them are ignored.
     *
     * @throws OptionValueException when one of them isn't an address, or there is none
     */
    public static List<HostPort> parseList(String text) {
        List<HostPort> addresses = new ArrayList<>();
        int start = 0;
        while (start <= text.length()) {
            int comma = text.indexOf(',', start);
            int end = comma < 0 ? text.length() : comma;
            String part = text.substring(start, end).strip();
            if (!part.isEmpty()) {
                addresses.add(parse(part));
            }
            start = end + 1;
        }
        if (addresses.isEmpty()) {
            throw malformed(text);
        }
        return addresses;
    }

    private static int port(String text, int start) {
        int port = 0;
        int end = text.length();
        if (start == end || end - start > 5) {
            throw malformed(text);
        }
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                throw malformed(text);
            }
            port = port * 10 + (c - '0');
        }
        if (port > 65535) {
            throw new OptionValueException("'" + text + "' has a port above 65535");
        }
        return port;
    }

    private static OptionValueException malformed(String text) {
        return new OptionValueException("'" + text + "' is not HOST:PORT");
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }

    /** For picocli. For several, write {@code @Option(split = ",") List<HostPort>}. */
    static final class Converter implements ITypeConverter<HostPort> {
        @Override
        public HostPort convert(String value) {
            return parse(value);
        }
    }
}
