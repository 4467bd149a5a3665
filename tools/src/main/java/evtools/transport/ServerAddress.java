package evtools.transport;

import evtools.cli.HostPort;
import evtools.cli.OptionValueException;
import evtools.noise.PublicKey;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where a server is, and what is known of it beforehand: {@code HOST:PORT[@ZONE][#evpub1…]}.
 *
 * <pre>
 *   192.0.2.7:7600    [2001:db8::7]:7600    logs1.example:7600@rack-a    logs1.example:7600@rack-a#evpub1qqs…
 * </pre>
 *
 * @param at host name or address, and port; neither empty nor 0
 * @param zone what the server shares with others that may fail together with it (a rack, a room, a power supply); empty:
 *     nothing is known
 * @param key the public key that the server must prove to have, as text; empty: any
 */
public record ServerAddress(HostPort at, String zone, String key) {
    /** Longest name of a zone. */
    public static final int MAX_ZONE_BYTES = 64;

    /** An address of which nothing else is known. */
    public static ServerAddress of(HostPort at) {
        return new ServerAddress(at, "", "");
    }

    /**
     * Reads one address.
     *
     * @throws OptionValueException when it isn't one
     */
    public static ServerAddress parse(String text) {
        String rest = text;
        String key = "";
        int hash = rest.indexOf('#');
        if (hash >= 0) {
            key = rest.substring(hash + 1);
            rest = rest.substring(0, hash);
            try {
                PublicKey.parse(key);
            } catch (IllegalArgumentException e) {
                throw new OptionValueException(
                        "'" + text + "' has no public key (evpub1…) after its #: " + e.getMessage());
            }
        }
        String zone = "";
        int sign = rest.indexOf('@');
        if (sign >= 0) {
            zone = rest.substring(sign + 1);
            rest = rest.substring(0, sign);
            if (!isZone(zone)) {
                throw new OptionValueException(notAZone(zone));
            }
        }
        HostPort at = HostPort.parse(rest);
        if (at.host().isEmpty()) {
            throw new OptionValueException("'" + text + "' names no host");
        }
        if (at.port() == 0) {
            throw new OptionValueException("'" + text + "' names no port that could be connected to");
        }
        return new ServerAddress(at, zone, key);
    }

    /** What to say of a text that is not the name of a zone. */
    public static String notAZone(String zone) {
        return "'" + zone + "' is not the name of a zone (1 to 64 letters, digits, dots, hyphens and underscores)";
    }

    /** Whether a text is the name of a zone: 1…64 letters, digits, dots, hyphens and underscores. */
    public static boolean isZone(String zone) {
        if (zone.isEmpty() || zone.length() > MAX_ZONE_BYTES) {
            return false;
        }
        for (int i = 0; i < zone.length(); i++) {
            char c = zone.charAt(i);
            if (!isLetterOrDigit(c) && c != '.' && c != '-' && c != '_') {
                return false;
            }
        }
        return true;
    }

    /** The body of a {@link MessageType#ZONE}. */
    public static ByteBuffer encodeZone(String zone) {
        return ByteBuffer.wrap(zone.getBytes(StandardCharsets.US_ASCII));
    }

    /** Reads such a body; empty, if it doesn't hold the name of a zone. */
    public static String decodeZone(ByteBuffer body) {
        if (body.remaining() > MAX_ZONE_BYTES) {
            return "";
        }
        String zone = StandardCharsets.ISO_8859_1.decode(body).toString();
        return isZone(zone) ? zone : "";
    }

    /** Whether it is an address of this machine alone, without looking any name up but {@code localhost}. */
    public boolean isLoopback() {
        if (at.host().equals("localhost")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(at.host()).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The key that the server must prove to have; null: any, unencrypted. */
    public @Nullable PublicKey publicKey() {
        return key.isEmpty() ? null : PublicKey.parse(key);
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return at + (zone.isEmpty() ? "" : "@" + zone) + (key.isEmpty() ? "" : "#" + key);
    }
}
