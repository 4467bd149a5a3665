package evtools.evgrep;

import evtools.evgrep.pattern.ByteSearch;
import evtools.evgrep.pattern.LineMatcher;
import evtools.evgrep.pattern.MatchLimitException;
import evtools.evgrep.pattern.Reach;
import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import evtools.format.event.EventFormat;
import evtools.format.event.EventView;
import evtools.format.segment.SegmentBlock;
import evtools.format.segment.SegmentTemplate;
import evtools.format.segment.TemplateTable;
import evtools.pipe.EventFilter;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Searches a block in columns: a template's text decides for all its rows at once, then the dictionaries, then only the
 * columns that may contain what every match contains. What is left is put together and matched.
 *
 * <pre>
 *   template ──┬─ app, fields can't pass ──────────────────────► no row
 *              ├─ a required string in its text ───────────────► all rows
 *              ├─ may cross the border of a slot ──────────────► all rows, to be matched
 *              └─ may be inside a column ──► dictionary, values ► rows whose value contains it
 * </pre>
 *
 * <p>For one thread.
 */
final class BlockSearch implements AutoCloseable {
    /** More selected lines than this stay in the block until they are shown. */
    private static final long MAX_COPIED_BYTES = 4L << 20;

    private final SearchPlan plan;
    private final EventMatcher matcher;
    private final LineMatcher pattern;
    private final EventFilter filter;
    private final PassingTemplates passing;
    private final SegmentBlock block = new SegmentBlock();
    private final LiteralPlacement[] literals;
    private final ColumnHits columns;
    private final RawLines rawLines;
    private final TemplateHits texts;
    private final @Nullable TemplateReach reach;
    private byte @Nullable [] bytes;
    private int bytesOffset;
    private int bytesLength;
    private final LinePart part = new LinePart();
    private final LogLine line = new LogLine();
    private final EventView event = new EventView();
    private final ByteArrayBuilder text = new ByteArrayBuilder(4096);

    BlockSearch(SearchPlan plan, EventMatcher matcher, EventFilter filter) {
        this.plan = plan;
        this.matcher = matcher;
        this.pattern = matcher.pattern();
        this.filter = filter;
        this.passing = new PassingTemplates(filter);
        List<ByteSearch> required = pattern.requiredAny();
        literals = new LiteralPlacement[required.size()];
        for (int i = 0; i < literals.length; i++) {
            literals[i] = new LiteralPlacement(required.get(i));
        }
        columns = new ColumnHits(block);
        rawLines = new RawLines(block);
        texts = new TemplateHits(block, literals);
        Reach known = pattern.reach();
        reach = known == null ? null : new TemplateReach(known);
    }

    /**
     * Searches a block.
     *
     * @param buffer the block; null: it is in the unit's file, and only what is needed is read
     * @return false: it can't be searched in columns, but must be expanded
     * @throws FormatException if it is damaged
     */
    boolean search(Unit unit, byte @Nullable [] buffer, int offset, int length, SearchStats stats) throws IOException {
        bytes = buffer;
        bytesOffset = offset;
        bytesLength = length;
        if (buffer == null) {
            block.open((at, target, count) -> unit.readPayload(at, target, count), length);
        } else {
            block.open(buffer, offset, length);
        }
        columns.begin();
        rawLines.begin();
        try {
            return search(unit, stats);
        } catch (IndexOutOfBoundsException e) {
            throw new FormatException("block whose parts don't fit together", e);
        } finally {
            stats.bytesDecompressed += block.bytesDecompressed();
            stats.bytesRead += block.bytesRead();
        }
    }

    private boolean search(Unit unit, SearchStats stats) throws IOException {
        if (texts.areAbsent() && !plan.raw() && !plan.invert() && plan.wanted() != SearchPlan.Wanted.ALL) {
            // A block with parts of long lines has no filter, so its rows are its lines.
            decided(unit, stats);
            stats.blocksSkippedByFilter++;
            return true;
        }
        TemplateTable table = block.table();
        if (table.hasParts()) {
            return false;
        }
        for (int t = 0; t < table.size(); t++) {
            if (table.isWhole(t) && hasParts(t, table.rows(t))) {
                return false;
            }
        }
        texts.begin();
        decided(unit, stats);
        if (plan.wanted() == SearchPlan.Wanted.COUNT && filter.surelyPasses(unit.header)) {
            long tested = stats.eventsTested;
            unit.selected = count(unit, stats);
            stats.blocksWithoutCandidate += unit.selected == 0 && tested == stats.eventsTested ? 1 : 0;
            return true;
        }
        long tested = stats.eventsTested;
        BitSet rows = rowHits(unit, stats);
        stats.blocksWithoutCandidate += rows.isEmpty() && tested == stats.eventsTested ? 1 : 0;
        boolean surely = filter.surelyPasses(unit.header);
        if (!surely) {
            keepPassing(rows);
        }
        unit.selected = rows.cardinality();
        if (plan.wanted() == SearchPlan.Wanted.ALL) {
            BitSet shown = new BitSet(block.rows());
            shown.set(0, block.rows());
            if (!surely) {
                keepPassing(shown);
            }
            unit.found = new BlockLines(blockBytes(unit), shown, rows, plan.numbers());
        } else if (plan.wanted() == SearchPlan.Wanted.SELECTED) {
            long averageBytes = block.rows() == 0 ? 0 : block.rawLength() / block.rows();
            if (unit.selected * averageBytes > MAX_COPIED_BYTES) {
                unit.found = new BlockLines(blockBytes(unit), rows, rows, plan.numbers());
            } else {
                copy(rows, unit);
            }
        }
        return true;
    }

    private void decided(Unit unit, SearchStats stats) throws FormatException {
        if (block.rows() != unit.header.events()) {
            throw new FormatException("block with a wrong event count (expected " + unit.header.events() + ", found "
                    + block.rows() + ")");
        }
        unit.wholeLines = block.rows();
        stats.blocks++;
        stats.events += block.rows();
        stats.bytesSearched += block.rawLength();
    }

    private byte[] blockBytes(Unit unit) throws IOException {
        byte[] known = bytes;
        if (known != null) {
            return Arrays.copyOfRange(known, bytesOffset, bytesOffset + bytesLength);
        }
        byte[] all = new byte[bytesLength];
        unit.readPayload(0, all, all.length);
        return all;
    }

    private long count(Unit unit, SearchStats stats) throws IOException {
        long count = 0;
        TemplateTable table = block.table();
        for (int t = 0; t < table.size(); t++) {
            int rows = table.rows(t);
            int matching;
            if (!plan.raw() && texts.hasNone(t)) {
                matching = 0;
            } else {
                BitSet hits = hits(t, unit, stats);
                matching = hits == null ? rows : hits.cardinality();
            }
            count += plan.invert() ? rows - matching : matching;
            if (count >= plan.maxSelected()) {
                break;
            }
        }
        return count;
    }

    private BitSet rowHits(Unit unit, SearchStats stats) throws IOException {
        BitSet rows = new BitSet(block.rows());
        TemplateTable table = block.table();
        for (int t = 0; t < table.size(); t++) {
            boolean none = !plan.raw() && texts.hasNone(t);
            if ((none && !plan.invert()) || !passing.mayPass(block.template(t))) {
                continue;
            }
            BitSet hits = none ? new BitSet() : hits(t, unit, stats);
            if (hits == null) {
                if (!plan.invert()) {
                    mark(t, 0, table.rows(t), rows);
                }
                continue;
            }
            if (plan.invert()) {
                hits.flip(0, table.rows(t));
            }
            for (int o = hits.nextSetBit(0); o >= 0; o = hits.nextSetBit(o + 1)) {
                rows.set(block.rowOf(t, o));
            }
        }
        return rows;
    }

    private void mark(int t, int from, int to, BitSet rows) throws FormatException {
        for (int ordinal = from; ordinal < to; ordinal++) {
            rows.set(block.rowOf(t, ordinal));
        }
    }

    /** Leaves of some rows those that the filter lets pass. */
    private void keepPassing(BitSet rows) throws FormatException {
        if (rows.isEmpty()) {
            return;
        }
        boolean[] sourcePasses = new boolean[block.sources()];
        for (int i = 0; i < sourcePasses.length; i++) {
            sourcePasses[i] = filter.mayPassHost(block.source(i).host());
        }
        int[] sourceOfRow = block.sourceOfRow();
        long[] points = block.points();
        boolean timeIsAll = filter.takesAllEventsInTime();
        for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
            boolean passes = sourcePasses[sourceOfRow[row]]
                    && filter.passesTime(points[row])
                    && (timeIsAll || filter.passes(event(row)));
            if (!passes) {
                rows.clear(row);
            }
        }
    }

    private void copy(BitSet rows, Unit unit) throws FormatException {
        ByteArrayBuilder events = unit.lines.events();
        for (int row : block.inOrder(rows)) {
            int at = events.length();
            block.appendEvent(row, events);
            String problem = wrap(events, at);
            if (problem != null) {
                throw new FormatException(problem);
            }
            unit.lines.end(event.point(), plan.numbers() ? block.position(row) : row, true);
        }
    }

    /** Gives events of the block that was opened last, from a row on; see {@link SegmentBlock#appendEvents}. */
    int appendEvents(int row, int count, ByteArrayBuilder out) throws FormatException {
        return block.appendEvents(row, count, out);
    }

    int rows() {
        return block.rows();
    }

    /** Whether one of the whole events of a template is a part of a long line. */
    private boolean hasParts(int t, int rows) throws IOException {
        for (int ordinal = 0; ordinal < rows; ordinal++) {
            if (part.read(event(block.rowOf(t, ordinal)))) {
                return true;
            }
        }
        return false;
    }

    private EventView event(int row) throws FormatException {
        text.clear();
        block.appendEvent(row, text);
        String problem = wrap(text, 0);
        if (problem != null) {
            throw new FormatException(problem);
        }
        return event;
    }

    private @Nullable String wrap(ByteArrayBuilder from, int at) {
        int length = BigEndian.getUnsignedShort(from.array(), at);
        return event.tryWrap(from.array(), at + EventFormat.LENGTH_BYTES, length) ? null : event.problem();
    }

    /** Which ordinals of a template match; null: all. */
    private @Nullable BitSet hits(int t, Unit unit, SearchStats stats) throws IOException {
        if (pattern.isEverything()) {
            return null;
        }
        if (pattern.isLiteral() && !plan.raw() && !block.table().isWhole(t) && texts.anyInText(t)) {
            return null;
        }
        SegmentTemplate template = block.template(t);
        if (template.isWhole()) {
            return wholeHits(template, t, unit);
        }
        boolean exact = pattern.isLiteral();
        RawLine raw = plan.raw() ? rawLines.of(template) : null;
        boolean isKnown = raw != null || !plan.raw();
        BitSet sure = new BitSet();
        BitSet candidates = null;
        if (literals.length > 0 && isKnown) {
            candidates = new BitSet();
            boolean any = false;
            for (int i = 0; i < literals.length; i++) {
                BitSet found = exact ? sure : candidates;
                if (raw == null) {
                    any |= texts.isInText(i, t) || texts.mayCross(i, t);
                    if (texts.mayBeInside(i, t)) {
                        columns.addInside(template, literals[i], found);
                    }
                } else if (literals[i].isInText(raw)) {
                    if (exact) {
                        return null;
                    }
                    any = true;
                } else {
                    any |= literals[i].mayCross(raw) || literals[i].mayBeBesideMessage(raw);
                    columns.addInside(template, literals[i], found);
                }
            }
            if (any) {
                candidates = null;
            }
        }
        BitSet hits = sure;
        if (candidates == null && isKnown && reach != null && !reach.mayMatch(template, raw)) {
            return hits;
        }
        int rows = template.rows();
        for (int o = candidates == null ? 0 : candidates.nextSetBit(0);
                o >= 0 && o < rows;
                o = candidates == null ? o + 1 : candidates.nextSetBit(o + 1)) {
            if (!hits.get(o) && matches(t, o, unit)) {
                hits.set(o);
            }
            stats.eventsTested++;
        }
        return hits;
    }

    private boolean matches(int t, int ordinal, Unit unit) throws IOException {
        try {
            if (plan.raw()) {
                line.look(event(block.rowOf(t, ordinal)));
                return matcher.matches(line);
            }
            text.clear();
            block.appendMessage(t, ordinal, text);
            return pattern.matches(text.array(), 0, text.length());
        } catch (MatchLimitException e) {
            giveUp(e, block.rowOf(t, ordinal), unit);
            return false;
        }
    }

    private void giveUp(MatchLimitException why, int row, Unit unit) throws FormatException {
        unit.givenUp.add(new Unit.GivenUp(String.valueOf(why.getMessage()), block.position(row)));
    }

    private BitSet wholeHits(SegmentTemplate template, int t, Unit unit) throws IOException {
        BitSet hits = new BitSet();
        for (int ordinal = 0; ordinal < template.rows(); ordinal++) {
            int row = block.rowOf(t, ordinal);
            event(row);
            line.look(event);
            try {
                if (matcher.matches(line)) {
                    hits.set(ordinal);
                }
            } catch (MatchLimitException e) {
                giveUp(e, row, unit);
            }
        }
        return hits;
    }

    @Override
    public void close() {
        block.close();
    }
}
