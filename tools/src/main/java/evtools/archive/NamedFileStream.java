package evtools.archive;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** A file that is written to, whose failures name it: a channel says only what the system says. */
final class NamedFileStream extends FilterOutputStream {
    private final Path file;

    NamedFileStream(Path file, FileChannel channel) {
        super(Channels.newOutputStream(channel));
        this.file = file;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            throw named(file, e);
        }
    }

    /** The same failure, with the file's name. */
    static IOException named(Path file, IOException e) {
        FileSystemException named = new FileSystemException(file.toString(), null, e.getMessage());
        named.initCause(e);
        return named;
    }
}
