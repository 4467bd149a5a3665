package evtools.evinfo;

import evtools.cli.Diagnostics;
import evtools.cli.Examples;
import evtools.cli.ExitCode;
import evtools.cli.SeeAlso;
import evtools.cli.Stdio;
import evtools.cli.Tool;
import evtools.cli.UserError;
import evtools.format.event.EventView;
import evtools.format.event.TailTable;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameKind;
import evtools.format.stream.EventReader;
import evtools.pipe.EventInput;
import evtools.pipe.EventInputs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells what is in event streams. */
@Command(
        name = "evinfo",
        header = "describe, count and verify event streams",
        description = {
            "Tells frames, events, time range and size of each FILE; a directory counts as one.",
            "The checksum depends on the events alone, not on their order, framing or compression: two places with "
                    + "the same checksum hold the same events, duplicates counted."
        },
        exitCodeList = {
            "0:Done.",
            "1:Something is wrong that --verify found.",
            "2:A usage error or a failure.",
            "3:Finished, but some input was damaged and reported."
        })
@Examples({
    "evinfo app.ev  # frames, events, time range, size",
    "evinfo --verify store/  # read everything and check it",
    "evtail app.log | evinfo --checksum  # to compare with what arrived elsewhere",
    "evinfo --count --by app app.ev  # events of each application"
})
@SeeAlso({"evcat(1)", "evgrep(1)", "evformat(5)"})
public final class Evinfo implements Tool {
    /** More problems than this in one input are only counted. */
    private static final long MAX_PROBLEM_REPORTS = 10;

    @Option(names = "--verify", description = "Read everything and check it; exit code 1 if anything is wrong.")
    private boolean verify;

    @Option(names = "--checksum", description = "Print a checksum of the set of events.")
    private boolean checksum;

    @Option(names = "--count", description = "Print the number of events.")
    private boolean count;

    @Option(names = "--by", paramLabel = "WHAT", description = "With --count: a number for each host, app or minute.")
    private @Nullable CountBy by;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "Event streams; - is standard input, a directory stands for the streams in it. Default: -.")
    private List<String> files = new ArrayList<>();

    @Override
    public int run(Stdio io) throws IOException {
        if (by != null && !count) {
            throw UserError.usage("--by goes with --count");
        }
        EventInputs inputs = new EventInputs(io, files);
        Report report = new Report(io.out(), verify, checksum, count, files.size() > 1);
        boolean problems = false;
        String operand = null;
        OperandInfo info = new OperandInfo(by);
        EventInput input;
        while ((input = inputs.next()) != null) {
            if (operand != null && !operand.equals(inputs.operand())) {
                report.print(operand, info);
                info = new OperandInfo(by);
            }
            operand = inputs.operand();
            try (EventInput open = input) {
                problems |= read(open, info, io.diagnostics());
            } catch (IOException e) {
                inputs.fail(input.name(), e);
            }
        }
        if (operand != null) {
            report.print(operand, info);
        }
        report.finish();
        if (verify && !inputs.failed() && (problems || inputs.damaged())) {
            return ExitCode.NOT_MATCHED;
        }
        return inputs.exitCode();
    }

    private boolean read(EventInput input, OperandInfo info, Diagnostics diagnostics) throws IOException {
        if (!verify && !checksum && by == null) {
            while (input.nextFrame()) {
                String damage = info.add(input.frames());
                if (damage != null) {
                    input.frames().reportDamage(damage);
                }
            }
            return false;
        }
        long[] found = new long[1];
        TailTable tails = new TailTable();
        EventVerifier verifier = new EventVerifier(tails, what -> {
            if (++found[0] <= MAX_PROBLEM_REPORTS) {
                diagnostics.errorIn(input.name(), what);
            }
        });
        EventView event = new EventView();
        // Checksums are those of whole events; all else is the same if tails are shared.
        try (EventReader events = new EventReader(
                input.frames(), () -> nextFrame(input, info, verifier), reader -> {}, checksum ? null : tails)) {
            while (events.next(event)) {
                if (verify) {
                    verifier.check(event, input.frames(), events.liesInFrame(event));
                }
                info.add(event, checksum);
            }
        }
        if (found[0] > MAX_PROBLEM_REPORTS) {
            diagnostics.errorIn(input.name(), (found[0] - MAX_PROBLEM_REPORTS) + " more problems");
        }
        return found[0] > 0;
    }

    private boolean nextFrame(EventInput input, OperandInfo info, EventVerifier verifier) throws IOException {
        if (!input.nextFrame()) {
            return false;
        }
        FrameHeader header = input.frames().header();
        info.add(input.frames());
        if (verify && header.kind() == FrameKind.EVENTS && header.events() == 0) {
            verifier.checkEmpty(input.frames());
        }
        return true;
    }
}
