import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Writes a file's lines to standard output at so many bytes a second, for so many seconds, again and again if need be. */
final class Pace {
    private static final int PIECE_BYTES = 64 << 10;

    public static void main(String[] arguments) throws Exception {
        Arguments options = new Arguments(arguments, 0);
        long rate = options.number("rate", 40_000_000);
        long nanos = options.number("seconds", 30) * 1_000_000_000L;
        long begun = System.nanoTime();
        long[] sent = new long[1];
        int[] held = new int[1];
        byte[] piece = new byte[PIECE_BYTES];
        try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
            boolean[] more = {true};
            while (more[0]) {
                LineFile.read(Path.of(options.text("file")), Long.MAX_VALUE, line -> {
                    if (held[0] + line.length + 1 > PIECE_BYTES) {
                        write(out, piece, held[0]);
                        sent[0] += held[0];
                        held[0] = 0;
                        long now = System.nanoTime();
                        while (sent[0] > (now - begun) / 1e9 * rate) {
                            TimeUnit.MILLISECONDS.sleep(1);
                            now = System.nanoTime();
                        }
                        more[0] = now - begun < nanos;
                    }
                    System.arraycopy(line, 0, piece, held[0], line.length);
                    held[0] += line.length;
                    piece[held[0]++] = '\n';
                    return more[0];
                });
            }
            write(out, piece, held[0]);
        }
    }

    private static void write(FileOutputStream out, byte[] piece, int length) {
        try {
            out.write(piece, 0, length);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
