package evtools.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Another disk, and how long its fsyncs take. Thread-safe. */
public final class MeasuredDisk extends ForwardingDisk {
    private final LongSupplier nanoClock;
    private final AtomicLong forces = new AtomicLong();
    private final AtomicLong forceNanos = new AtomicLong();
    private final AtomicLong longestForceNanos = new AtomicLong();
    private final AtomicLong writtenBytes = new AtomicLong();

    /** @param nanoClock monotonic time */
    public MeasuredDisk(Disk disk, LongSupplier nanoClock) {
        super(disk);
        this.nanoClock = nanoClock;
    }

    /** How many fsyncs of files and directories there were, failed ones too. */
    public long forceCount() {
        return forces.get();
    }

    /** How long they took, all together. */
    public long forceNanos() {
        return forceNanos.get();
    }

    /** How long the longest took. */
    public long longestForceNanos() {
        return longestForceNanos.get();
    }

    /** Bytes written to files, successfully: beside what a store was given, how much more it writes. */
    public long writtenBytes() {
        return writtenBytes.get();
    }

    private void forced(long beganAt) {
        long took = Math.max(0, nanoClock.getAsLong() - beganAt);
        forces.incrementAndGet();
        forceNanos.addAndGet(took);
        longestForceNanos.accumulateAndGet(took, Math::max);
    }

    @Override
    protected DiskFile wrap(Path path, DiskFile file) {
        return new MeasuredFile(file);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        long beganAt = nanoClock.getAsLong();
        try {
            super.forceDirectory(directory);
        } finally {
            forced(beganAt);
        }
    }

    private final class MeasuredFile extends ForwardingFile {
        MeasuredFile(DiskFile file) {
            super(file);
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            int length = source.remaining();
            super.write(source, position);
            writtenBytes.addAndGet(length);
        }

        @Override
        public void force() throws IOException {
            long beganAt = nanoClock.getAsLong();
            try {
                super.force();
            } finally {
                forced(beganAt);
            }
        }
    }
}
