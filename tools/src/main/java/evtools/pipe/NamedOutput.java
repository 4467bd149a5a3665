package evtools.pipe;

import evtools.cli.FailureText;
import evtools.cli.UserError;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** A file that is written to, whose failures name it and can't be mistaken for those of an input. */
final class NamedOutput extends OutputStream {
    private final String name;
    private final FileOutputStream file;

    NamedOutput(String name) throws IOException {
        this(name, new File(name));
    }

    /** @param name what errors call it */
    NamedOutput(String name, File file) throws IOException {
        this.name = name;
        this.file = new FileOutputStream(file);
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
