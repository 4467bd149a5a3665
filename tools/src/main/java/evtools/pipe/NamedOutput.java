package evtools.pipe;

import evtools.cli.FailureText;
import evtools.cli.UserError;
import java.io.EOFException;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A file that is written to, whose failures name it and can't be mistaken for those of an input. */
final class NamedOutput extends OutputStream {
    private final String name;
    private final FileOutputStream file;

    NamedOutput(String name) throws IOException {
        this(name, new File(name));
    }

    /** @param name what errors call it */
    NamedOutput(String name, File file) throws IOException {
        this(name, file, false);
    }

    /** @param append whether what is there stays */
    NamedOutput(String name, File file, boolean append) throws IOException {
        this.name = name;
        this.file = new FileOutputStream(file, append);
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        try {
            file.write(bytes, offset, length);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Appends part of a file, inside the kernel where it can. */
    void transferFrom(FileChannel source, long position, long count) throws IOException {
        long end = position + count;
        long at = position;
        while (at < end) {
            long moved;
            try {
                moved = source.transferTo(at, end - at, file.getChannel());
            } catch (IOException e) {
                // The source's own errors show again when it is read alone; everything else is this file's.
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
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private UserError failure(IOException e) {
        return new UserError(name + ": " + FailureText.reason(e), e);
    }
}
