package evtools.cli;

import java.io.EOFException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * Standard output as stream and channel, whose write errors are {@link OutputClosed} or {@link UserError}.
 *
 * <p>Which of them: Java doesn't tell EPIPE from ENOSPC except in a message text. But only pipes, sockets and terminals
 * can lose their reader, only files and devices can be full, and of these two kinds just the second has a position.
 */
final class StandardOutput extends OutputStream implements WritableByteChannel {
    private final OutputStream stream;
    private @Nullable WritableByteChannel channel;

    StandardOutput(OutputStream stream) {
        this.stream = stream;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes) {
        write(bytes, 0, bytes.length);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        try {
            stream.write(bytes, offset, length);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    @Override
    public int write(ByteBuffer bytes) {
        int count = bytes.remaining();
        try {
            while (bytes.hasRemaining()) {
                channel().write(bytes);
            }
        } catch (IOException e) {
            throw failure(e);
        }
        return count;
    }

    void transferFrom(FileChannel source, long position, long count) throws IOException {
        long end = position + count;
        long at = position;
        while (at < end) {
            long moved;
            try {
                moved = source.transferTo(at, end - at, channel());
            } catch (IOException e) {
                // The source's own errors show again when it is read alone; everything else is the output's.
                source.read(ByteBuffer.allocate(1), at);
                throw failure(e);
            }
            if (moved <= 0) {
                throw new EOFException("ends at byte " + at + ", expected " + end);
            }
            at += moved;
        }
    }

    @Override
    public void flush() {
        try {
            stream.flush();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    @Override
    public boolean isOpen() {
        return channel().isOpen();
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private WritableByteChannel channel() {
        WritableByteChannel known = channel;
        if (known == null) {
            known = stream instanceof FileOutputStream file ? file.getChannel() : Channels.newChannel(stream);
            channel = known;
        }
        return known;
    }

    private RuntimeException failure(IOException e) {
        if (channel() instanceof FileChannel file && hasPosition(file)) {
            return new UserError("standard output: " + FailureText.reason(e), e);
        }
        return new OutputClosed(e);
    }

    private static boolean hasPosition(FileChannel file) {
        try {
            file.position();
            return true;
        } catch (IOException pipe) {
            return false;
        }
    }
}
