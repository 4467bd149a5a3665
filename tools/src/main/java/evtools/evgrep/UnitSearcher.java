package evtools.evgrep;

import evtools.evgrep.pattern.MatchLimitException;
import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import evtools.format.frame.FrameCodec;
import evtools.format.frame.FrameCodecs;
import evtools.format.frame.FrameLimits;
import evtools.pipe.EventFilter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Searches units, one after another: reads, checks, decodes, matches. For one thread. */
final class UnitSearcher implements AutoCloseable {
    private static final int CHUNK_BYTES = 1 << 20;

    private final SearchPlan plan;
    private final EventMatcher matcher;
    private final EventFilter filter;
    private final FrameCodecs codecs = new FrameCodecs();
    private final ByteArrayBuilder stored = new ByteArrayBuilder(0);
    private final ByteArrayBuilder raw = new ByteArrayBuilder(0);
    private final CRC32C crc32c = new CRC32C();
    private final SearchStats stats = new SearchStats();
    private @Nullable LineScanner scanner;
    private @Nullable BlockSearch blockSearch;

    UnitSearcher(SearchPlan plan, EventMatcher matcher) {
        this.plan = plan;
        this.matcher = matcher;
        this.filter = plan.filter().copy();
    }

    /** What it did so far. */
    SearchStats stats() {
        return stats;
    }

    void search(Unit unit) {
        try {
            String unreadable = unit.header.unreadable();
            if (unreadable != null) {
                unit.damaged(unreadable);
            } else {
                decodeAndSearch(unit);
            }
        } catch (IOException e) {
            unit.readFailure = e;
        }
    }

    private void decodeAndSearch(Unit unit) throws IOException {
        int length = unit.header.storedLength();
        byte[] frame = unit.frame;
        int offset = FrameLimits.HEADER_BYTES;
        if (unit.header.codec() == FrameCodec.COLUMNAR) {
            // Each part of a block has its own checksum, which is looked at when the part is.
            searchBlock(unit, frame, offset, length);
            return;
        }
        if (frame == null) {
            stored.clear();
            frame = stored.ensure(length);
            offset = 0;
            if (!unit.input.read(unit.streamOffset + FrameLimits.HEADER_BYTES, frame, length)) {
                unit.damaged("stream cut inside a frame");
                return;
            }
            if (crc(frame, length) != unit.header.payloadCrc()) {
                unit.damaged("frame payload with a wrong checksum");
                return;
            }
        }
        stats.bytesRead += length;
        if (!unit.header.readableInPlace()) {
            raw.clear();
            byte[] target = raw.ensure(unit.header.wholeLength());
            try {
                codecs.decode(unit.header, frame, offset, target);
            } catch (FormatException e) {
                unit.damaged(String.valueOf(e.getMessage()));
                return;
            }
            stats.bytesDecompressed += unit.header.wholeLength();
            frame = target;
            offset = 0;
        }
        LineScanner lines = begin(unit);
        lines.window(frame, offset, offset + unit.header.wholeLength());
        end(unit, lines, scan(unit, lines));
    }

    private int crc(byte[] bytes, int length) {
        crc32c.reset();
        crc32c.update(bytes, 0, length);
        return (int) crc32c.getValue();
    }

    private void searchBlock(Unit unit, byte @Nullable [] frame, int offset, int length) throws IOException {
        BlockSearch blocks = blockSearch;
        if (blocks == null) {
            blocks = new BlockSearch(plan, matcher, filter);
            blockSearch = blocks;
        }
        try {
            if (!blocks.search(unit, frame, offset, length, stats)) {
                scanBlock(unit, blocks);
            } else if (plan.byTime() && plan.wanted() == SearchPlan.Wanted.SELECTED) {
                unit.lines.sortByTime();
            }
        } catch (FormatException e) {
            damaged(unit, e);
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof FormatException cut) {
                damaged(unit, cut);
            } else {
                unit.forget();
                throw e.getCause();
            }
        }
    }

    private static void damaged(Unit unit, FormatException why) {
        unit.forget();
        unit.damaged(String.valueOf(why.getMessage()));
    }

    /** Searches a block like rows, some at a time: it may have parts of long lines. */
    private void scanBlock(Unit unit, BlockSearch blocks) throws IOException {
        LineScanner lines = begin(unit);
        int row = 0;
        boolean enough = false;
        while (row < blocks.rows() && !enough) {
            raw.clear();
            row = blocks.appendEvents(row, CHUNK_BYTES, raw);
            lines.window(raw.array(), 0, raw.length());
            enough = scan(unit, lines);
        }
        end(unit, lines, enough);
    }

    private LineScanner begin(Unit unit) {
        LineScanner lines = scanner;
        if (lines == null) {
            lines = new LineScanner(unit);
            scanner = lines;
        }
        lines.begin(unit);
        return lines;
    }

    /** Searches the lines of a window; whether enough was found. */
    private boolean scan(Unit unit, LineScanner lines) throws IOException {
        boolean enough = false;
        while (!enough && lines.next()) {
            enough = take(unit, lines.line());
        }
        return enough;
    }

    private void end(Unit unit, LineScanner lines, boolean enough) {
        if (!enough) {
            lines.end();
        }
        stats.eventsTested += unit.wholeLines;
        stats.events += unit.header.events();
        stats.bytesSearched += unit.header.wholeLength();
        if (plan.byTime() && plan.wanted() == SearchPlan.Wanted.SELECTED) {
            unit.lines.sortByTime();
        }
    }

    private boolean take(Unit unit, LogLine line) throws IOException {
        int ordinal = (int) unit.wholeLines++;
        if (!filter.passes(line.first())) {
            return false;
        }
        boolean isSelected = isSelected(line, ordinal, unit);
        if (isSelected) {
            unit.selected++;
        }
        if (plan.wanted() == SearchPlan.Wanted.ALL || (isSelected && plan.wanted() == SearchPlan.Wanted.SELECTED)) {
            unit.lines.add(line, ordinal, isSelected);
        }
        return unit.selected >= plan.maxSelected() && plan.wanted() != SearchPlan.Wanted.ALL && !plan.byTime();
    }

    /** A line on which the pattern gives up is reported and not selected. */
    private boolean isSelected(LogLine line, int ordinal, Unit unit) throws IOException {
        try {
            return matcher.matches(line) != plan.invert();
        } catch (MatchLimitException e) {
            unit.givenUp.add(new Unit.GivenUp(String.valueOf(e.getMessage()), ordinal));
            return false;
        }
    }

    @Override
    public void close() {
        codecs.close();
        if (blockSearch != null) {
            blockSearch.close();
        }
    }
}
