package evtools.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;

/**
 * What a tool says to its user on standard error, one line each:
 *
 * <pre>
 * evsort: error: app.ev: checksum differs, at byte 4096 (expected 12345678, found 9abcdef0)
 * evsort: hint: the whole frames before it were kept
 * </pre>
 *
 * <p>Control characters in the texts are escaped, so a file name can't write on the terminal or forge a line. Safe for
 * use by several threads; each line is written at once. An error of standard error itself is ignored: there is nowhere
 * to report it.
 */
public final class Diagnostics {
    private static final byte[] CLEAR_LINE = {'\r', 0x1b, '[', 'K'};

    private final String toolName;
    private final OutputStream err;
    private volatile boolean debug;
    private boolean statusShown;

    Diagnostics(String toolName, OutputStream err) {
        this.toolName = toolName;
        this.err = err;
    }

    /** Something is wrong, and the exit code will say so too. */
    public void error(String what) {
        line("error: ", what);
    }

    /** Something is wrong in a file. */
    public void errorIn(String file, String what) {
        line("error: ", file + ": " + what);
    }

    /** Something may be wrong; the tool goes on and the exit code doesn't change. */
    public void warning(String what) {
        line("warning: ", what);
    }

    /** Something may be wrong in a file. */
    public void warningIn(String file, String what) {
        line("warning: ", file + ": " + what);
    }

    /** What the user can do about the line before. */
    public void hint(String what) {
        line("hint: ", what);
    }

    /** Something worth knowing: what was found, what was done. */
    public void note(String what) {
        line("", what);
    }

    /** A line for {@code --debug}; nothing otherwise. */
    public void debug(String what) {
        if (debug) {
            line("debug: ", what);
        }
    }

    /** The stack trace of a failure for {@code --debug}; nothing otherwise. */
    public void debug(Throwable failure) {
        if (debug) {
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            for (String line : trace.toString().split("\n", -1)) {
                if (!line.isEmpty()) {
                    line("debug: ", line.replace("\t", "    "));
                }
            }
        }
    }

    /** What messages begin with. */
    public String toolName() {
        return toolName;
    }

    /** Whether {@code --debug} was given. */
    public boolean isDebug() {
        return debug;
    }

    void setDebug(boolean debug) {
        this.debug = debug;
    }

    /** Shows a line that the next status or message replaces; an empty one takes it away. For terminals only. */
    synchronized void status(String text) {
        if (text.isEmpty()) {
            clearStatus();
        } else {
            write(join(CLEAR_LINE, Escapes.escape(text).getBytes(StandardCharsets.UTF_8)));
            statusShown = true;
        }
    }

    private synchronized void line(String kind, String what) {
        clearStatus();
        write((Escapes.escape(toolName) + ": " + kind + Escapes.escape(what) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private void clearStatus() {
        if (statusShown) {
            write(CLEAR_LINE);
            statusShown = false;
        }
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = new byte[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private void write(byte[] bytes) {
        try {
            err.write(bytes);
            err.flush();
        } catch (IOException unreportable) {
            // Standard error is where errors go; one of its own has no other place.
        }
    }
}
