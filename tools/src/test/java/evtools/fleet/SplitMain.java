package evtools.fleet;

import evtools.format.frame.FrameReader;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Deals the frames of a stream on standard input out to files, one after another: {@code SplitMain DIR N…} makes N files
 * in DIR/N, for each N. Frames of a sorted stream overlap nothing then, but the files lie across one another.
 */
final class SplitMain {
    private static final int BUFFER_BYTES = 64 << 10;

    private SplitMain() {}

    public static void main(String[] args) throws IOException {
        OutputStream[][] files = new OutputStream[args.length - 1][];
        for (int i = 1; i < args.length; i++) {
            Path directory = Files.createDirectories(Path.of(args[0], args[i]));
            files[i - 1] = new OutputStream[Integer.parseInt(args[i])];
            for (int n = 0; n < files[i - 1].length; n++) {
                files[i - 1][n] = new BufferedOutputStream(
                        Files.newOutputStream(directory.resolve(String.format("%03d.ev", n))), BUFFER_BYTES);
            }
        }
        try (InputStream in = new FileInputStream(FileDescriptor.in);
                FrameReader frames = new FrameReader(in, (offset, length, what) -> {
                    throw new IllegalArgumentException("byte " + offset + ": " + what);
                })) {
            int next = 0;
            while (frames.next()) {
                for (OutputStream[] some : files) {
                    some[next % some.length].write(frames.frameBuffer(), frames.frameOffset(), frames.frameLength());
                }
                next++;
            }
        }
        for (OutputStream[] some : files) {
            for (OutputStream file : some) {
                file.close();
            }
        }
    }
}
