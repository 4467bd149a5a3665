import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads a file of lines in large pieces. */
final class LineFile {
    /** Takes a line, without its end. */
    interface Sink {
        /** Returns whether to go on. */
        boolean line(byte[] line) throws InterruptedException;
    }

    private LineFile() {}

    /** Reads the lines of the first {@code limit} bytes; returns how many bytes, line ends included. */
    static long read(Path file, long limit, Sink sink) throws IOException, InterruptedException {
        byte[] buffer = new byte[1 << 20];
        int held = 0;
        long bytes = 0;
        try (FileChannel channel = FileChannel.open(file)) {
            long left = limit;
            while (left > 0) {
                int most = (int) Math.min(buffer.length - held, left);
                int count = channel.read(ByteBuffer.wrap(buffer, held, most));
                if (count < 0) {
                    break;
                }
                left -= count;
                int end = held + count;
                int start = 0;
                for (int i = held; i < end; i++) {
                    if (buffer[i] == '\n') {
                        if (!sink.line(Arrays.copyOfRange(buffer, start, i))) {
                            return bytes;
                        }
                        bytes += i + 1 - start;
                        start = i + 1;
                    }
                }
                held = end - start;
                if (held == buffer.length) {
                    throw new IOException(file + ": a line of more than " + held + " bytes");
                }
                System.arraycopy(buffer, start, buffer, 0, held);
            }
        }
        return bytes;
    }
}
