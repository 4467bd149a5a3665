package evtools.keys;

import evtools.cli.FailureText;
import evtools.noise.PublicKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Whom a server lets in, and for what: a file that is read again when it changes.
 *
 * <pre>
 *  send evpub1… web servers          rights with commas between them, a public key, a comment
 *  peer,read evpub1… logs2           lines that are empty or begin with # count for nothing
 * </pre>
 *
 * <p>While the file can't be read or has a bad line, what it said before stays in force, and that is reported.
 * Thread-safe.
 */
public final class AuthorizedKeys {
    /** Is told what somebody should know about the file; each time one line that names it. */
    public interface Reports {
        /** The file can't be used as it is now; what it said before stays in force. */
        void unusable(String what);

        /** Nobody is let in. */
        void nobody(String what);
    }

    private static final int MAX_BYTES = 1 << 20;
    private static final long LOOK_NANOS = 500_000_000L;

    private final Path file;
    private final LongSupplier nanoClock;
    private final Reports reports;
    private Map<PublicKey, Set<Right>> rights;
    private String stamp;
    private long lookedAt;

    private AuthorizedKeys(Path file, LongSupplier nanoClock, Reports reports) throws IOException {
        this.file = file;
        this.nanoClock = nanoClock;
        this.reports = reports;
        this.lookedAt = nanoClock.getAsLong();
        this.stamp = stamp();
        this.rights = read();
        warnIfNobody();
    }

    /**
     * Reads the file for the first time.
     *
     * @param nanoClock monotonic time
     * @throws IOException whose message names file and line, if it can't be used now
     */
    public static AuthorizedKeys open(Path file, LongSupplier nanoClock, Reports reports) throws IOException {
        return new AuthorizedKeys(file, nanoClock, reports);
    }

    /** What the owner of a key may do now; nothing if the key is not in the file. */
    public synchronized Set<Right> rights(PublicKey key) {
        if (nanoClock.getAsLong() - lookedAt >= LOOK_NANOS) {
            look();
        }
        return rights.getOrDefault(key, Set.of());
    }

    /** Reads the file now, whether it seems to have changed or not. */
    public synchronized void reload() {
        stamp = "";
        look();
    }

    private void look() {
        lookedAt = nanoClock.getAsLong();
        String now;
        try {
            now = stamp();
        } catch (IOException e) {
            now = FailureText.of(e);
        }
        if (now.equals(stamp)) {
            return;
        }
        stamp = now;
        try {
            rights = read();
            warnIfNobody();
        } catch (IOException e) {
            reports.unusable(FailureText.of(e) + "; what it said before stays in force");
        }
    }

    private void warnIfNobody() {
        if (rights.isEmpty()) {
            reports.nobody(file + ": no key in it: nobody is let in");
        }
    }

    private String stamp() throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
    }

    private Map<PublicKey, Set<Right>> read() throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + ": Is a directory");
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (permissions.contains(PosixFilePermission.GROUP_WRITE)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException(file + ": others can change who is let in (chmod go-w " + file + ")");
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        }
        if (bytes.length > MAX_BYTES) {
            throw new IOException(file + ": longer than " + MAX_BYTES + " bytes");
        }
        return parse(file.toString(), new String(bytes, StandardCharsets.UTF_8));
    }

    /**
     * Reads the text of a file.
     *
     * @param name of the file, for messages
     */
    static Map<PublicKey, Set<Right>> parse(String name, String text) throws IOException {
        Map<PublicKey, Set<Right>> all = new HashMap<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            String content = line.strip();
            if (!content.isEmpty() && !content.startsWith("#")) {
                try {
                    parseLine(content, all);
                } catch (IllegalArgumentException e) {
                    throw new IOException(name + ":" + number + ": " + e.getMessage(), e);
                }
            }
        }
        return all;
    }

    private static void parseLine(String line, Map<PublicKey, Set<Right>> all) {
        String[] parts = line.split("\\s+", 3);
        if (parts.length < 2) {
            throw new IllegalArgumentException("no key after the rights (expected: send,read,peer,export evpub1…)");
        }
        Set<Right> granted = EnumSet.noneOf(Right.class);
        for (String word : parts[0].split(",", -1)) {
            Right right = Right.of(word);
            if (right == null) {
                throw new IllegalArgumentException(
                        "'" + word + "' is not a right (they are send, read, peer and export)");
            }
            granted.add(right);
        }
        if (granted.contains(Right.EXPORT)) {
            granted.add(Right.READ);
        }
        all.computeIfAbsent(PublicKey.parse(parts[1]), key -> EnumSet.noneOf(Right.class))
                .addAll(granted);
    }
}
