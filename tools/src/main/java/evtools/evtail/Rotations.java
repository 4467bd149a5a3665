package evtools.evtail;

import evtools.cli.Diagnostics;
import evtools.format.position.SourcePosition;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds what was read last under the names that rotation may have given it: {@code app.log}, {@code app.log.1},
 * {@code app.log-20260101.gz}.
 */
final class Rotations {
    private static final int MAX_CANDIDATES = 1_000;

    private final Diagnostics diagnostics;

    Rotations(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    /**
     * A file to read on behalf of a source.
     *
     * @param position where to go on; null: from the beginning
     */
    record Piece(Path path, FileIdentity identity, @Nullable SourcePosition position) {}

    /**
     * What to read, in order, to go on from a position: the rest of the old file, files rotated since, the new file.
     *
     * @param warns whether to say that what was read before is gone
     */
    List<Piece> since(SourcePosition position, Path path, FileIdentity identity, boolean warns) throws IOException {
        if (!identity.regular() || holds(path, position)) {
            return List.of(new Piece(path, identity, identity.regular() ? position : null));
        }
        List<Piece> pieces = new ArrayList<>();
        List<Piece> rotated = rotated(path);
        int found = -1;
        for (int i = 0; i < rotated.size() && found < 0; i++) {
            if (holds(rotated.get(i).path(), position)) {
                found = i;
            }
        }
        if (found < 0 && warns) {
            diagnostics.warningIn(
                    path.toString(), "what was read before is neither here nor rotated; reading it from its beginning");
        } else if (found >= 0) {
            pieces.add(new Piece(rotated.get(found).path(), rotated.get(found).identity(), position));
            for (int i = found + 1; i < rotated.size(); i++) {
                pieces.add(rotated.get(i));
            }
        }
        pieces.add(new Piece(path, identity, null));
        return pieces;
    }

    /** Whether a file begins with the bytes that the position's source began with and is at least as long. */
    private static boolean holds(Path file, SourcePosition position) throws IOException {
        byte[] first;
        try {
            first = Inputs.first(file, position.begin(), position.fingerprintedBytes());
        } catch (EOFException e) {
            return false;
        }
        if (first == null) {
            return false;
        }
        long[] hash = Fingerprint.hash(first, first.length);
        if (hash[0] != position.fingerprintHigh() || hash[1] != position.fingerprintLow()) {
            return false;
        }
        return reaches(file, position.offset());
    }

    private static boolean reaches(Path file, long offset) throws IOException {
        try (var in = Inputs.open(file, true, offset)) {
            return in.available() >= 0 && (!isPlain(file) || Files.size(file) >= offset);
        } catch (EOFException e) {
            return false;
        }
    }

    private static boolean isPlain(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            Inputs.Kind kind = Inputs.sniff(in);
            return kind != Inputs.Kind.GZIP && kind != Inputs.Kind.ZSTD;
        }
    }

    /** The rotated forms of a file, oldest first. */
    private static List<Piece> rotated(Path path) throws IOException {
        Path directory = path.toAbsolutePath().getParent();
        String name = String.valueOf(path.getFileName());
        List<Piece> found = new ArrayList<>();
        if (directory == null) {
            return found;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String other = String.valueOf(entry.getFileName());
                if (other.startsWith(name)
                        && isRotated(other.substring(name.length()))
                        && found.size() < MAX_CANDIDATES) {
                    FileIdentity identity = FileIdentity.of(entry);
                    if (identity.regular()) {
                        found.add(new Piece(entry, identity, null));
                    }
                }
            }
        }
        found.sort((a, b) -> {
            int byTime =
                    Long.compare(a.identity().modifiedSeconds(), b.identity().modifiedSeconds());
            // Within a second: the higher number is the older file.
            return byTime != 0 ? byTime : b.path().compareTo(a.path());
        });
        return found;
    }

    /** {@code .1}, {@code .2.gz}, {@code -20260101}, {@code .2026-01-01.zst}. */
    static boolean isRotated(String suffix) {
        String rest = suffix;
        if (rest.endsWith(".gz")) {
            rest = rest.substring(0, rest.length() - 3);
        } else if (rest.endsWith(".zst")) {
            rest = rest.substring(0, rest.length() - 4);
        }
        if (rest.length() < 2 || (rest.charAt(0) != '.' && rest.charAt(0) != '-')) {
            return false;
        }
        for (int i = 1; i < rest.length(); i++) {
            char c = rest.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            if (!digit && (i == 1 || (c != '.' && c != '-' && c != '_' && c != 'T'))) {
                return false;
            }
        }
        return true;
    }
}
