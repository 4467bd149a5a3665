package evtools.evcat;

import evtools.cli.Examples;
import evtools.cli.SeeAlso;
import evtools.cli.Stdio;
import evtools.cli.Tool;
import evtools.cli.UserError;
import evtools.format.event.EventView;
import evtools.format.event.TailTable;
import evtools.format.stream.EventReader;
import evtools.pipe.EventInput;
import evtools.pipe.EventInputs;
import evtools.pipe.EventOutput;
import evtools.pipe.EventOutputOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the events of streams, one stream after another. Into a pipe, whole frames are checked and passed on. */
@Command(
        name = "evcat",
        header = "print the events of event streams",
        description = "One stream after another: as text on a terminal, as the original lines with -O raw, or as "
                + "event frames into a pipe. Damaged parts are reported and left out.")
@Examples({
    "evcat app.ev  # print the events as text",
    "evtail app.log | evcat -O raw | cmp - app.log  # the original, byte for byte",
    "evcat -n 1 -O json store/  # one event of a store as JSON",
    "evcat a.ev b.ev > both.ev  # join streams, checking them"
})
@SeeAlso({"evinfo(1)", "evgrep(1)", "evmerge(1)"})
public final class Evcat implements Tool {
    @Mixin
    private final EventOutputOptions output = new EventOutputOptions();

    @Option(
            names = {"-n", "--events"},
            paramLabel = "N",
            description = "Print the first N events only.")
    private long limit = -1;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "Event streams; - is standard input, a directory stands for the streams in it. Default: -.")
    private List<String> files = new ArrayList<>();

    @Override
    public int run(Stdio io) throws IOException {
        if (limit < -1) {
            throw UserError.usage("-n: not a count of events: " + limit);
        }
        EventInputs inputs = new EventInputs(io, files);
        try (EventOutput out = output.open(io, inputs)) {
            long left = limit < 0 ? Long.MAX_VALUE : limit;
            EventInput input;
            while (left > 0 && (input = inputs.next()) != null) {
                try (EventInput open = input) {
                    left -= limit < 0 && out.isBinary() ? passOn(open, out) : print(open, out, left);
                } catch (IOException e) {
                    inputs.fail(input.name(), e);
                }
            }
            if (out.invalidForms() > 0) {
                io.diagnostics().error(out.invalidForms() + " events have an invalid form: their messages are shown");
                inputs.noteDamage();
            }
        }
        return inputs.exitCode();
    }

    private static int passOn(EventInput input, EventOutput out) throws IOException {
        input.frames().beforeWaiting(() -> flush(out));
        while (input.nextFrame()) {
            out.passOn(input.frames());
        }
        return 0;
    }

    private static long print(EventInput input, EventOutput out, long limit) throws IOException {
        input.frames().beforeWaiting(() -> flush(out));
        try (EventReader events = out.takesTails() ? input.events(new TailTable()) : input.events()) {
            EventView event = new EventView();
            long printed = 0;
            while (printed < limit && events.next(event)) {
                out.from(events.frames().header());
                out.write(event);
                printed++;
            }
            return printed;
        }
    }

    private static void flush(EventOutput out) {
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
