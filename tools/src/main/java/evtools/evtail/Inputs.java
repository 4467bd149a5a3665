package evtools.evtail;

import com.github.luben.zstd.ZstdInputStream;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Opens files, decompressing gzip and zstd; knows other formats by their first bytes. */
final class Inputs {
    private static final int SNIFF_BYTES = 8 << 10;
    private static final int BUFFER_BYTES = 64 << 10;

    private Inputs() {}

    /** What a file's first bytes say it is. */
    enum Kind {
        TEXT,
        BINARY,
        GZIP,
        ZSTD,
        XZ,
        BZIP2,
        ZIP,
        EVENTS
    }

    /** Opens a file; a regular one is decompressed if need be and its first {@code skip} bytes are passed over. */
    static InputStream open(Path path, boolean regular, long skip) throws IOException {
        FileInputStream file = new FileInputStream(path.toFile());
        try {
            if (!regular) {
                file.skipNBytes(skip);
                return file;
            }
            Kind kind = sniff(file);
            file.getChannel().position(0);
            if (kind == Kind.GZIP || kind == Kind.ZSTD) {
                InputStream plain = kind == Kind.GZIP
                        ? new GZIPInputStream(file, BUFFER_BYTES)
                        : new ZstdInputStream(file).setContinuous(false);
                plain.skipNBytes(skip);
                return plain;
            }
            String refusal = refusal(kind);
            if (refusal != null) {
                throw new UnreadableFormatException(refusal, hint(kind, path));
            }
            file.getChannel().position(skip);
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static @Nullable String refusal(Kind kind) {
        return switch (kind) {
            case XZ -> "compressed with xz, which evtail doesn't read";
            case BZIP2 -> "compressed with bzip2, which evtail doesn't read";
            case ZIP -> "a zip archive, which evtail doesn't read";
            case EVENTS -> "an event stream already";
            default -> null;
        };
    }

    private static String hint(Kind kind, Path path) {
        return switch (kind) {
            case XZ -> "xz -dc " + path + " | evtail -";
            case BZIP2 -> "bzip2 -dc " + path + " | evtail -";
            case ZIP -> "unzip -p " + path + " | evtail -";
            default -> "evcat " + path;
        };
    }

    /** Looks at the first bytes of a file. */
    static Kind sniff(InputStream in) throws IOException {
        byte[] first = in.readNBytes(SNIFF_BYTES);
        if (starts(first, 0x1F, 0x8B, 0x08)) {
            return Kind.GZIP;
        }
        if (starts(first, 0x28, 0xB5, 0x2F, 0xFD)) {
            return Kind.ZSTD;
        }
        if (starts(first, 0xFD, '7', 'z', 'X', 'Z', 0)) {
            return Kind.XZ;
        }
        if (starts(first, 'B', 'Z', 'h') && first.length > 9 && starts(Arrays.copyOfRange(first, 4, 10), 0x31, 0x41)) {
            return Kind.BZIP2;
        }
        if (starts(first, 'P', 'K', 3, 4)) {
            return Kind.ZIP;
        }
        if (starts(first, 0x89, 'E', 'V', 'F')) {
            return Kind.EVENTS;
        }
        for (byte b : first) {
            if (b == 0) {
                return Kind.BINARY;
            }
        }
        return Kind.TEXT;
    }

    private static boolean starts(byte[] bytes, int... magic) {
        if (bytes.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((bytes[i] & 0xFF) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    /** Reads the first {@code count} bytes from {@code begin} on; null if there aren't so many. */
    static byte @Nullable [] first(Path path, long begin, int count) throws IOException {
        try (InputStream in = open(path, true, begin)) {
            byte[] bytes = in.readNBytes(count);
            return bytes.length == count ? bytes : null;
        } catch (EOFException e) {
            return null;
        }
    }
}
