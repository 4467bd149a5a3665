package evtools.format.segment;

import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import evtools.format.event.TailTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One block of a segment, opened for reading: what a search asks first is there at once (rows, points), the rest is
 * decompressed when asked for. Reusable, not thread-safe; the block's bytes belong to the caller and must stay until
 * the next {@link #open}. Memory: what was asked for, at most a small multiple of the events' bytes, which the frame's
 * header bounds.
 *
 * <pre>
 *   open(bytes)  mayContain(id)?  templates: literals, stamps of columns  ──► column(…).load() ──► ordinals that match
 *                                                                                                   │ rowOf
 *                                                     appendEvent(row), appendMessage ◄─────────────┘
 * </pre>
 */
public final class SegmentBlock implements AutoCloseable {
    /** Room that a row may need beside its values. */
    static final int SLACK_BYTES = 1 << 10;

    private final BlockStreams streams = new BlockStreams();
    private int rows;
    private int rawLength;
    private long minPoint;
    private long maxPoint;
    private @Nullable BlockVocabularies vocabularies;
    private @Nullable TemplateTable table;
    private @Nullable MetaReader meta;
    private @Nullable WordFilter words;
    private @Nullable RowAssembler assembler;
    private @Nullable BlockFilter filter;

    /**
     * Looks at a block.
     *
     * @throws FormatException if it isn't one, or written by a newer version
     */
    public void open(byte[] buffer, int offset, int length) throws FormatException {
        open(buffer, offset, length, null);
    }

    /**
     * Looks at a block that isn't in memory: reads its header now, and later each part when it is asked for. What the
     * source can't give is an {@link UncheckedIOException} there.
     *
     * @throws FormatException if it isn't a block, or written by a newer version
     * @throws IOException if the header can't be read
     */
    public void open(BlockSource source, int length) throws IOException {
        byte[] header = new byte[BlockLayout.HEADER_BYTES];
        if (length >= header.length) {
            source.read(0, header, header.length);
        }
        open(header, 0, length, source);
    }

    private void open(byte[] buffer, int offset, int length, @Nullable BlockSource source) throws FormatException {
        vocabularies = null;
        table = null;
        meta = null;
        words = null;
        assembler = null;
        filter = null;
        rows = 0;
        BlockHeader header = BlockHeader.read(buffer, offset, length);
        rawLength = header.rawLength();
        minPoint = header.minPoint();
        maxPoint = header.maxPoint();
        streams.open(buffer, offset, length, source);
        rows = header.rows();
    }

    /** How many events it holds. */
    public int rows() {
        return rows;
    }

    /** Length of all events together, each with its u16 length. */
    public int rawLength() {
        return rawLength;
    }

    public long minPoint() {
        return minPoint;
    }

    public long maxPoint() {
        return maxPoint;
    }

    /** Bytes that were decompressed since {@link #open}. */
    public long bytesDecompressed() {
        return streams.bytesDecompressed();
    }

    /** Stored bytes that were looked at since {@link #open}. */
    public long bytesRead() {
        return streams.bytesRead();
    }

    /** Stored length of a section: 0 filter, 1 words, 2 templates, 3 text, 4 vocabulary, 5 meta, 6 small streams. */
    public int storedBytes(int section) {
        return streams.sectionStoredLength(section);
    }

    private MetaReader meta() throws FormatException {
        MetaReader known = meta;
        if (known == null) {
            TemplateTable templates = table();
            known = new MetaReader(streams, rows, rawLength, minPoint, allVocabularies(), templates);
            meta = known;
        }
        return known;
    }

    /** Its templates, as a search asks about them first. */
    public TemplateTable table() throws FormatException {
        TemplateTable known = table;
        if (known == null) {
            byte[] section = streams.section(BlockLayout.TEMPLATES);
            ByteCursor cursor = new ByteCursor(section, 0, section.length, "templates section");
            BlockVocabularies read = new BlockVocabularies(cursor, streams, rawLength);
            known = new TemplateTable(cursor, section, text(), rows, read.domains());
            vocabularies = read;
            table = known;
        }
        return known;
    }

    private BlockVocabularies allVocabularies() throws FormatException {
        table();
        return Objects.requireNonNull(vocabularies);
    }

    /** Reads the descriptions of all columns, which are one after another. */
    void describeColumns() throws FormatException {
        SegmentTemplate[] all = new SegmentTemplate[templates()];
        for (int i = 0; i < all.length; i++) {
            all[i] = template(i);
        }
        meta().describeColumns(all);
    }

    /** What is known of words in the values of slots without looking at these. */
    public WordFilter words() throws FormatException {
        WordFilter known = words;
        if (known == null) {
            known = new WordFilter(streams.section(BlockLayout.WORDS));
            words = known;
        }
        return known;
    }

    /**
     * Whether a text may be in a message of the block, as far as its filter says: it knows ids only (UUIDs, long
     * hexadecimal and decimal numbers), upper and lower case alike, and only messages, not what is beside them.
     *
     * @return false: it is in none
     */
    public boolean mayContain(byte[] text, int offset, int length) throws FormatException {
        BlockFilter known = filter;
        if (known == null) {
            byte[] section = streams.section(BlockLayout.FILTER);
            if (!BlockFilter.isValid(section)) {
                throw new FormatException("filter of a block is damaged");
            }
            known = new BlockFilter(section);
            filter = known;
        }
        return known.mayContain(text, offset, length);
    }

    /** How many sources (host and file) its events come from. */
    public int sources() throws FormatException {
        return meta().sources().length;
    }

    public SegmentSource source(int index) throws FormatException {
        return meta().sources()[index];
    }

    public int templates() throws FormatException {
        return table().size();
    }

    public SegmentTemplate template(int index) throws FormatException {
        return table().template(index, this);
    }

    /**
     * Whether the crc of all its events is made of their messages: none is kept whole.
     *
     * @throws FormatException if the block is damaged
     */
    public boolean makesCrcs() throws FormatException {
        for (int i = 0; i < templates(); i++) {
            if (template(i).isWhole()) {
                return false;
            }
        }
        return true;
    }

    /** The text of all templates one after another, without their slots: what isn't in here is in no literal. */
    public byte[] text() throws FormatException {
        return streams.section(BlockLayout.TEXT);
    }

    /** How many vocabularies its dictionaries are in. */
    public int vocabularies() throws FormatException {
        return allVocabularies().size();
    }

    /** Entries of dictionaries; {@link Vocabulary#load} it before they are asked for. */
    public Vocabulary vocabulary(int index) throws FormatException {
        return allVocabularies().vocabulary(index);
    }

    /** The vocabulary of a dictionary, see {@link SegmentTemplate#dictionary}. */
    public Vocabulary vocabularyOf(int dictionary) throws FormatException {
        return allVocabularies().domain(dictionary).vocabulary();
    }

    /** The place of a dictionary's first entry in its vocabulary. */
    public int firstEntry(int dictionary) throws FormatException {
        return allVocabularies().domain(dictionary).first();
    }

    /** How many entries a dictionary has. */
    public int entries(int dictionary) throws FormatException {
        return allVocabularies().domain(dictionary).size();
    }

    /** The template of each row; of rows, see {@link #inOrder}. The array is shared: don't write to it. */
    public int[] templateOfRow() throws FormatException {
        return meta().rows().templateOfRow();
    }

    /** The ordinal of each row within its template. The array is shared: don't write to it. */
    public int[] ordinalOfRow() throws FormatException {
        BlockRows blockRows = meta().rows();
        blockRows.templateOfRow();
        return blockRows.ordinalOfRow();
    }

    /** The source of each row. The array is shared: don't write to it. */
    public int[] sourceOfRow() throws FormatException {
        return meta().rows().sourceOfRow();
    }

    /** The point of each row. The array is shared: don't write to it. */
    public long[] points() throws FormatException {
        return meta().rows().points();
    }

    /** The row, in the order of the block, of an ordinal of a template. */
    public int rowOf(int template, int ordinal) throws FormatException {
        BlockRows blockRows = meta().rows();
        return blockRows.rowsByTemplate()[blockRows.firstOf(template) + ordinal];
    }

    /**
     * Rows in the order of their events. In a sorted block rows are numbered by point, but those of the same point by
     * where they are stored: their order is that of events with the same point, for which they must be put together.
     *
     * @throws FormatException if the block is damaged
     */
    public int[] inOrder(BitSet some) throws FormatException {
        int[] ordered = some.stream().toArray();
        if (ordered.length > 1) {
            assembler().sortRows(ordered);
        }
        return ordered;
    }

    /**
     * How many events come before that of a row.
     *
     * @throws FormatException if the block is damaged
     */
    public int position(int row) throws FormatException {
        int[] tied = assembler().tiedRows(row);
        int least = row;
        int place = 0;
        for (int i = 0; i < tied.length; i++) {
            least = Math.min(least, tied[i]);
            place = tied[i] == row ? i : place;
        }
        return least + place;
    }

    /**
     * Appends an event, preceded by its u16 length, as it was before it came into the block.
     *
     * @throws FormatException if the block is damaged
     */
    public void appendEvent(int row, ByteArrayBuilder out) throws FormatException {
        assembler().appendEvent(row, out);
    }

    /**
     * Appends the message of an ordinal of a template that isn't {@link SegmentTemplate#isWhole}.
     *
     * @throws FormatException if the block is damaged
     */
    public void appendMessage(int template, int ordinal, ByteArrayBuilder out) throws FormatException {
        assembler().appendMessage(template, ordinal, out);
    }

    /**
     * Appends all events from {@code row} on in their order, each preceded by its u16 length, until there are at least
     * {@code bytes} or none are left. Events of the same point are appended together.
     *
     * @param row 0, or what this gave back
     * @return the next row
     */
    public int appendEvents(int row, int bytes, ByteArrayBuilder out) throws FormatException {
        RowAssembler rowAssembler = assembler();
        int until = out.length() + bytes;
        int next = row;
        int typicalBytes = rawLength / Math.max(1, rows) + 1;
        while (next < rows && out.length() < until) {
            int missing = (until - out.length()) / typicalBytes + 1;
            next = rowAssembler.appendEvents(next, missing, out, rawLength);
        }
        return next;
    }

    /**
     * Writes all events, each preceded by its u16 length, to {@code target} from its start.
     *
     * @throws FormatException if the block is damaged, or they don't take exactly {@code length} bytes
     */
    public void expand(byte[] target, int length) throws FormatException {
        checkLength(length);
        assembler().expand(rows, target, length);
    }

    /**
     * Appends all events, each preceded by its u16 length, as rows that share tails ({@code docs/FORMAT.md} 4.1).
     *
     * @param tails gets the tails, instead of those it has
     * @param wholeLength what the rows must take when they are made whole
     * @throws FormatException if the block is damaged, or they take another length
     */
    public void appendRows(ByteArrayBuilder out, TailTable tails, int wholeLength) throws FormatException {
        checkLength(wholeLength);
        tails.clear();
        // The first byte of an event that is kept whole may be any, also one that says that it shares a tail.
        RowAssembler rowAssembler = makesCrcs() ? newAssembler(tails) : assembler();
        rowAssembler.appendRows(rows, out, rawLength);
    }

    private void checkLength(int length) throws FormatException {
        if (length != rawLength) {
            throw new FormatException("block of another length than its frame says (expected " + length
                    + " bytes, found " + rawLength + ")");
        }
    }

    private RowAssembler newAssembler(@Nullable TailTable tails) throws FormatException {
        SegmentTemplate[] all = new SegmentTemplate[templates()];
        for (int i = 0; i < all.length; i++) {
            all[i] = template(i);
        }
        describeColumns();
        return new RowAssembler(meta().rows(), meta().sources(), all, tails);
    }

    private RowAssembler assembler() throws FormatException {
        RowAssembler known = assembler;
        if (known == null) {
            known = newAssembler(null);
            assembler = known;
        }
        return known;
    }

    /** Frees native memory. */
    @Override
    public void close() {
        streams.close();
    }
}
