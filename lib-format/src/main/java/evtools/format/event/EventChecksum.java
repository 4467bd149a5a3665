package evtools.format.event;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A checksum of a set of events that doesn't depend on their order or framing: the sum modulo 2^128 of the first 16
 * bytes of each event's SHA-256, and their number ({@code docs/FORMAT.md} section 6). Duplicates count. Not
 * thread-safe.
 */
public final class EventChecksum {
    private final MessageDigest sha256;
    private final byte[] hash = new byte[32];
    private long high;
    private long low;
    private long events;

    public EventChecksum() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Adds an event, from its version byte on. */
    public void add(byte[] buffer, int offset, int length) {
        sha256.update(buffer, offset, length);
        try {
            sha256.digest(hash, 0, hash.length);
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-256 has 32 bytes", e);
        }
        long addend = BigEndian.getLong(hash, Long.BYTES);
        long sum = low + addend;
        long carry = Long.compareUnsigned(sum, addend) < 0 ? 1 : 0;
        low = sum;
        high += BigEndian.getLong(hash, 0) + carry;
        events++;
    }

    /** Adds all that another checksum has counted. */
    public void add(EventChecksum other) {
        long sum = low + other.low;
        long carry = Long.compareUnsigned(sum, other.low) < 0 ? 1 : 0;
        low = sum;
        high += other.high + carry;
        events += other.events;
    }

    public long events() {
        return events;
    }

    /** 32 hexadecimal digits, {@code -}, and the number of events. */
    @Override
    public String toString() {
        ByteArrayBuilder text = new ByteArrayBuilder(64);
        text.putHex(high).putHex(low).put('-').putDecimal(events);
        return new String(text.array(), 0, text.length(), StandardCharsets.US_ASCII);
    }
}
