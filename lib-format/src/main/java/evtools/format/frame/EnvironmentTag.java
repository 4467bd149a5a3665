package evtools.format.frame;

import evtools.format.BigEndian;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The 8 bytes by which frames and servers name their environment: the first of SHA-256 of its name in UTF-8. */
public final class EnvironmentTag {
    private EnvironmentTag() {}

    public static long of(String environment) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(environment.getBytes(StandardCharsets.UTF_8));
            return BigEndian.getLong(hash, 0);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
