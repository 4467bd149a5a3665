package evtools.fleet;

import evtools.cli.CapturedStdio;
import evtools.cli.ExitCode;
import evtools.cli.ToolRunner;
import evtools.evsort.Evsort;
import evtools.format.Point;
import evtools.format.event.EventChecksum;
import evtools.format.event.EventFormat;
import evtools.format.event.EventView;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameReader;
import evtools.format.stream.EventReader;
import evtools.store.DirectoryStore;
import evtools.store.DiskFile;
import evtools.store.ForwardingDisk;
import evtools.store.MeasuredDisk;
import evtools.store.StoreLimits;
import evtools.store.StoreListener;
import evtools.store.SystemDisk;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Days of a server, with a simulated clock: a fleet's frames go into a store as evrecv keeps it; what is due is sealed,
 * now and then, by the tool for that; at the end the archive must hold every event.
 *
 * <pre>
 *   events ─► {@link Fleet} ─► DirectoryStore.append ─► buckets on disk ─► due: frames merged, sealed ─► archive
 *      └─ checksum                  └─ bytes written                          └─ heap in use                └─ checksum
 * </pre>
 */
final class StoreDays {
    private static final long BEGIN_POINT = Point.fromEpochSeconds(1_700_000_000L / 1024 * 1024);
    private static final int WIDTH_SECONDS = 1024;
    private static final long HOUR = 3600 * Point.TICKS_PER_SECOND;
    private static final Pattern ADDENDA = Pattern.compile("buckets archived +(\\d+)");

    private final Settings settings;
    private final Path store;
    private final Path archive;
    private final EventChecksum given = new EventChecksum();
    private final FrameHeader header = new FrameHeader();
    private long nextSealPoint;
    private long frameBytes;
    private long heldTwice;
    private long frames;
    private long segments;
    private long mostHeapBytes;
    private long mostStoreFrames;

    /**
     * What is to be simulated.
     *
     * @param events how many, about
     * @param hours between the first and the last of them
     * @param holdDown as the tool's option has it
     * @param sealEveryHours how often the tool is started
     */
    record Settings(long events, int hosts, int hours, String holdDown, int sealEveryHours, long seed) {}

    /** What came of it. */
    record Found(
            String given,
            String archived,
            long frames,
            long frameBytes,
            long copies,
            long writtenBytes,
            long segments,
            long segmentBytes,
            long buckets,
            long mostHeapBytes,
            long mostStoreFrames) {
        double writeAmplification() {
            return (double) writtenBytes / frameBytes;
        }
    }

    StoreDays(Settings settings, Path work) throws IOException {
        this.settings = settings;
        this.store = work.resolve("store");
        this.archive = Files.createDirectories(work.resolve("archive"));
    }

    Found run() throws IOException {
        MeasuredDisk disk = new MeasuredDisk(new UnsyncedDisk(), System::nanoTime);
        long end = BEGIN_POINT + settings.hours * HOUR;
        HostEvents events = new HostEvents(settings.seed, settings.hosts, BEGIN_POINT, end, settings.events);
        nextSealPoint = BEGIN_POINT + settings.sealEveryHours * HOUR;
        FleetOptions options = new FleetOptions(settings.hosts, 60, WIDTH_SECONDS, settings.seed);
        long last = end;
        try (DirectoryStore open = DirectoryStore.open(
                        disk,
                        List.of(store),
                        "default",
                        WIDTH_SECONDS,
                        StoreLimits.DEFAULT.withMinFree(0, 0),
                        new Random(settings.seed),
                        new Listener());
                Fleet fleet = new Fleet(options, (frame, point) -> arrived(open, frame, point))) {
            int length;
            while ((length = events.next()) > 0) {
                given.add(events.buffer(), EventFormat.LENGTH_BYTES, length);
                fleet.event(events.buffer(), EventFormat.LENGTH_BYTES, length);
            }
            fleet.finish();
            // Nothing more comes; the clock goes on until all is due.
            String hold = settings.holdDown;
            int holdHours = hold.endsWith("h") ? Integer.parseInt(hold.substring(0, hold.length() - 1)) : 1;
            while (nextSealPoint < last + (14 + holdHours) * HOUR) {
                sealAt(open, nextSealPoint);
            }
        }
        long buckets = (settings.hours * 3600L + WIDTH_SECONDS - 1) / WIDTH_SECONDS;
        return new Found(
                given.toString(),
                archived(),
                frames,
                frameBytes,
                heldTwice,
                disk.writtenBytes(),
                segments,
                bytesOfSegments(),
                buckets,
                mostHeapBytes,
                mostStoreFrames);
    }

    private void arrived(DirectoryStore open, byte[] frame, long point) throws IOException {
        while (point >= nextSealPoint) {
            sealAt(open, nextSealPoint);
        }
        header.read(frame, 0);
        switch (open.append(header, ByteBuffer.wrap(frame))) {
            case STORED -> {
                frames++;
                frameBytes += frame.length;
            }
            case HELD -> heldTwice++;
            default -> throw new IOException("a frame was refused");
        }
    }

    private void sealAt(DirectoryStore open, long point) throws IOException {
        nextSealPoint += settings.sealEveryHours * HOUR;
        open.sync();
        mostStoreFrames = Math.max(mostStoreFrames, open.frameCount());
        CapturedStdio io = new CapturedStdio("evsort").clockAt(Point.epochSeconds(point) * 1_000_000_000L);
        int code = ToolRunner.run(
                new Evsort(),
                io.stdio(),
                "--store",
                store.toString(),
                "--archive",
                archive.toString(),
                "--hold-down",
                settings.holdDown,
                "--stats");
        if (code != ExitCode.OK) {
            throw new IOException("sealing failed: " + io.errText());
        }
        Matcher written = ADDENDA.matcher(io.errText());
        segments += written.find() ? Long.parseLong(written.group(1)) : 0;
        System.gc();
        mostHeapBytes = Math.max(
                mostHeapBytes,
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }

    private List<Path> segmentFiles() throws IOException {
        try (Stream<Path> all = Files.walk(archive)) {
            return all.filter(path -> path.toString().endsWith(".evs")).sorted().toList();
        }
    }

    private long bytesOfSegments() throws IOException {
        long bytes = 0;
        for (Path file : segmentFiles()) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    private String archived() throws IOException {
        EventChecksum found = new EventChecksum();
        EventView event = new EventView();
        for (Path file : segmentFiles()) {
            try (InputStream in = Files.newInputStream(file);
                    EventReader reader = new EventReader(new FrameReader(in, (offset, length, what) -> {
                        throw new IllegalStateException(file + ": " + what);
                    }))) {
                while (reader.next(event)) {
                    found.add(event.buffer(), event.offset(), event.length());
                }
            }
        }
        return found.toString();
    }

    /** Nothing may be wrong with the store. */
    private static final class Listener implements StoreListener {
        @Override
        public void tailCut(Path file, long offset, long length, Path quarantine) {
            throw new IllegalStateException(file + ": cut");
        }

        @Override
        public void damaged(Path file, long offset, long length, String what) {
            throw new IllegalStateException(file + ": " + what);
        }

        @Override
        public void conflict(Path file, long origin, long sequence) {
            throw new IllegalStateException(file + ": two frames with one id");
        }

        @Override
        public void diskFailed(Path directory, IOException failure) {
            throw new IllegalStateException(directory.toString(), failure);
        }
    }

    /** A disk whose syncs do nothing: what they cost depends on the disk. */
    private static final class UnsyncedDisk extends ForwardingDisk {
        UnsyncedDisk() {
            super(new SystemDisk());
        }

        @Override
        protected DiskFile wrap(Path path, DiskFile file) {
            return new ForwardingFile(file) {
                @Override
                public void force() {}
            };
        }
    }

    /** {@code StoreDays EVENTS HOSTS HOURS HOLD_DOWN SEAL_EVERY_HOURS SEED DIR} */
    public static void main(String[] args) throws IOException {
        Settings settings = new Settings(
                Long.parseLong(args[0]),
                Integer.parseInt(args[1]),
                Integer.parseInt(args[2]),
                args[3],
                Integer.parseInt(args[4]),
                Long.parseLong(args[5]));
        Found found = new StoreDays(settings, Path.of(args[6])).run();
        System.out.print(text(settings, found));
        System.out.flush();
        System.exit(found.given.equals(found.archived) ? 0 : 1);
    }

    private static String text(Settings settings, Found found) throws IOException {
        String most = Files.readString(Path.of("/proc/self/status"))
                .lines()
                .filter(line -> line.startsWith("VmHWM"))
                .findFirst()
                .orElse("VmHWM: ?")
                .replaceAll("\\s+", " ");
        return String.format(
                Locale.ROOT,
                """
                seed %d: %d hosts, %d hours, hold-down %s, sealed every %d hours
                events given              %s
                events in the archive     %s
                frames                    %d, %d bytes; %d came twice
                bytes written by store    %d: %.4f times the frames
                frames in store, most     %d
                segments                  %d of %d buckets, %d bytes
                heap in use, most         %d MiB (after collecting)
                memory                    %s
                """,
                settings.seed,
                settings.hosts,
                settings.hours,
                settings.holdDown,
                settings.sealEveryHours,
                found.given,
                found.archived,
                found.frames,
                found.frameBytes,
                found.copies,
                found.writtenBytes,
                found.writeAmplification(),
                found.mostStoreFrames,
                found.segments,
                found.buckets,
                found.segmentBytes,
                found.mostHeapBytes >> 20,
                most);
    }
}
