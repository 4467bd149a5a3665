package evtools.sort;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that has no name any more from the moment on in which it was opened, so that nothing stays behind however the
 * process ends. Its errors are {@link TemporaryFileException}s. Not thread-safe.
 */
final class TemporaryFile implements AutoCloseable {
    private final Path directory;
    private final FileChannel channel;
    private long length;

    private TemporaryFile(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    static TemporaryFile open(Path directory) throws IOException {
        try {
            Path file = Files.createTempFile(directory, "evsort-", ".tmp");
            return new TemporaryFile(
                    directory,
                    FileChannel.open(
                            file,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.DELETE_ON_CLOSE));
        } catch (IOException e) {
            throw new TemporaryFileException(directory.toString(), e);
        }
    }

    /** Bytes written so far. */
    long length() {
        return length;
    }

    Path directory() {
        return directory;
    }

    /** Adds bytes at the end. */
    void append(byte[] source, int offset, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(source, offset, count);
        try {
            while (bytes.hasRemaining()) {
                length += channel.write(bytes, length);
            }
        } catch (IOException e) {
            throw new TemporaryFileException(directory.toString(), e);
        }
    }

    /** Reads at most {@code count} bytes at a place; -1 at the end. */
    int read(long position, byte[] target, int offset, int count) throws IOException {
        try {
            return channel.read(ByteBuffer.wrap(target, offset, count), position);
        } catch (IOException e) {
            throw new TemporaryFileException(directory.toString(), e);
        }
    }

    /** Reads exactly as many bytes as the array has. */
    void readFully(long position, byte[] target) throws IOException {
        readFully(position, target, target.length);
    }

    /** Reads exactly {@code size} bytes to the start of the array. */
    void readFully(long position, byte[] target, int size) throws IOException {
        int done = 0;
        while (done < size) {
            int count = read(position + done, target, done, size - done);
            if (count < 0) {
                throw new TemporaryFileException(directory.toString(), new EOFException("it was cut"));
            }
            done += count;
        }
    }

    /** Forgets what is in it. */
    void clear() throws IOException {
        try {
            channel.truncate(0);
            length = 0;
        } catch (IOException e) {
            throw new TemporaryFileException(directory.toString(), e);
        }
    }

    /** Appends; closing it does nothing. */
    OutputStream output() {
        return new Output(this);
    }

    /** Reads from the start; closing it closes the file. */
    InputStream input() {
        return new Input(this, 0, Long.MAX_VALUE);
    }

    /** Reads a stretch; closing it closes the file. */
    InputStream input(long from, long to) {
        return new Input(this, from, to);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static final class Output extends OutputStream {
        private final TemporaryFile file;

        Output(TemporaryFile file) {
            this.file = file;
        }

        @Override
        public void write(int value) throws IOException {
            file.append(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int count) throws IOException {
            file.append(source, offset, count);
        }
    }

    private static final class Input extends InputStream {
        private final TemporaryFile file;
        private final long end;
        private long position;

        Input(TemporaryFile file, long from, long to) {
            this.file = file;
            this.position = from;
            this.end = to;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            int most = (int) Math.min(count, end - position);
            int done = most == 0 && count > 0 ? -1 : file.read(position, target, offset, most);
            position += Math.max(done, 0);
            return done;
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
