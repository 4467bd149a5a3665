package evtools.store;

import evtools.format.Point;
import evtools.format.frame.FrameCodec;
import evtools.format.frame.FrameFlags;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameKind;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What placing frames in time buckets costs, beside appending the same frames to one file after the other: CPU,
 * in turns. Started by {@code bench/placing}.
 *
 * <pre>
 *   200 hosts, a frame each 10 s, delays 0–5 s, 1 % minutes, 0.1 % hours ──► in order of arrival
 *        ├──► DirectoryStore.append            buckets, leaves, the catalog
 *        └──► write to a file, next at 64 MiB  no order, nothing known of what is in it
 * </pre>
 */
public final class PlacingBench {
    private static final int HOSTS = 200;
    private static final int FRAME_SECONDS = 10;
    private static final long BEGIN_SECONDS = 1_700_000_000L;

    private final Path work;
    private final long totalBytes;
    private final PrintStream out;
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    private PlacingBench(Path work, long totalBytes, PrintStream out) {
        this.work = work;
        this.totalBytes = totalBytes;
        this.out = out;
    }

    /** @param args where files may be written, bytes of a round, rounds */
    public static void main(String[] args) throws IOException {
        PrintStream out = new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true);
        PlacingBench bench = new PlacingBench(Path.of(args[0]), Long.parseLong(args[1]), out);
        int rounds = Integer.parseInt(args[2]);
        out.println("| frame | bucket | buckets | append, CPU-s/GB | placing, CPU-s/GB | ratio (median) |");
        out.println("|---|---|---|---|---|---|");
        for (int width : new int[] {1024, 10}) {
            for (int frameBytes : new int[] {16 << 10, 128 << 10, 1 << 20}) {
                bench.compare(frameBytes, width, rounds);
            }
        }
    }

    private void compare(int frameBytes, int width, int rounds) throws IOException {
        double[] plain = new double[rounds];
        double[] placed = new double[rounds];
        double[] ratios = new double[rounds];
        int buckets = 0;
        // The first two warm the JIT up.
        for (int round = -2; round < rounds; round++) {
            double appending = round % 2 == 0 ? append(frameBytes, width) : 0;
            Placed placing = place(frameBytes, width);
            appending = round % 2 == 0 ? appending : append(frameBytes, width);
            if (round >= 0) {
                plain[round] = appending;
                placed[round] = placing.cpuSeconds;
                ratios[round] = placing.cpuSeconds / appending;
                buckets = placing.buckets;
            }
        }
        double gigabytes = totalBytes / 1e9;
        out.printf(
                "| %d KiB | %d s | %d | %.3f | %.3f | %.2f |%n",
                frameBytes >> 10,
                width,
                buckets,
                median(plain) / gigabytes,
                median(placed) / gigabytes,
                median(ratios));
    }

    private record Placed(double cpuSeconds, int buckets) {}

    private Placed place(int frameBytes, int width) throws IOException {
        Path root = work.resolve("store");
        StoreLimits limits = StoreLimits.DEFAULT.withMinFree(0, 0);
        Arrivals arrivals = new Arrivals(frameBytes, width, totalBytes);
        long began;
        int buckets;
        double seconds;
        try (DirectoryStore store = DirectoryStore.open(
                new UnsyncedDisk(new SystemDisk()),
                List.of(root),
                "default",
                width,
                limits,
                new Random(1),
                new RecordingListener())) {
            began = cpuNanos();
            ByteBuffer frame;
            while ((frame = arrivals.next()) != null) {
                if (store.append(arrivals.header(), frame) != DirectoryStore.Appended.STORED) {
                    throw new IOException("not stored");
                }
            }
            seconds = (cpuNanos() - began) / 1e9;
            buckets = store.state().buckets();
        }
        delete(root);
        return new Placed(seconds, buckets);
    }

    private double append(int frameBytes, int width) throws IOException {
        Path root = work.resolve("plain");
        Files.createDirectories(root);
        Arrivals arrivals = new Arrivals(frameBytes, width, totalBytes);
        long began = cpuNanos();
        FileChannel file = null;
        long size = 0;
        int number = 0;
        ByteBuffer frame;
        while ((frame = arrivals.next()) != null) {
            if (file == null || size + frame.remaining() > StoreLimits.DEFAULT.leafBytes()) {
                close(file);
                file = FileChannel.open(
                        root.resolve("" + number++), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                size = 0;
            }
            size += frame.remaining();
            while (frame.hasRemaining()) {
                file.write(frame);
            }
        }
        double seconds = (cpuNanos() - began) / 1e9;
        close(file);
        delete(root);
        return seconds;
    }

    /** Of the one thread that works, and of collecting its garbage. */
    private long cpuNanos() {
        long nanos = threads.getCurrentThreadCpuTime();
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            nanos += collector.getCollectionTime() * 1_000_000;
        }
        return nanos;
    }

    private static void close(@Nullable FileChannel file) throws IOException {
        if (file != null) {
            file.close();
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static void delete(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Frames in the order in which they arrive. One and the same payload: a store doesn't look at it. */
    private static final class Arrivals {
        private record Frame(long arrivalSecond, int host, long second) {}

        private final Random random = new Random(1);
        private final PriorityQueue<Frame> underway = new PriorityQueue<>(
                Comparator.comparingLong(Frame::arrivalSecond).thenComparingInt(Frame::host));
        private final FrameHeader header = new FrameHeader();
        private final ByteBuffer frame;
        private final int width;
        private final long[] sequences = new long[HOSTS];
        private long now = BEGIN_SECONDS;
        private long left;

        Arrivals(int frameBytes, int width, long totalBytes) {
            this.width = width;
            this.left = totalBytes / frameBytes;
            byte[] bytes = new byte[frameBytes];
            random.nextBytes(bytes);
            this.frame = ByteBuffer.allocateDirect(frameBytes).put(bytes).flip();
        }

        FrameHeader header() {
            return header;
        }

        @Nullable
        ByteBuffer next() {
            if (left-- == 0) {
                return null;
            }
            while (underway.isEmpty() || underway.peek().arrivalSecond > now) {
                for (int host = 0; host < HOSTS; host++) {
                    if (host % FRAME_SECONDS == now % FRAME_SECONDS) {
                        underway.add(new Frame(now + delaySeconds(), host, now));
                    }
                }
                now++;
            }
            Frame next = underway.remove();
            long point = Point.fromEpochSeconds(next.second);
            header.kind(FrameKind.EVENTS)
                    .codec(FrameCodec.ZSTD)
                    .flags(FrameFlags.SORTED)
                    .durability(3, 2, false)
                    .bucket(width, Point.bucket(point, width))
                    .id(next.host + 1, ++sequences[next.host])
                    .builtPoint(point)
                    .events(1000, point, point);
            frame.clear();
            return frame;
        }

        private long delaySeconds() {
            int kind = random.nextInt(1000);
            return kind == 0 ? random.nextInt(24 * 3600) : kind <= 10 ? random.nextInt(600) : random.nextInt(6);
        }
    }

    /** A disk whose syncs do nothing: they are the same for both, and the disk's. */
    private static final class UnsyncedDisk extends ForwardingDisk {
        UnsyncedDisk(Disk disk) {
            super(disk);
        }

        @Override
        protected DiskFile wrap(Path path, DiskFile file) {
            return new ForwardingFile(file) {
                @Override
                public void force() {}
            };
        }
    }
}
