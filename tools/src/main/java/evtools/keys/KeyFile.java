package evtools.keys;

import evtools.cli.FailureText;
import evtools.cli.UserError;
import evtools.noise.KeyPair;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A file with a secret key that nobody else may read. */
public final class KeyFile {
    private static final int MAX_BYTES = 4 << 10;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private KeyFile() {}

    /**
     * Writes a new file, never over one that is there.
     *
     * @throws UserError if it can't be written
     */
    public static void write(Path file, KeyPair key) {
        String text = "# A secret key of evtools: whoever has it can act in your name. Its public key:\n# "
                + key.publicKey() + "\n" + key.secretText() + "\n";
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (FileAlreadyExistsException e) {
            throw new UserError(file + ": is there already; a key is never overwritten", e)
                    .withHint("'evkey show " + file + "' prints the public key of a key file");
        } catch (IOException e) {
            throw new UserError(FailureText.of(e), e);
        }
    }

    /**
     * Reads a key.
     *
     * @throws UserError if there is none, or others could have read it
     */
    public static KeyPair read(Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw UserError.in(file.toString(), "Is a directory")
                        .withHint("name the file in it; 'evkey gen -o FILE' makes one");
            }
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (!OWNER_ONLY.containsAll(permissions)) {
                throw UserError.in(
                                file.toString(),
                                "a secret key that others can read or change (mode "
                                        + PosixFilePermissions.toString(permissions) + ")")
                        .withHint("chmod 600 " + file);
            }
            byte[] bytes;
            try (InputStream in = Files.newInputStream(file)) {
                bytes = in.readNBytes(MAX_BYTES + 1);
            }
            return parse(file.toString(), new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UserError(FailureText.of(e), e);
        }
    }

    private static KeyPair parse(String file, String text) {
        KeyPair key = null;
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            String content = line.strip();
            if (content.isEmpty() || content.startsWith("#")) {
                continue;
            }
            if (key != null || text.length() > MAX_BYTES) {
                throw UserError.in(file + ":" + number, "more than one key in a key file");
            }
            try {
                key = KeyPair.parse(content);
            } catch (IllegalArgumentException e) {
                throw UserError.in(file + ":" + number, String.valueOf(e.getMessage()))
                        .withHint("'evkey gen -o FILE' makes a key file");
            }
        }
        if (key == null) {
            throw UserError.in(file, "no key in it").withHint("'evkey gen -o FILE' makes a key file");
        }
        return key;
    }
}
