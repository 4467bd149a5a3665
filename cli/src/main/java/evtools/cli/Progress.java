package evtools.cli;

import org.jspecify.annotations.Nullable;

/**
 * Shows how far a long piece of work is, on standard error: a bar with rate and remaining time when the end is known,
 * else the count and rate. Nothing is shown in the first second, so short work stays silent.
 *
 * <p>For one thread; a call of {@link #advance} costs one look at the clock, so make it once per block, not per event.
 */
public final class Progress implements AutoCloseable {
    private static final long FIRST_AFTER_NANOS = 1_000_000_000;
    private static final long EVERY_NANOS = 200_000_000;

    private final @Nullable Stdio io;
    private final ProgressText text;
    private final long startNanos;
    private long nextNanos;
    private long done;

    private Progress(@Nullable Stdio io, ProgressText text, long nowNanos) {
        this.io = io;
        this.text = text;
        this.startNanos = nowNanos;
        this.nextNanos = nowNanos + FIRST_AFTER_NANOS;
    }

    /**
     * Begins.
     *
     * @param options whether the user wants it; if they don't say, it is shown on a terminal
     * @param totalBytes how much there is to do, or -1
     */
    public static Progress start(Stdio io, ProgressOptions options, long totalBytes) {
        boolean shown = options.isOn(io);
        return new Progress(
                shown ? io : null,
                new ProgressText(totalBytes),
                shown ? io.clock().monotonicNanos() : 0);
    }

    /** So many more bytes are done. */
    public void advance(long bytes) {
        if (io == null) {
            return;
        }
        done += bytes;
        long now = io.clock().monotonicNanos();
        if (now - nextNanos >= 0) {
            nextNanos = now + EVERY_NANOS;
            io.diagnostics().status(text.at(done, now - startNanos));
        }
    }

    /** Takes the line away. */
    @Override
    public void close() {
        if (io != null) {
            io.diagnostics().status("");
        }
    }
}
