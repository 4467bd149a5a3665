package evtools.pipe;

import evtools.cli.FailureText;
import evtools.cli.OutputFormat;
import evtools.cli.Stdio;
import evtools.cli.UserError;
import evtools.format.segmentfile.SegmentFileWriter;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how and where events are written, and what they mean. A picocli mixin. */
public final class EventOutputOptions {
    private static final int MAX_LEVEL = 19;

    @Option(
            names = {"-O", "--output-format"},
            paramLabel = "FORMAT",
            description = "Write text, raw (the original lines), json, logfmt, ev (event frames) or segment (the "
                    + "archive form: small, and quick to search). Default: ev into a pipe or file, text on a terminal.")
    private @Nullable OutputFormat format;

    @Option(
            names = "--level",
            paramLabel = "N",
            description =
                    "With -O segment: how hard zstd tries, 1 to 19. 19 makes segments a little smaller, and takes "
                            + "many times as long. Default: 3.")
    private @Nullable Integer level;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write to FILE instead of standard output.")
    private @Nullable String file;

    @Option(
            names = "--tz",
            paramLabel = "ZONE",
            description = "Show times in this zone, such as Europe/Berlin, +02:00 or local. Default: UTC.")
    private @Nullable String zone;

    /** The file that is written to; null: standard output. */
    public @Nullable Path file() {
        return file == null ? null : Path.of(file);
    }

    /** Whether any option says where and how events are written; {@code --level} alone doesn't. */
    public boolean isGiven() {
        return format != null || file != null || zone != null;
    }

    /** The format that will be written: the option's, or what suits where it goes. */
    public OutputFormat format(Stdio io) {
        return effectiveFormat(format, file == null && io.isTerminal(1));
    }

    private static OutputFormat effectiveFormat(@Nullable OutputFormat chosen, boolean toTerminal) {
        if (chosen != null) {
            return chosen;
        }
        return toTerminal ? OutputFormat.TEXT : OutputFormat.EV;
    }

    /** Opens the output of a tool that reads {@code inputs}, which then won't read it. */
    public EventOutput open(Stdio io, EventInputs inputs) throws IOException {
        EventOutput out = open(io, inputs.operands());
        if (file != null) {
            inputs.outputIs(file);
            if (format == OutputFormat.SEGMENT) {
                inputs.outputIs(CompletedFile.unfinishedName(file));
            }
        }
        return out;
    }

    /** Opens the output of a tool that reads the files {@code operands}, none of which may be the output. */
    public EventOutput open(Stdio io, List<String> operands) throws IOException {
        if (zone != null) {
            zone(zone);
        }
        boolean terminal = file == null && io.isTerminal(1);
        OutputFormat chosen = effectiveFormat(format, terminal);
        int segmentLevel = segmentLevel(chosen);
        if (chosen == OutputFormat.SEGMENT) {
            OutputStream out = file == null ? io.out() : CompletedFile.open(file, operands);
            return new SegmentOutput(out, file != null, segmentLevel);
        }
        OutputStream out = file == null ? io.out() : openFile(file, operands);
        if (chosen == OutputFormat.EV) {
            return new FrameOutput(out, file != null, transferTo(io, out));
        }
        return open(out, file != null, chosen, zone, terminal);
    }

    private static FileTransfer transferTo(Stdio io, OutputStream out) {
        return out instanceof NamedOutput named ? named::transferFrom : io::transferToOut;
    }

    private int segmentLevel(OutputFormat chosen) {
        Integer asked = level();
        if (asked == null) {
            return SegmentFileWriter.SEALING_LEVEL;
        }
        if (chosen != OutputFormat.SEGMENT) {
            throw UserError.usage("--level is for -O segment");
        }
        return asked;
    }

    /** What {@code --level} says, for a tool that writes segments elsewhere too; null: it wasn't given. */
    public @Nullable Integer level() {
        Integer asked = level;
        if (asked != null && (asked < 1 || asked > MAX_LEVEL)) {
            throw UserError.usage("--level: expected 1 to " + MAX_LEVEL + ", found " + asked);
        }
        return asked;
    }

    /**
     * Opens an output for a tool that has its own options.
     *
     * @param closeStream whether closing the output closes {@code out}
     * @param zone as {@code --tz} takes it, or null for UTC
     * @param terminal whether control characters are to be escaped
     */
    public static EventOutput open(
            OutputStream out, boolean closeStream, OutputFormat format, @Nullable String zone, boolean terminal) {
        if (format == OutputFormat.EV) {
            return new FrameOutput(out, closeStream, FileTransfer.through(out));
        }
        if (format == OutputFormat.SEGMENT) {
            return new SegmentOutput(out, closeStream, SegmentFileWriter.SEALING_LEVEL);
        }
        EventText text = text(format, zone, terminal);
        return new TextOutput(out, closeStream, text);
    }

    /**
     * How events look in a text format.
     *
     * @param format any that isn't binary
     * @param zone as {@code --tz} takes it, or null for UTC
     * @param terminal whether control characters are to be escaped
     */
    public static EventText text(OutputFormat format, @Nullable String zone, boolean terminal) {
        ZoneId zoneId = zone == null ? null : zone(zone);
        return switch (format) {
            case RAW -> new RawText();
            case JSON -> new JsonText(zoneId);
            case LOGFMT -> new LogfmtText(zoneId);
            default -> new PlainText(zoneId, terminal);
        };
    }

    /** Opens a file to write to, which none of the operands may be; its errors name it. */
    public static OutputStream openFile(String name, List<String> operands) {
        return openFile(name, operands, false);
    }

    /** The same; what the file holds stays. */
    public static OutputStream openFileToAppend(String name, List<String> operands) {
        return openFile(name, operands, true);
    }

    private static OutputStream openFile(String name, List<String> operands, boolean append) {
        OutputGuard.refuse(name, operands);
        try {
            return new NamedOutput(name, new File(name), append);
        } catch (IOException e) {
            throw UserError.in(name, "can't be written: " + whyNot(new File(name), e));
        }
    }

    private static String whyNot(File target, IOException original) {
        if (target.isDirectory()) {
            return "Is a directory";
        }
        File parent = target.getAbsoluteFile().getParentFile();
        if (parent != null && !parent.isDirectory()) {
            return "No such file or directory";
        }
        return Files.isWritable(target.toPath()) ? FailureText.reason(original) : "Permission denied";
    }

    private static ZoneId zone(String name) {
        try {
            return name.equals("local") ? ZoneId.systemDefault() : ZoneId.of(name);
        } catch (DateTimeException e) {
            throw UserError.usage("--tz: no such time zone: " + name);
        }
    }
}
