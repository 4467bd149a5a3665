package evtools.evgrep;

import evtools.pipe.EventInput;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * An input while it is searched: where its frames are, and how far its search has got. Any thread may call {@link
 * #read}; the rest is for the thread that delivers.
 */
final class SearchInput {
    private final EventInput events;
    private final int ordinal;
    private final @Nullable File file;
    private @Nullable FileInputStream stream;
    private volatile boolean done;

    final LineJoiner joiner = new LineJoiner();
    /** How many lines were selected so far. */
    long selected;
    /** In how many units it is that are not delivered yet. */
    int unitsLeft;

    /**
     * @param ordinal which of the inputs it is
     */
    SearchInput(EventInput events, int ordinal) {
        this.events = events;
        this.ordinal = ordinal;
        this.file = events.file();
    }

    String name() {
        return events.name();
    }

    int ordinal() {
        return ordinal;
    }

    EventInput events() {
        return events;
    }

    /** Whether it can be read in any order. */
    boolean isFile() {
        return file != null;
    }

    /** Whether nothing more of it is wanted. */
    boolean isDone() {
        return done;
    }

    void done() {
        done = true;
    }

    /** How long the file is now. */
    long fileBytes() throws IOException {
        return channel().size();
    }

    /**
     * Reads from the file.
     *
     * @return whether it holds so much
     */
    boolean read(long offset, byte[] target, int length) throws IOException {
        FileChannel channel = channel();
        ByteBuffer buffer = ByteBuffer.wrap(target, 0, length);
        while (buffer.hasRemaining()) {
            int count = channel.read(buffer, offset + buffer.position());
            if (count < 0) {
                return false;
            }
        }
        return true;
    }

    private synchronized FileChannel channel() throws IOException {
        FileInputStream open = stream;
        if (open == null) {
            if (file == null) {
                throw new IOException("is not a file");
            }
            open = new FileInputStream(file);
            stream = open;
        }
        return open.getChannel();
    }

    /** Closes the file; it is opened again when it is read. */
    synchronized void closeFile() throws IOException {
        FileInputStream open = stream;
        stream = null;
        if (open != null) {
            open.close();
        }
    }
}
