package evtools.evgrep;

import evtools.format.ByteArrayBuilder;
import java.util.Locale;

/** What a search did, for {@code --stats}. Each thread has its own; {@link #add} brings them together. */
final class SearchStats {
    private static final int NAME_WIDTH = 26;

    long inputs;
    /** Events frames, blocks included. */
    long frames;

    long framesSkippedByTime;
    long bytesSkippedByTime;
    long blocks;
    /** Blocks whose filter said that an id isn't there. */
    long blocksSkippedByFilter;
    /** Blocks whose templates and dictionaries said that no row can match. */
    long blocksWithoutCandidate;

    long bytesRead;
    long bytesDecompressed;
    /** Bytes of events, expanded, that were decided upon. */
    long bytesSearched;

    long events;
    /** Events that were put together to be matched. */
    long eventsTested;

    void add(SearchStats other) {
        inputs += other.inputs;
        frames += other.frames;
        framesSkippedByTime += other.framesSkippedByTime;
        bytesSkippedByTime += other.bytesSkippedByTime;
        blocks += other.blocks;
        blocksSkippedByFilter += other.blocksSkippedByFilter;
        blocksWithoutCandidate += other.blocksWithoutCandidate;
        bytesRead += other.bytesRead;
        bytesDecompressed += other.bytesDecompressed;
        bytesSearched += other.bytesSearched;
        events += other.events;
        eventsTested += other.eventsTested;
    }

    /** For people: one counter on a line. */
    byte[] text(long selected, long nanos) {
        ByteArrayBuilder out = new ByteArrayBuilder(1024);
        line(out, "inputs", inputs);
        line(out, "frames of events", frames);
        line(out, "frames skipped by time", framesSkippedByTime);
        line(out, "bytes skipped by time", bytesSkippedByTime);
        line(out, "blocks", blocks);
        line(out, "blocks skipped by filter", blocksSkippedByFilter);
        line(out, "blocks without candidates", blocksWithoutCandidate);
        line(out, "bytes read", bytesRead);
        line(out, "bytes decompressed", bytesDecompressed);
        line(out, "bytes of events decided", bytesSearched);
        line(out, "events decided", events);
        line(out, "events put together", eventsTested);
        line(out, "events selected", selected);
        line(out, "milliseconds", nanos / 1_000_000);
        long perSecond = nanos <= 0 ? 0 : (long) (bytesSearched * 1e3 / nanos);
        name(out, "rate").putLatin1(String.format(Locale.ROOT, "%d MB/s of events%n", perSecond));
        return out.toByteArray();
    }

    private static void line(ByteArrayBuilder out, String name, long value) {
        name(out, name).putDecimal(value).put('\n');
    }

    static ByteArrayBuilder name(ByteArrayBuilder out, String name) {
        out.putLatin1(name);
        for (int i = name.length(); i < NAME_WIDTH; i++) {
            out.put(' ');
        }
        return out;
    }
}
