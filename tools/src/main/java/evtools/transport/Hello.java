package evtools.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The first bytes in each direction.
 *
 * <pre>
 *   0  4  magic            89 45 56 50  (0x89 'E' 'V' 'P')
 *   4  1  version          1
 *   5  1  role             1 sender, 2 peer, 3 reader, 4 server
 *   6  1  status           0 welcome; else a refusal, see {@link Refusal}
 *   7  1  reserved         0
 *   8  2  bucket width     seconds; 0: any
 *  10  2  text length n    at most 512
 *  12  4  features         0
 *  16  8  environment tag  0: any (readers only)
 *  24  8  id               holder id of a server, origin of a sender, else 0
 *  32  n  text             environment's name; of a refusal: why
 * </pre>
 *
 * @param role what the sender of the hello is
 * @param status 0 or why the connection is refused
 * @param bucketWidthSeconds its bucket width, 0: any
 * @param environmentTag its environment, 0: any
 * @param id who it is
 * @param text name of its environment, or the reason of a refusal
 */
public record Hello(Role role, int status, int bucketWidthSeconds, long environmentTag, long id, String text) {
    static final int MAGIC = 0x89455650;
    static final int VERSION = 1;
    private static final int FIXED_BYTES = 32;
    private static final int MAX_TEXT_BYTES = 512;

    /** A hello that refuses nothing. */
    public static Hello of(Role role, int bucketWidthSeconds, long environmentTag, long id, String environment) {
        return new Hello(role, 0, bucketWidthSeconds, environmentTag, id, environment);
    }

    /** Sends it. */
    public void writeTo(ByteLink link) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, MAX_TEXT_BYTES);
        ByteBuffer hello = ByteBuffer.allocate(FIXED_BYTES + length);
        hello.putInt(MAGIC).put((byte) VERSION).put((byte) role.code()).put((byte) status);
        hello.put((byte) 0)
                .putShort((short) bucketWidthSeconds)
                .putShort((short) length)
                .putInt(0);
        hello.putLong(environmentTag).putLong(id).put(bytes, 0, length);
        link.write(hello.flip());
        link.flush();
    }

    /**
     * Receives one.
     *
     * @throws RefusedException if the other side speaks another protocol or version
     */
    public static Hello readFrom(ByteLink link) throws IOException {
        return readFrom(link, null);
    }

    /**
     * The same.
     *
     * @param first its first bytes, if they have been read already
     */
    static Hello readFrom(ByteLink link, @Nullable ByteBuffer first) throws IOException {
        ByteBuffer fixed = ByteBuffer.allocate(FIXED_BYTES).limit(NoiseHello.FIRST_BYTES);
        if (first != null) {
            fixed.put(first.duplicate());
        }
        link.readFully(fixed);
        if (fixed.getInt(0) != MAGIC) {
            throw new RefusedException(
                    Refusal.PROTOCOL,
                    "not an evtools server or client (expected magic 89455650, found "
                            + Integer.toHexString(fixed.getInt(0)) + ")");
        }
        if (fixed.get(4) != VERSION) {
            throw new RefusedException(
                    Refusal.PROTOCOL,
                    "another protocol version (expected " + VERSION + ", found " + fixed.get(4) + ")");
        }
        link.readFully(fixed.limit(FIXED_BYTES));
        Role role = Role.of(fixed.get(5));
        int textLength = fixed.getShort(10) & 0xFFFF;
        if (role == null || textLength > MAX_TEXT_BYTES) {
            throw new RefusedException(Refusal.PROTOCOL, "damaged hello");
        }
        ByteBuffer text = ByteBuffer.allocate(textLength);
        link.readFully(text);
        return new Hello(
                role,
                fixed.get(6) & 0xFF,
                fixed.getShort(8) & 0xFFFF,
                fixed.getLong(16),
                fixed.getLong(24),
                new String(text.array(), StandardCharsets.UTF_8));
    }

    /**
     * Checks that a server's welcome fits what the client said.
     *
     * @throws RefusedException if it is of another environment or bucket width
     */
    public void requireMatch(Hello client) throws RefusedException {
        if (client.environmentTag != 0 && environmentTag != client.environmentTag) {
            throw new RefusedException(Refusal.ENVIRONMENT, "a server of another environment, '" + text + "'");
        }
        if (client.bucketWidthSeconds != 0 && bucketWidthSeconds != client.bucketWidthSeconds) {
            throw new RefusedException(
                    Refusal.BUCKET_WIDTH, "a server with another bucket width, " + bucketWidthSeconds + "s");
        }
    }
}
