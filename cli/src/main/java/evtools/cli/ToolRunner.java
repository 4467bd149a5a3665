package evtools.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Runs a tool: reads its arguments, calls it, turns whatever goes wrong into one line and an exit code. */
public final class ToolRunner {
    private ToolRunner() {}

    /**
     * Runs a tool to its end.
     *
     * @param tool a new one; its fields are filled in
     * @param io its surroundings
     * @param args the arguments without the tool's name
     * @return the exit code; nothing is thrown
     */
    public static int run(Tool tool, Stdio io, String... args) {
        Diagnostics diagnostics = io.diagnostics();
        String debug = io.env("EVTOOLS_DEBUG");
        diagnostics.setDebug(debug != null && !debug.isEmpty());
        try {
            return parseAndRun(tool, io, args);
        } catch (Throwable failure) {
            return report(failure, diagnostics);
        }
    }

    private static int parseAndRun(Tool tool, Stdio io, String[] args) throws Exception {
        CommonOptions common = new CommonOptions();
        CommandLine commandLine = CommandLines.of(tool, common);
        try {
            commandLine.parseArgs(GnuArguments.normalize(commandLine.getCommandSpec(), args));
        } catch (ParameterException e) {
            throw UsageErrors.of(e);
        }
        if (common.debug) {
            io.diagnostics().setDebug(true);
        }
        if (common.help) {
            // Parsing again sets every field back, or values given beside --help would be shown as defaults.
            commandLine.parseArgs("--help");
            print(HelpText.of(ToolModel.of(tool)), io);
            return ExitCode.OK;
        }
        if (common.version) {
            print(Version.line(commandLine.getCommandName()), io);
            return ExitCode.OK;
        }
        return tool.run(io);
    }

    private static void print(String text, Stdio io) throws IOException {
        io.out().write(text.getBytes(StandardCharsets.UTF_8));
    }

    static int report(Throwable failure, Diagnostics diagnostics) {
        if (failure instanceof OutputClosed) {
            return ExitCode.OUTPUT_CLOSED;
        }
        int exitCode = ExitCode.FAILURE;
        switch (failure) {
            case UserError error -> {
                diagnostics.error(message(error));
                hint(diagnostics, error.hint());
                if (error.isUsage()) {
                    diagnostics.hint("try '" + diagnostics.toolName() + " --help'");
                }
                exitCode = error.exitCode();
            }
            case OptionValueException error -> {
                diagnostics.error(message(error));
                diagnostics.hint("try '" + diagnostics.toolName() + " --help'");
            }
            case UncheckedIOException error -> diagnostics.error(ofCause(error));
            case IOException error -> diagnostics.error(FailureText.of(error));
            case OutOfMemoryError error -> {
                diagnostics.error("out of memory: " + message(error));
                diagnostics.hint("give Java more: EVTOOLS_JAVA_OPTS=-Xmx2g " + diagnostics.toolName() + " …");
            }
            default -> {
                diagnostics.error("internal: " + failure.getClass().getSimpleName() + ": " + message(failure));
                diagnostics.hint("this should not happen; --debug says where it did");
            }
        }
        diagnostics.debug(failure);
        return exitCode;
    }

    private static String ofCause(UncheckedIOException error) {
        IOException cause = error.getCause();
        return cause == null ? message(error) : FailureText.of(cause);
    }

    private static void hint(Diagnostics diagnostics, @Nullable String hint) {
        if (hint != null) {
            diagnostics.hint(hint);
        }
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
