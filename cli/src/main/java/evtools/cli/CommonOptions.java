package evtools.cli;

import picocli.CommandLine.Option;

/** The options every tool has. {@link ToolRunner} adds them: a tool doesn't declare them itself. */
final class CommonOptions {
    @Option(names = "--debug", description = "Say more about failures: where in the program they happened.")
    boolean debug;

    @Option(names = "--help", usageHelp = true, description = "Print this help and exit.")
    boolean help;

    @Option(names = "--version", versionHelp = true, description = "Print the version and exit.")
    boolean version;
}
