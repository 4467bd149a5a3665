package evtools.pipe;

import evtools.archive.ArchiveFolder;
import evtools.cli.Diagnostics;
import evtools.cli.ExitCode;
import evtools.cli.FailureText;
import evtools.cli.Stdio;
import evtools.cli.UserError;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The inputs named on a command line, opened one after another: files, {@code -} for standard input, and directories,
 * whose files that hold event streams are read in the order of their paths; of an archive the segments that count. None
 * named: standard input.
 *
 * <p>What can't be opened is reported and left out; {@link #exitCode} says so at the end. Not thread-safe.
 */
public final class EventInputs {
    /** What standard input is called unless {@link #standardInputIs} says otherwise. */
    public static final String STANDARD_INPUT = "(standard input)";

    private final Stdio io;
    private final Diagnostics diagnostics;
    private final Deque<String> operands;
    private final Deque<File> directoryFiles = new ArrayDeque<>();
    private final List<String> named;
    private final OutputGuard guard = new OutputGuard();
    private UnaryOperator<InputStream> through = UnaryOperator.identity();
    private Places places = name -> null;
    private String operand = "";
    private String standardInput = STANDARD_INPUT;
    private final List<Glob> include = new ArrayList<>();
    private final List<Glob> exclude = new ArrayList<>();
    private final List<Glob> excludeDirectories = new ArrayList<>();
    private boolean emptyDirectory;
    private boolean failed;
    private boolean damaged;
    private boolean silentAboutUnreadable;

    public EventInputs(Stdio io, List<String> operands) {
        this.io = io;
        this.diagnostics = io.diagnostics();
        this.named = operands;
        this.operands = new ArrayDeque<>(operands.isEmpty() ? List.of("-") : operands);
    }

    /** What was named. */
    List<String> operands() {
        return named;
    }

    /** The tool writes to this file, and not to standard output. */
    void outputIs(String file) {
        guard.outputIs(file);
    }

    /** Has standard input and named pipes read through the stream that {@code wrapper} makes of theirs. */
    public EventInputs readingPipesThrough(UnaryOperator<InputStream> wrapper) {
        through = wrapper;
        return this;
    }

    /** Opens what is named and is no file. */
    @FunctionalInterface
    public interface Places {
        /** The stream of what is named, which is read from its beginning to its end; null: it is nothing known here. */
        @Nullable
        InputStream open(String name);
    }

    /** Has names with {@code ://} in them, of which there is no file, opened as something else. */
    public EventInputs openingPlaces(Places opener) {
        places = opener;
        return this;
    }

    /** Leaves the messages about inputs that can't be opened or read out; {@link #exitCode} still says so. */
    public EventInputs silentAboutUnreadable(boolean silent) {
        silentAboutUnreadable = silent;
        return this;
    }

    /** Gives standard input another name. */
    public EventInputs standardInputIs(String name) {
        standardInput = name;
        return this;
    }

    /**
     * Leaves files out by their names, without directory.
     *
     * @param included what a file's name must fit one of, unless there are none
     * @param excluded what it may not fit any of
     * @param excludedDirectories the same for directories in those that are named
     */
    public EventInputs choosing(List<String> included, List<String> excluded, List<String> excludedDirectories) {
        addGlobs(included, include);
        addGlobs(excluded, exclude);
        addGlobs(excludedDirectories, excludeDirectories);
        return this;
    }

    private static void addGlobs(List<String> patterns, List<Glob> globs) {
        for (String pattern : patterns) {
            globs.add(new Glob(pattern));
        }
    }

    private boolean isChosen(File file) {
        return (include.isEmpty() || fits(include, file)) && !fits(exclude, file);
    }

    private static boolean fits(List<Glob> globs, File file) {
        byte[] name = file.getName().getBytes(StandardCharsets.UTF_8);
        for (Glob glob : globs) {
            if (glob.matches(name, 0, name.length)) {
                return true;
            }
        }
        return false;
    }

    /** Opens the next input; null: there are no more. The caller closes it. */
    public @Nullable EventInput next() {
        while (true) {
            File file = directoryFiles.poll();
            if (file != null) {
                EventInput input = openFromDirectory(file);
                if (input != null) {
                    emptyDirectory = false;
                    return input;
                }
                continue;
            }
            if (emptyDirectory) {
                emptyDirectory = false;
                diagnostics.warningIn(operand, "no event streams in this directory");
            }
            String name = operands.poll();
            if (name == null) {
                return null;
            }
            operand = name;
            EventInput input = openOperand(name);
            if (input != null) {
                return input;
            }
        }
    }

    /** The command line's word for the input that {@link #next} gave: the directory for a file in it. */
    public String operand() {
        return operand;
    }

    private @Nullable EventInput openOperand(String name) {
        if (name.equals("-")) {
            return new EventInput(this, standardInput, through.apply(io.in()), false, null, wholeStandardInput());
        }
        File file = new File(name);
        if (name.contains("://") && !file.exists()) {
            return openPlace(name);
        }
        if (file.isDirectory()) {
            emptyDirectory = listDirectory(file, null);
            return null;
        }
        FileInputStream in = isChosen(file) ? open(file) : null;
        if (in == null) {
            return null;
        }
        if (!file.isFile()) {
            return new EventInput(this, name, through.apply(in), true, null, null);
        }
        if (file.length() == 0) {
            diagnostics.warningIn(name, "empty file, no events");
        }
        return new EventInput(this, name, in, true, file, in.getChannel());
    }

    /** Standard input, if it is a file of which nothing has been read. */
    private @Nullable FileChannel wholeStandardInput() {
        FileChannel file = io.inFile();
        try {
            return file != null && file.position() == 0 ? file : null;
        } catch (IOException e) {
            return null;
        }
    }

    private @Nullable EventInput openPlace(String name) {
        InputStream in = places.open(name);
        if (in == null) {
            fail(
                    name,
                    name.startsWith("ev://")
                            ? "is no file; servers are read by evfetch --from, and searched by evgrep"
                            : "is no file; archives are read by evport --from");
            return null;
        }
        return new EventInput(this, name, in, true, null, null);
    }

    private @Nullable EventInput openFromDirectory(File file) {
        FileInputStream in = open(file);
        if (in == null) {
            return null;
        }
        EventInput input = new EventInput(this, file.getPath(), in, true, file, in.getChannel());
        try {
            if (input.beginsLikeAFrame()) {
                return input;
            }
            input.close();
        } catch (IOException e) {
            fail(file.getPath(), e);
        }
        return null;
    }

    /** Opens a file once more that {@link #next} gave; null: it can't be opened any more, which was reported. */
    public @Nullable EventInput reopen(File file) {
        FileInputStream in = open(file);
        return in == null ? null : new EventInput(this, file.getPath(), in, true, file, in.getChannel());
    }

    /** Queues the files of a directory and of those in it; false: it can't be listed, which was reported. */
    private boolean listDirectory(File directory, @Nullable ArchiveFolder around) {
        ArchiveFolder archive = around;
        File[] found = directory.listFiles();
        if (found == null) {
            fail(directory.getPath(), Files.isReadable(directory.toPath()) ? "can't be listed" : "Permission denied");
            return false;
        }
        if (new File(directory, ArchiveFolder.MANIFESTS).isDirectory()) {
            try {
                archive = ArchiveFolder.open(directory);
            } catch (IOException e) {
                fail(directory.getPath(), e);
                return false;
            }
        }
        Arrays.sort(found);
        for (int i = found.length - 1; i >= 0; i--) {
            File file = found[i];
            if (file.isHidden()) {
                // Half-written files of a writer at work are named so.
                continue;
            }
            if (file.isDirectory() && !Files.isSymbolicLink(file.toPath())) {
                if (!fits(excludeDirectories, file)) {
                    listDirectory(file, archive);
                }
            } else if (file.isFile() && isChosen(file) && (archive == null || !archive.isLeftOut(file))) {
                directoryFiles.addFirst(file);
            }
        }
        return true;
    }

    private @Nullable FileInputStream open(File file) {
        if (guard.isOutput(file)) {
            fail(file.getPath(), "is both input and output");
            return null;
        }
        try {
            return new FileInputStream(file);
        } catch (IOException e) {
            fail(file.getPath(), e);
            return null;
        }
    }

    /** Reports that an input can't be read (further) and remembers it for the exit code. */
    public void fail(String name, IOException e) {
        fail(name, FailureText.reason(e));
        if (!silentAboutUnreadable && e.getCause() instanceof UserError told && told.hint() != null) {
            diagnostics.hint(told.hint());
        }
    }

    void fail(String name, String what) {
        failed = true;
        if (!silentAboutUnreadable) {
            diagnostics.errorIn(name, what);
        }
    }

    Stdio io() {
        return io;
    }

    Diagnostics diagnostics() {
        return diagnostics;
    }

    /** Remembers for the exit code that something in the input was not as it must be. */
    public void noteDamage() {
        damaged = true;
    }

    /** Whether some input had to be skipped in part. */
    public boolean damaged() {
        return damaged;
    }

    /** Whether some input could not be read. */
    public boolean failed() {
        return failed;
    }

    /** The exit code for a tool that has otherwise done its work. */
    public int exitCode() {
        if (failed) {
            return ExitCode.FAILURE;
        }
        return damaged ? ExitCode.DAMAGED : ExitCode.OK;
    }
}
