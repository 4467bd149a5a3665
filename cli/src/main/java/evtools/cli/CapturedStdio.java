package evtools.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@link Stdio} over byte arrays, for tests of whole tools: say what is on standard input and around it, run the tool
 * on {@link #stdio()}, look at what came out.
 *
 * <pre>{@code
 * CapturedStdio io = new CapturedStdio("evcat").input(bytes).environment("NO_COLOR", "1").terminal(1);
 * int code = ToolRunner.run(new EvCat(), io.stdio(), "-O", "raw");
 * assertEquals("", io.errText());
 * }</pre>
 *
 * <p>The clock stands at zero until it is set. Set up before {@link #stdio()} is called first; signals and the clock can
 * be used from another thread afterwards.
 */
public final class CapturedStdio {
    private final String toolName;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, String> environment = new HashMap<>();
    private final List<Runnable> terminateActions = new ArrayList<>();
    private final List<Runnable> hangupActions = new ArrayList<>();
    private InputStream in = new ByteArrayInputStream(new byte[0]);
    private OutputStream outTarget = out;
    private int terminals;
    private WallClock clock = new FixedClock(0);

    /** @param toolName what messages begin with */
    public CapturedStdio(String toolName) {
        this.toolName = toolName;
    }

    /** Sets what is on standard input. */
    public CapturedStdio input(byte[] bytes) {
        in = new ByteArrayInputStream(bytes);
        return this;
    }

    /** Sets what is on standard input, in UTF-8. */
    public CapturedStdio input(String text) {
        return input(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sets where standard input is read from, such as a pipe another thread writes into. */
    public CapturedStdio input(InputStream stream) {
        in = stream;
        return this;
    }

    /** Sends standard output elsewhere, such as a stream that fails. {@link #out()} then stays empty. */
    public CapturedStdio output(OutputStream stream) {
        outTarget = stream;
        return this;
    }

    /** Sets a variable of the environment. All others are unset. */
    public CapturedStdio environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Makes a standard stream look like a terminal. */
    public CapturedStdio terminal(int fd) {
        terminals |= 1 << fd;
        return this;
    }

    /** Sets the clock. */
    public CapturedStdio clock(WallClock clock) {
        this.clock = clock;
        return this;
    }

    /** Sets a clock that stands still. */
    public CapturedStdio clockAt(long epochNanos) {
        return clock(new FixedClock(epochNanos));
    }

    /** The surroundings as they are set up now. */
    public Stdio stdio() {
        return new Stdio(
                toolName,
                new StandardInput(in),
                new StandardOutput(outTarget),
                err,
                environment,
                terminals,
                clock,
                new CapturedSignals());
    }

    /** What was written to standard output. */
    public byte[] out() {
        return out.toByteArray();
    }

    /** What was written to standard output, read as UTF-8. */
    public String outText() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** What was written to standard error, read as UTF-8. */
    public String errText() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** Sends SIGTERM: calls the tool's actions for it. */
    public void terminate() {
        run(terminateActions);
    }

    /** Sends SIGHUP: calls the tool's actions for it. */
    public void hangUp() {
        run(hangupActions);
    }

    private static void run(List<Runnable> actions) {
        List<Runnable> toRun;
        synchronized (actions) {
            toRun = List.copyOf(actions);
        }
        for (Runnable action : toRun) {
            action.run();
        }
    }

    private record FixedClock(long epochNanos) implements WallClock {
        @Override
        public long monotonicNanos() {
            return epochNanos;
        }
    }

    private final class CapturedSignals implements Signals {
        @Override
        public void onTerminate(Runnable action) {
            synchronized (terminateActions) {
                terminateActions.add(action);
            }
        }

        @Override
        public void onHangup(Runnable action) {
            synchronized (hangupActions) {
                hangupActions.add(action);
            }
        }
    }
}
