package evtools.evgrep;

import evtools.evgrep.pattern.ByteSearch;
import evtools.evgrep.pattern.LineMatcher;
import evtools.evgrep.pattern.MatchLimitException;
import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import evtools.format.event.EventFormat;
import evtools.format.event.EventView;
import evtools.format.event.OwnKeys;
import evtools.format.segment.ColumnStamp;
import evtools.format.segment.SegmentBlock;
import evtools.format.segment.SegmentColumn;
import evtools.format.segment.SegmentTemplate;
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
    private final SearchPlan plan;
    private final EventMatcher matcher;
    private final LineMatcher pattern;
    private final EventFilter filter;
    private final SegmentBlock block = new SegmentBlock();
    private final LiteralPlacement[] literals;
    private final @Nullable VocabularyHits[] vocabulary;
    private final LinePart part = new LinePart();
    private final LogLine line = new LogLine();
    private final EventView event = new EventView();
    private final ByteArrayBuilder text = new ByteArrayBuilder(4096);

    BlockSearch(SearchPlan plan, EventMatcher matcher, EventFilter filter) {
        this.plan = plan;
        this.matcher = matcher;
        this.pattern = matcher.pattern();
        this.filter = filter;
        List<ByteSearch> required = pattern.requiredAny();
        literals = new LiteralPlacement[required.size()];
        Arrays.setAll(literals, i -> new LiteralPlacement(required.get(i)));
        vocabulary = new VocabularyHits[literals.length];
    }

    /**
     * Searches a block.
     *
     * @return false: it can't be searched in columns, but must be expanded
     * @throws FormatException if it is damaged
     */
    boolean search(Unit unit, byte[] bytes, int offset, int length, SearchStats stats) throws IOException {
        block.open(bytes, offset, length);
        Arrays.fill(vocabulary, null);
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
        for (int t = 0; t < block.templates(); t++) {
            if (hasParts(block.template(t), t)) {
                return false;
            }
        }
        unit.wholeLines = block.rows();
        boolean byRow = plan.wanted() != SearchPlan.Wanted.COUNT || !filter.surelyPasses(unit.header);
        BitSet rows = byRow ? new BitSet(block.rows()) : null;
        long counted = 0;
        for (int t = 0; t < block.templates(); t++) {
            SegmentTemplate template = block.template(t);
            if (byRow && !mayPass(template)) {
                continue;
            }
            BitSet hits = hits(template, t, unit, stats);
            if (hits != null && plan.invert()) {
                hits.flip(0, template.rows());
            }
            boolean all = hits == null ? !plan.invert() : hits.cardinality() == template.rows();
            if (rows != null) {
                mark(t, template, all, hits, rows);
            } else {
                counted += all ? template.rows() : hits == null ? 0 : hits.cardinality();
            }
        }
        if (rows == null) {
            unit.selected = counted;
        } else {
            select(rows, unit);
        }
        return true;
    }

    private boolean hasParts(SegmentTemplate template, int t) throws IOException {
        if (!template.isWhole()) {
            for (int i = 0; i < template.besides(); i++) {
                if (Arrays.equals(template.besideKey(i), OwnKeys.part())) {
                    return true;
                }
            }
            return false;
        }
        for (int ordinal = 0; ordinal < template.rows(); ordinal++) {
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

    private boolean mayPass(SegmentTemplate template) {
        if (template.isWhole()) {
            return true;
        }
        if (!filter.mayPassApp(template.app())) {
            return false;
        }
        for (byte[] key : filter.fieldKeys()) {
            boolean has = false;
            for (int i = 0; i < template.messageSlots() && !has; i++) {
                has = Arrays.equals(template.slotKey(i), key);
            }
            for (int i = 0; i < template.besides() && !has; i++) {
                has = Arrays.equals(template.besideKey(i), key);
            }
            if (!has) {
                return false;
            }
        }
        return true;
    }

    /** Which ordinals of a template match; null: all. */
    private @Nullable BitSet hits(SegmentTemplate template, int t, Unit unit, SearchStats stats) throws IOException {
        if (pattern.isEverything()) {
            return null;
        }
        if (template.isWhole()) {
            return wholeHits(template, t, unit);
        }
        boolean exact = pattern.isLiteral();
        BitSet sure = new BitSet();
        BitSet candidates = null;
        if (literals.length > 0) {
            candidates = new BitSet();
            boolean any = false;
            for (int i = 0; i < literals.length; i++) {
                if (literals[i].isInText(template)) {
                    if (exact) {
                        return null;
                    }
                    any = true;
                } else {
                    any |= literals[i].mayCross(template);
                    addInside(template, i, exact ? sure : candidates);
                }
            }
            if (any) {
                candidates = null;
            }
        }
        BitSet hits = sure;
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

    private boolean matches(int t, int ordinal, Unit unit) throws FormatException {
        text.clear();
        block.appendMessage(t, ordinal, text);
        try {
            return pattern.matches(text.array(), 0, text.length());
        } catch (MatchLimitException e) {
            unit.givenUp.add(new Unit.GivenUp(String.valueOf(e.getMessage()), block.rowOf(t, ordinal)));
            return false;
        }
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
                unit.givenUp.add(new Unit.GivenUp(String.valueOf(e.getMessage()), row));
            }
        }
        return hits;
    }

    /** Adds the ordinals that have the literal inside a value. */
    private void addInside(SegmentTemplate template, int literal, BitSet hits) throws FormatException {
        LiteralPlacement placement = literals[literal];
        for (int slot = 0; slot < template.messageSlots(); slot++) {
            SegmentColumn column = template.column(slot);
            ColumnStamp stamp = column.stamp();
            if (!placement.mayBeInside(stamp)) {
                continue;
            }
            if (column.dictionarySize() > 0) {
                addDictionaryHits(column, literal, template.rows(), hits);
            } else {
                addValueHits(column, placement.literal(), template.rows(), hits);
            }
        }
    }

    private void addDictionaryHits(SegmentColumn column, int literal, int rows, BitSet hits) throws FormatException {
        VocabularyHits known = vocabulary[literal];
        if (known == null) {
            known = new VocabularyHits(block, literals[literal].literal());
            vocabulary[literal] = known;
        }
        if (known.isEmpty() || !known.anyIn(column)) {
            return;
        }
        column.load();
        int first = column.dictionaryFirst();
        for (int ordinal = 0; ordinal < rows; ordinal++) {
            if (known.contains(first + column.dictionaryIndex(ordinal))) {
                hits.set(ordinal);
            }
        }
    }

    private void addValueHits(SegmentColumn column, ByteSearch literal, int rows, BitSet hits) throws FormatException {
        column.load();
        for (int ordinal = 0; ordinal < rows; ordinal++) {
            text.clear();
            column.append(ordinal, text);
            if (literal.find(text.array(), 0, text.length()) >= 0) {
                hits.set(ordinal);
            }
        }
    }

    private void mark(int t, SegmentTemplate template, boolean all, @Nullable BitSet hits, BitSet rows)
            throws FormatException {
        if (all) {
            for (int ordinal = 0; ordinal < template.rows(); ordinal++) {
                rows.set(block.rowOf(t, ordinal));
            }
        } else if (hits != null) {
            for (int o = hits.nextSetBit(0); o >= 0; o = hits.nextSetBit(o + 1)) {
                rows.set(block.rowOf(t, o));
            }
        }
    }

    /** Takes what passes the filter of the marked rows, in their order. */
    private void select(BitSet rows, Unit unit) throws IOException {
        if (rows.isEmpty()) {
            return;
        }
        boolean surely = filter.surelyPasses(unit.header);
        boolean[] sourcePasses = new boolean[block.sources()];
        for (int i = 0; i < sourcePasses.length; i++) {
            sourcePasses[i] = filter.mayPassHost(block.source(i).host());
        }
        int[] sourceOfRow = block.sourceOfRow();
        long[] points = surely ? new long[0] : block.points();
        ByteArrayBuilder events = plan.wanted() == SearchPlan.Wanted.COUNT ? text : unit.lines.events();
        for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
            if (!surely && !(sourcePasses[sourceOfRow[row]] && filter.passesTime(points[row]))) {
                continue;
            }
            if (plan.wanted() == SearchPlan.Wanted.COUNT && filter.takesAllEventsInTime()) {
                unit.selected++;
                continue;
            }
            if (plan.wanted() == SearchPlan.Wanted.COUNT) {
                text.clear();
            }
            int at = events.length();
            block.appendEvent(row, events);
            String problem = wrap(events, at);
            if (problem != null) {
                throw new FormatException(problem);
            }
            if (surely || filter.passes(event)) {
                unit.selected++;
                if (plan.wanted() != SearchPlan.Wanted.COUNT) {
                    unit.lines.end(event.point(), row, true);
                }
            } else {
                events.truncate(at);
            }
        }
    }

    @Override
    public void close() {
        block.close();
    }
}
