package evtools.cli;

import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds a tool: its three standard streams, environment, clock and signals. A tool asks here and nowhere else,
 * so that tests can give it others ({@link CapturedStdio}).
 *
 * <pre>
 *   fd 0 ──► in()  inChannel()          out()  outChannel() ──► fd 1   data only
 *                              tool
 *   env() clock() signals() ──►         diagnostics()  err() ──► fd 2  messages, counters
 * </pre>
 *
 * <p>The streams are raw: no buffer of ours lies between the tool and the file descriptor, and {@code in()} and
 * {@code inChannel()} (as {@code out()} and {@code outChannel()}) may be mixed. Read and write 64 KiB or more at a time.
 *
 * <p>A failed write to standard output throws {@link OutputClosed} when its reader went away and {@link UserError}
 * otherwise (disk full), so code that copies from a file to standard output may handle IOException as the file's own.
 *
 * <p>The streams are for one thread at a time each; the rest is safe for several.
 */
public final class Stdio {
    private static final int TERMINALS_UNKNOWN = -1;

    private final StandardInput in;
    private final StandardOutput out;
    private final OutputStream err;
    private final Diagnostics diagnostics;
    private final @Nullable Map<String, String> environment;
    private final WallClock clock;
    private final Signals signals;
    private int terminals;
    private @Nullable OutputWatch outputWatch;

    Stdio(
            String toolName,
            StandardInput in,
            StandardOutput out,
            OutputStream err,
            @Nullable Map<String, String> environment,
            int terminals,
            WallClock clock,
            Signals signals) {
        this.in = in;
        this.out = out;
        this.err = err;
        this.diagnostics = new Diagnostics(toolName, err);
        this.environment = environment;
        this.terminals = terminals;
        this.clock = clock;
        this.signals = signals;
    }

    /**
     * The streams, environment, clock and signals of this process.
     *
     * @param toolName what messages begin with
     */
    public static Stdio ofProcess(String toolName) {
        FileInputStream in = new FileInputStream(FileDescriptor.in);
        FileOutputStream out = new FileOutputStream(FileDescriptor.out);
        FileOutputStream err = new FileOutputStream(FileDescriptor.err);
        return new Stdio(
                toolName,
                new StandardInput(in),
                new StandardOutput(out),
                err,
                null,
                TERMINALS_UNKNOWN,
                new SystemClock(),
                new LateProcessSignals());
    }

    /** Standard input. */
    public InputStream in() {
        return in;
    }

    /** Standard input as a channel. Like {@link #in()} it reads from where the descriptor stands. */
    public ReadableByteChannel inChannel() {
        return in;
    }

    /** Standard input as a file, to be mapped or read in any order; null when it is a pipe or a terminal. */
    public @Nullable FileChannel inFile() {
        return in.file();
    }

    /** Standard output. Data only. */
    public OutputStream out() {
        return out;
    }

    /** Standard output as a channel; a write returns when everything is written. */
    public WritableByteChannel outChannel() {
        return out;
    }

    /**
     * Copies part of a file to standard output, inside the kernel where it can.
     *
     * @param source the file; its position doesn't change
     * @param position where to begin in it, in bytes
     * @param count how many bytes
     * @throws IOException when the file can't be read, or ends before
     */
    public void transferToOut(FileChannel source, long position, long count) throws IOException {
        out.transferFrom(source, position, count);
    }

    /**
     * Ends the tool as a failed write would if the reader of standard output has gone. For tools that wait for long
     * without writing; the first call costs some milliseconds.
     *
     * @throws OutputClosed if it has
     */
    public void requireReader() {
        if (environment != null) {
            // Not a process's own streams.
            return;
        }
        OutputWatch watch = outputWatch;
        if (watch == null) {
            watch = new OutputWatch();
            outputWatch = watch;
        }
        if (watch.readerGone()) {
            throw new OutputClosed(new EOFException("the pipe has no reader"));
        }
    }

    /** Standard error, for what is not a message: counters, explanations. Whole lines at a time. */
    public OutputStream err() {
        return err;
    }

    /** Messages on standard error. */
    public Diagnostics diagnostics() {
        return diagnostics;
    }

    /**
     * Whether a standard stream is a terminal.
     *
     * @param fd 0, 1 or 2
     */
    public boolean isTerminal(int fd) {
        if (terminals == TERMINALS_UNKNOWN) {
            terminals = Terminals.ofProcess();
        }
        return (terminals >> fd & 1) != 0;
    }

    /** A variable of the environment, or null. */
    public @Nullable String env(String name) {
        return environment == null ? System.getenv(name) : environment.get(name);
    }

    /** The clock. */
    public WallClock clock() {
        return clock;
    }

    /** The signals the process gets. */
    public Signals signals() {
        return signals;
    }

    /** Loads what signals need when they are first asked for: few tools do. */
    private static final class LateProcessSignals implements Signals {
        @Override
        public void onTerminate(Runnable action) {
            new ProcessSignals().onTerminate(action);
        }

        @Override
        public void onHangup(Runnable action) {
            new ProcessSignals().onHangup(action);
        }
    }
}
