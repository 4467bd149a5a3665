package evtools.format.position;

import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import evtools.format.frame.FrameCodec;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameKind;
import evtools.format.frame.FrameReader;
import evtools.format.frame.FrameWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A state file: a stream that holds one positions frame. Written whole and atomically, so that a reader sees either
 * the old or the new positions. One writer at a time.
 */
public final class PositionsFile {
    private PositionsFile() {}

    /**
     * Reads a state file; a file that isn't there or is empty holds no positions.
     *
     * @throws FormatException if it is damaged: positions that can't be read must not be taken for none
     */
    public static Positions read(Path file) throws IOException {
        Positions positions = new Positions();
        try (InputStream in = Files.newInputStream(file);
                FrameReader reader = new FrameReader(in, (offset, length, what) -> {
                    // Skipped bytes show below: the frame's offset isn't 0 or there is no frame.
                })) {
            boolean found = false;
            while (reader.next()) {
                String unreadable = reader.header().unreadable();
                if (unreadable != null || reader.header().kind() != FrameKind.POSITIONS) {
                    throw new FormatException(file + ": state file with "
                            + (unreadable != null
                                    ? unreadable
                                    : "a frame of kind " + reader.header().kind()));
                }
                positions.merge(
                        reader.payload(),
                        reader.payloadOffset(),
                        reader.header().rawLength());
                found = true;
            }
            if (!found && Files.size(file) > 0) {
                throw new FormatException(file + ": not a state file (expected a positions frame)");
            }
        } catch (NoSuchFileException e) {
            return positions;
        }
        return positions;
    }

    /**
     * Takes over the payload of a positions frame: each source it mentions gets the new position, others stay. Returns
     * when the file and its name are on disk.
     *
     * @throws IOException if the file couldn't be read or written; it is unchanged then
     */
    public static void commit(Path file, byte[] payload, int offset, int length) throws IOException {
        Positions positions = read(file);
        positions.merge(payload, offset, length);
        write(file, positions);
    }

    /** The same for a payload that fills its array. */
    public static void commit(Path file, byte[] payload) throws IOException {
        commit(file, payload, 0, payload.length);
    }

    /** Replaces the whole file. */
    public static void write(Path file, Positions positions) throws IOException {
        ByteArrayBuilder payload = new ByteArrayBuilder(1024);
        positions.appendTo(payload);
        ByteArrayOutputStream frame = new ByteArrayOutputStream(payload.length() + 128);
        try (FrameWriter writer = new FrameWriter(frame)) {
            FrameHeader header = new FrameHeader().kind(FrameKind.POSITIONS).codec(FrameCodec.NONE);
            writer.write(header, payload.array(), 0, payload.length());
        }
        Path target = Files.isSymbolicLink(file) ? file.toRealPath() : file;
        Path temporary = target.resolveSibling(target.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(frame.toByteArray());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Path directory = target.toAbsolutePath().getParent();
        if (directory != null) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
