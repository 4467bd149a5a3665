package evtools.fleet;

import evtools.format.event.EventView;
import evtools.format.frame.FrameReader;
import evtools.format.stream.EventReader;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Events in order of time on standard input, frames in order of arrival into files.
 *
 * <p>{@code FleetMain SENDERS BATCH_SECONDS PLAIN_FILE ARRIVED_FILE}: the first file gets them as evtail writes them,
 * the second as servers get them from evsend; {@code -} leaves a file out.
 */
final class FleetMain {
    private static final int BUCKET_WIDTH_SECONDS = 1024;

    private FleetMain() {}

    public static void main(String[] args) throws IOException {
        int senders = Integer.parseInt(args[0]);
        int batchSeconds = Integer.parseInt(args[1]);
        try (OutputStream plainFile = open(args[2]);
                OutputStream arrivedFile = open(args[3]);
                Fleet plain = fleet(new FleetOptions(senders, batchSeconds, 0, 1), plainFile);
                Fleet arrived = fleet(new FleetOptions(senders, batchSeconds, BUCKET_WIDTH_SECONDS, 1), arrivedFile);
                InputStream in = new FileInputStream(FileDescriptor.in);
                EventReader reader = new EventReader(new FrameReader(in, (offset, length, what) -> {
                    throw new IllegalArgumentException("byte " + offset + ": " + what);
                }))) {
            EventView event = new EventView();
            while (reader.next(event)) {
                if (!args[2].equals("-")) {
                    plain.event(event.buffer(), event.offset(), event.length());
                }
                if (!args[3].equals("-")) {
                    arrived.event(event.buffer(), event.offset(), event.length());
                }
            }
            plain.finish();
            arrived.finish();
            System.err.println(arrived.summary());
        }
    }

    private static Fleet fleet(FleetOptions options, OutputStream out) {
        return new Fleet(options, (frame, arrivalPoint) -> out.write(frame));
    }

    private static OutputStream open(String file) throws IOException {
        return file.equals("-")
                ? OutputStream.nullOutputStream()
                : new BufferedOutputStream(Files.newOutputStream(Path.of(file)), 256 << 10);
    }
}
