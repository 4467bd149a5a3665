package evtools.evtail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Host and app of lines that name none.
 *
 * @param host host of such lines
 * @param app their app; null: named after the file
 * @param durability which durability class events state
 */
record Defaults(String host, @Nullable String app, DurabilityRules durability) {
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    /** The machine's short name, without asking any name service; empty if the system doesn't tell. */
    static String machine() {
        try {
            String name =
                    Files.readString(HOST_NAME, StandardCharsets.ISO_8859_1).strip();
            int point = name.indexOf('.');
            return point > 0 ? name.substring(0, point) : name;
        } catch (IOException e) {
            return "";
        }
    }

    byte[] hostBytes() {
        return host.getBytes(StandardCharsets.UTF_8);
    }

    /** The app for a source: {@code access} for {@code /var/log/access.log.1}. */
    byte[] appBytes(String source) {
        String name = app == null ? fromFile(source) : app;
        return name.getBytes(StandardCharsets.UTF_8);
    }

    /** A file's name without what rotation, compression and habit put behind it. */
    static String fromFile(String source) {
        if (source.equals("-")) {
            return "stdin";
        }
        String name = source.substring(source.lastIndexOf('/') + 1);
        String stripped = name;
        while (true) {
            int cut = Math.max(stripped.lastIndexOf('.'), stripped.lastIndexOf('-'));
            if (cut <= 0 || !isSuffix(stripped.substring(cut + 1))) {
                return stripped.isEmpty() ? name : stripped;
            }
            stripped = stripped.substring(0, cut);
        }
    }

    private static boolean isSuffix(String text) {
        return switch (text) {
            case "gz", "zst", "log", "txt", "out", "json", "jsonl", "ndjson" -> true;
            default -> !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        };
    }
}
