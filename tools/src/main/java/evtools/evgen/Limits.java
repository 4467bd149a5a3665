package evtools.evgen;

import evtools.format.ByteArrayBuilder;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * When to stop.
 *
 * @param lines after so many lines
 * @param bytes before so many bytes of lines are exceeded
 * @param endPoint before the line that is due then
 */
record Limits(long lines, long bytes, long endPoint) {

    /** Has lines made until a limit is reached. */
    void run(Generator generator, LineSink sink, @Nullable Pacer pacer) throws IOException {
        long linesLeft = lines;
        long bytesLeft = bytes;
        while (linesLeft > 0) {
            int number = generator.next();
            Walker walker = generator.walker(number);
            if (walker.duePoint() >= endPoint) {
                return;
            }
            if (pacer != null) {
                pacer.await(walker.duePoint(), sink);
            }
            ByteArrayBuilder buffer = sink.buffer();
            int from = buffer.length();
            walker.append(buffer);
            linesLeft--;
            bytesLeft -= buffer.length() - from;
            if (bytesLeft < 0) {
                buffer.truncate(from);
                return;
            }
            sink.line(number, from);
            generator.moved();
        }
    }
}
