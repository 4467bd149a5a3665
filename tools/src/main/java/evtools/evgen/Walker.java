package evtools.evgen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import evtools.format.ByteArrayBuilder;
import org.jspecify.annotations.Nullable;

/**
 * One host that writes a log like a sample: plays its lines in stretches, shuffled anew each round, with a clock of its
 * own. Not thread-safe.
 */
final class Walker {
    /** Longer ones come back in each round as they were, and let long output shrink more than real logs do. */
    private static final int MIN_STRETCH = 10;

    private static final int MAX_STRETCH = 60;

    private final Sample sample;
    private final byte @Nullable [] hostName;
    private final long key;
    private final long poolKey;
    private final long firstPoint;
    private final Mix random;
    private final Pace pace;
    private final int[] stretches;
    private final int[] order;
    private int stretchCount;
    private long round;
    private long roundKey;
    private int stretch;
    private int line;
    private long clock;
    private double ahead;
    private long lastPoint;

    /**
     * @param hostName stands for the hosts that the lines name; null: those stay
     * @param key what tells this walker from others
     * @param poolKey what it has in common with them
     * @param firstPoint when its clock starts
     * @param pace how fast its clock goes
     */
    Walker(Sample sample, byte @Nullable [] hostName, long key, long poolKey, long firstPoint, Pace pace) {
        this.sample = sample;
        this.hostName = hostName;
        this.key = key;
        this.poolKey = poolKey;
        this.random = new Mix(key);
        this.pace = pace;
        int most = sample.lines().size() / MIN_STRETCH + 2;
        this.stretches = new int[most + 1];
        this.order = new int[most];
        this.firstPoint = firstPoint;
        this.clock = firstPoint;
        beginRound();
    }

    private void beginRound() {
        round++;
        roundKey = Mix.of(key, round);
        int size = sample.lines().size();
        stretchCount = 0;
        int at = 0;
        while (at < size) {
            order[stretchCount] = stretchCount;
            stretches[stretchCount++] = at;
            at += MIN_STRETCH + random.next(MAX_STRETCH - MIN_STRETCH);
        }
        stretches[stretchCount] = size;
        for (int i = stretchCount - 1; i > 0; i--) {
            int j = random.next(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        stretch = 0;
        line = stretches[order[0]];
        step();
    }

    private void advance() {
        line++;
        if (line < stretches[order[stretch] + 1]) {
            step();
        } else if (++stretch < stretchCount) {
            line = stretches[order[stretch]];
            step();
        } else {
            beginRound();
        }
    }

    private void step() {
        ahead += pace.stepTicks(sample.lines().get(line));
        long whole = (long) ahead;
        ahead -= whole;
        clock += whole;
    }

    /** When the next line is due. */
    long duePoint() {
        return clock;
    }

    /** Appends the next line with its line end and moves on. */
    void append(ByteArrayBuilder out) {
        SampleLine next = sample.lines().get(line);
        long lag = (long) (next.lagTicks() * pace.factor());
        lastPoint = Math.max(firstPoint, clock - lag);
        byte[] text = next.text();
        int[] pieces = next.pieces();
        for (int i = 0; i < pieces.length; i += 3) {
            int from = pieces[i + 1];
            switch (pieces[i]) {
                case SampleLine.TEXT -> out.put(text, from, pieces[i + 2] - from);
                case SampleLine.RUN -> sample.runs().get(from).append(roundKey, poolKey, out);
                case SampleLine.TIME -> appendTime(next, out);
                default -> appendHost(text, from, pieces[i + 2], out);
            }
        }
        advance();
    }

    private void appendTime(SampleLine next, ByteArrayBuilder out) {
        TimeText time = next.time();
        if (time != null) {
            time.append(lastPoint, out);
        }
    }

    private void appendHost(byte[] text, int from, int to, ByteArrayBuilder out) {
        if (hostName == null) {
            out.put(text, from, to - from);
        } else {
            out.put(hostName);
        }
    }

    Sample sample() {
        return sample;
    }

    /** Host of lines that name none. */
    byte[] defaultHost() {
        return hostName == null ? sample.host().getBytes(ISO_8859_1) : hostName;
    }
}
