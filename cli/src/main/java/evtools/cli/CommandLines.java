package evtools.cli;

import picocli.CommandLine;

/** How tools read their arguments: as GNU tools do. */
final class CommandLines {
    private CommandLines() {}

    static CommandLine of(Tool tool, CommonOptions common) {
        CommandLine commandLine = new CommandLine(tool);
        commandLine.addMixin("common", common);
        commandLine.registerConverter(Duration.class, new Duration.Converter());
        commandLine.registerConverter(ByteSize.class, new ByteSize.Converter());
        commandLine.registerConverter(TimePoint.class, new TimePoint.Converter());
        commandLine.registerConverter(HostPort.class, new HostPort.Converter());
        // An argument that begins with @ is a time or a file name, never a file of arguments.
        commandLine.setExpandAtFiles(false);
        commandLine.setInterpolateVariables(false);
        // The last one counts, so that an alias can be overridden.
        commandLine.setOverwrittenOptionsAllowed(true);
        commandLine.setEndOfOptionsDelimiter(GnuArguments.END_OF_OPTIONS);
        // "-e -v" searches for "-v".
        commandLine.setAllowOptionsAsOptionParameters(true);
        return commandLine;
    }
}
