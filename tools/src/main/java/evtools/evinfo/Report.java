package evtools.evinfo;

import evtools.cli.Escapes;
import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventChecksum;
import evtools.pipe.TimeFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Prints what evinfo found out, the way its options ask for. */
final class Report {
    private static final int FRACTION_DIGITS = 8;

    private final OutputStream out;
    private final boolean verify;
    private final boolean checksum;
    private final boolean count;
    private final boolean severalOperands;
    private final EventChecksum totalChecksum = new EventChecksum();
    private long totalEvents;
    private final StringBuilder text = new StringBuilder();

    Report(OutputStream out, boolean verify, boolean checksum, boolean count, boolean severalOperands) {
        this.out = out;
        this.verify = verify;
        this.checksum = checksum;
        this.count = count;
        this.severalOperands = severalOperands;
    }

    void print(String operand, OperandInfo info) throws IOException {
        EventCounts counts = info.counts();
        long events = info.eventsRead() > 0 ? info.eventsRead() : info.summary().events();
        totalChecksum.add(info.checksum());
        totalEvents += events;
        if (checksum) {
            line(info.checksum().toString(), operand);
        }
        if (counts != null) {
            for (Map.Entry<String, long[]> entry : counts.counts().entrySet()) {
                line(entry.getValue()[0] + "\t" + entry.getKey(), operand);
            }
        } else if (count) {
            line(Long.toString(events), operand);
        }
        if (!checksum && !count) {
            summary(operand, info);
        }
        write();
    }

    void finish() throws IOException {
        if (severalOperands && checksum) {
            line(totalChecksum.toString(), "total");
        }
        if (severalOperands && count) {
            line(Long.toString(totalEvents), "total");
        }
        write();
    }

    private void line(String what, String operand) {
        text.append(what);
        if (severalOperands) {
            text.append("  ").append(Escapes.escape(operand));
        }
        text.append('\n');
    }

    private void summary(String operand, OperandInfo info) {
        StreamSummary summary = info.summary();
        text.append(Escapes.escape(operand.equals("-") ? "(standard input)" : operand))
                .append('\n');
        field("events", Long.toString(summary.events()));
        if (summary.events() > 0) {
            field("from", time(summary.minPoint()));
            field("until", time(summary.maxPoint()));
        }
        field(
                "frames",
                summary.eventsFrames() + " of events" + some(summary.positionsFrames(), " of positions")
                        + some(summary.endFrames(), " of end") + some(summary.otherFrames(), " of other kinds")
                        + some(summary.unreadableFrames(), " not readable by this version"));
        if (summary.eventsFrames() > 0) {
            field("sorted", summary.sortedFrames() + " frames" + some(summary.lateFrames(), " late"));
            field("codec", summary.codecs());
        }
        field("bytes", summary.storedBytes() + " stored, " + summary.rawBytes() + " raw");
        if (summary.framesWithTails() > 0) {
            field("shared tails", summary.framesWithTails() + " frames, " + summary.wholeBytes() + " bytes whole");
        }
        if (!info.blocks().isEmpty() || info.unopened() > 0) {
            field("blocks", info.blocks().counts() + some(info.unopened(), " that can't be opened"));
            field("sections", info.blocks().sections());
        }
        if (summary.framesWithId() > 0) {
            field("ids", summary.framesWithId() + " frames of " + summary.origins() + " origins");
        }
        durabilities(summary);
        if (summary.environments() > 0) {
            field("environments", Integer.toString(summary.environments()));
        }
        if (verify) {
            field("verified", "every frame and event was read");
        }
    }

    /** One line for each class: its numbers, its name if it has one, how much there is of it. */
    private void durabilities(StreamSummary summary) {
        Map<String, String> lines = new TreeMap<>();
        summary.durabilities().forEach((durability, counts) -> {
            String numbers = durability.numbers();
            String name = durability.toString().equals(numbers) ? "" : " (" + durability + ")";
            lines.put(numbers, numbers + name + ": " + counts[0] + " frames, " + counts[1] + " events");
        });
        for (String line : lines.values()) {
            field("durability", line);
        }
    }

    private static String some(long number, String what) {
        return number == 0 ? "" : ", " + number + what;
    }

    private void field(String name, String value) {
        text.append("  ").append(name);
        text.repeat(' ', Math.max(1, 14 - name.length()));
        text.append(value).append('\n');
    }

    private static String time(long point) {
        ByteArrayBuilder time = new ByteArrayBuilder(40);
        new TimeFormat(null).append(point, FRACTION_DIGITS, time);
        return new String(time.array(), 0, time.length(), StandardCharsets.US_ASCII);
    }

    private void write() throws IOException {
        if (!text.isEmpty()) {
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
            text.setLength(0);
        }
    }
}
