package evtools.evtail;

import evtools.cli.FailureText;
import evtools.format.position.Positions;
import evtools.format.position.SourcePosition;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One source that is followed by its name. Not thread-safe.
 *
 * <pre>
 *   no file ──► open ──► read to the end ──► look at the name again
 *                 ▲            ▲                 │ same file, longer: read on
 *                 │            └─────────────────┤
 *                 └──────────────────────────────┘ another file, shorter, or begins with other bytes:
 *                        the old one to its end first, under whatever name it has now, then the new one
 * </pre>
 */
final class FollowedSource {
    private static final long MAX_BYTES_PER_POLL = 1 << 20;

    /** Whoever writes may still write to a file that was renamed: it must have been quiet for so many looks. */
    private static final int QUIET_LOOKS = 4;

    private final String name;
    private final Path path;
    private final Output output;
    private final WholeFiles files;
    private final Failures failures;
    private final Rotations rotations;
    private @Nullable InputStream in;
    private @Nullable SourceReading reading;
    private @Nullable SourcePosition goesOnFrom;
    private boolean begun;
    private boolean saidMissing;
    private int quietLooks;
    private long lastSize = -1;
    private long lastModifiedSeconds;

    FollowedSource(String name, Output output, WholeFiles files, Failures failures, Rotations rotations) {
        this.name = name;
        this.path = Path.of(name);
        this.output = output;
        this.files = files;
        this.failures = failures;
        this.rotations = rotations;
    }

    String name() {
        return name;
    }

    /** Reads what is new; returns whether anything was. */
    boolean poll(Positions positions, long nowSeconds) throws IOException {
        FileIdentity now = look();
        SourceReading current = reading;
        InputStream stream = in;
        if (current == null || stream == null) {
            return now != null && open(positions, now);
        }
        if (now != null && now.isSameFile(current.file()) && isRewritten(current, stream, now)) {
            moveOn(current, now);
            return true;
        }
        current.readingTime(nowSeconds);
        boolean any = readOn(current, stream);
        if (any || now == null || now.isSameFile(current.file())) {
            quietLooks = 0;
            return any;
        }
        quietLooks++;
        if (quietLooks >= QUIET_LOOKS) {
            quietLooks = 0;
            moveOn(current, now);
            return true;
        }
        return false;
    }

    /** What stands under the name now; null: nothing. */
    private @Nullable FileIdentity look() throws IOException {
        try {
            FileIdentity now = FileIdentity.of(path);
            saidMissing = false;
            return now;
        } catch (NoSuchFileException e) {
            if (reading == null && !saidMissing) {
                saidMissing = true;
                failures.note(name + ": " + FailureText.reason(e) + ", waiting for it");
            }
            return null;
        }
    }

    private boolean open(Positions positions, FileIdentity now) throws IOException {
        SourcePosition position = goesOnFrom;
        if (position == null && !begun && output.wantsPositions()) {
            position = positions.get(name);
        }
        openPieces(
                position == null
                        ? List.of(new Rotations.Piece(path, now, null))
                        : rotations.since(position, path, now, !begun));
        failures.forget(name);
        goesOnFrom = null;
        begun = true;
        return true;
    }

    /** Reads all but the last piece to their ends and opens the last. */
    private void openPieces(List<Rotations.Piece> pieces) throws IOException {
        for (Rotations.Piece piece : pieces.subList(0, pieces.size() - 1)) {
            files.read(name, piece);
        }
        Rotations.Piece last = pieces.getLast();
        SourcePosition position = last.position();
        reading =
                position == null ? files.fresh(name, last.identity()) : files.resumed(path, last.identity(), position);
        in = Inputs.open(path, last.identity().regular(), position == null ? 0 : position.offset());
        lastSize = -1;
    }

    /** Whether the same file doesn't hold what was read any more. */
    private boolean isRewritten(SourceReading current, InputStream stream, FileIdentity now) throws IOException {
        if (!(stream instanceof FileInputStream file) || !now.regular()) {
            return false;
        }
        if (now.size() < current.offset()) {
            return true;
        }
        if (now.size() == lastSize && now.modifiedSeconds() == lastModifiedSeconds) {
            return false;
        }
        lastSize = now.size();
        lastModifiedSeconds = now.modifiedSeconds();
        return !beginsTheSame(current, file.getChannel());
    }

    /** Truncated and grown again between two looks: the file begins with other bytes than were read. */
    private static boolean beginsTheSame(SourceReading current, FileChannel channel) throws IOException {
        byte[] first = current.firstBytes();
        ByteBuffer bytes = ByteBuffer.allocate(first.length);
        while (bytes.hasRemaining() && channel.read(bytes, current.begin() + bytes.position()) >= 0) {
            // Until all is there or the file ends.
        }
        bytes.flip();
        return bytes.equals(ByteBuffer.wrap(first));
    }

    private boolean readOn(SourceReading current, InputStream stream) throws IOException {
        long count = 0;
        while (count < MAX_BYTES_PER_POLL && !files.isStopped()) {
            int more = current.readFrom(stream);
            if (more <= 0) {
                current.pause();
                break;
            }
            count += more;
        }
        if (count > 0 && output.wantsPositions()) {
            output.note(current.position());
        }
        return count > 0;
    }

    /** The name leads to another file now: reads what is left of the old one and of those in between. */
    private void moveOn(SourceReading old, FileIdentity now) throws IOException {
        old.finish();
        goesOnFrom = old.position();
        if (output.wantsPositions()) {
            output.note(goesOnFrom);
            output.checkpoint();
        }
        close();
        open(new Positions(), now);
    }

    /** Ends reading. What was read of an unfinished last line is read again the next time. */
    void close() throws IOException {
        InputStream stream = in;
        in = null;
        reading = null;
        if (stream != null) {
            stream.close();
        }
    }
}
