package evtools.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Which version of evtools this is, as the build wrote it down. */
public final class Version {
    private Version() {}

    /** The number, such as {@code 0.1.0}. */
    public static String number() {
        try (InputStream in = Version.class.getResourceAsStream("version.txt")) {
            if (in == null) {
                throw new IllegalStateException("version.txt is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new IllegalStateException("version.txt can't be read", e);
        }
    }

    /** What {@code --version} prints. */
    public static String line(String toolName) {
        return toolName + " " + number() + "\n";
    }
}
