package evtools.cli;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;

/** Standard input as stream and channel; its errors say which file they are about. */
final class StandardInput extends InputStream implements ReadableByteChannel {
    private final InputStream stream;
    private @Nullable ReadableByteChannel channel;

    StandardInput(InputStream stream) {
        this.stream = stream;
    }

    @Override
    public int read() throws IOException {
        try {
            return stream.read();
        } catch (IOException e) {
            throw named(e);
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            return stream.read(buffer, offset, length);
        } catch (IOException e) {
            throw named(e);
        }
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
        try {
            return channel().read(buffer);
        } catch (IOException e) {
            throw named(e);
        }
    }

    @Override
    public int available() throws IOException {
        return stream.available();
    }

    @Override
    public boolean isOpen() {
        return channel().isOpen();
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }

    /** The file behind the descriptor, or null when it can't be read in any order. */
    @Nullable
    FileChannel file() {
        if (channel() instanceof FileChannel file) {
            try {
                file.position();
                return file;
            } catch (IOException notSeekable) {
                return null;
            }
        }
        return null;
    }

    private ReadableByteChannel channel() {
        ReadableByteChannel known = channel;
        if (known == null) {
            known = stream instanceof FileInputStream file ? file.getChannel() : Channels.newChannel(stream);
            channel = known;
        }
        return known;
    }

    private static IOException named(IOException e) {
        FileSystemException named = new FileSystemException("standard input", null, FailureText.reason(e));
        named.initCause(e);
        return named;
    }
}
