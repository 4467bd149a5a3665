package evtools.format.segment;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import java.util.zip.CRC32C;

/**
 * Turns row payloads into blocks. What it makes gives exactly the same rows again, whatever they are. Reusable, not
 * thread-safe; memory is a small multiple of the payload, which {@link SegmentLimits#MAX_RAW_BYTES} bounds.
 */
public final class BlockEncoder implements AutoCloseable {
    /**
     * A filter that takes more than this of a block's values isn't worth its place. Less would leave it out where many
     * lines have an id, which is where it is needed.
     */
    private static final int MAX_FILTER_PERCENT = 5;

    /** About how much smaller zstd makes the vocabulary. */
    private static final int VOCABULARY_RATIO = 3;

    private static final int MIN_FILTER_BYTES = 64;

    private final RowCollector collector = new RowCollector();
    private final StreamWriter streams;
    private final NumberWriter numbers;
    private final ColumnPlanner planner;
    private final ColumnWriter columns;
    private final CRC32C crc32c = new CRC32C();
    private final ByteArrayBuilder meta = new ByteArrayBuilder(64 << 10);
    private final ByteArrayBuilder heads = new ByteArrayBuilder(64 << 10);
    private final ByteArrayBuilder text = new ByteArrayBuilder(64 << 10);
    private final ByteArrayBuilder vocabulary = new ByteArrayBuilder(64 << 10);

    private final int apartFromBytes;

    /** @param zstdLevel 3 while sealing, 19 where time doesn't matter */
    public BlockEncoder(int zstdLevel) {
        this(zstdLevel, VocabularyWriter.APART_FROM_BYTES);
    }

    /** @param apartFromBytes vocabularies of ids with fewer bytes aren't written apart from the others */
    BlockEncoder(int zstdLevel, int apartFromBytes) {
        this.apartFromBytes = apartFromBytes;
        streams = new StreamWriter(zstdLevel);
        numbers = new NumberWriter(streams);
        planner = new ColumnPlanner(numbers);
        columns = new ColumnWriter(streams, numbers);
    }

    /**
     * Appends the block of a row payload.
     *
     * @param rows events, each preceded by its u16 length
     * @return the block's length
     * @throws FormatException if the payload isn't made of events with their lengths, or is too long
     */
    public int encode(byte[] rows, int offset, int length, ByteArrayBuilder out) throws FormatException {
        if (length > SegmentLimits.MAX_RAW_BYTES) {
            throw new FormatException(
                    "block of " + length + " bytes (expected at most " + SegmentLimits.MAX_RAW_BYTES + ")");
        }
        collector.collect(rows, offset, length);
        TemplateData[] templates = new TemplateGrouping(collector, rows).group();
        return write(collector, templates, length, out);
    }

    private int write(RowCollector rows, TemplateData[] templates, int rawLength, ByteArrayBuilder out) {
        streams.clear();
        meta.clear();
        heads.clear();
        text.clear();
        vocabulary.clear();
        for (TemplateData template : templates) {
            template.plans = planner.plan(template.columns);
        }
        VocabularyWriter words = new VocabularyWriter(apartFromBytes);
        for (TemplateData template : templates) {
            for (ColumnPlan plan : template.plans) {
                words.collect(plan);
            }
        }
        words.write(heads, vocabulary, streams);
        Varint.put(heads, templates.length);
        for (TemplateData template : templates) {
            template.write(heads, text, columns);
        }
        rows.write(numbers, meta);
        for (TemplateData template : templates) {
            for (ColumnPlan plan : template.plans) {
                columns.write(plan, meta);
            }
        }
        FilterBuilder filter = new FilterBuilder();
        WordFilterBuilder letters = new WordFilterBuilder();
        for (TemplateData template : templates) {
            filter.add(template);
            letters.add(template);
        }
        return finish(rows, filter, letters, rawLength, out);
    }

    private int finish(
            RowCollector rows, FilterBuilder filter, WordFilterBuilder letters, int rawLength, ByteArrayBuilder out) {
        int from = out.length();
        out.ensure(BlockLayout.HEADER_BYTES);
        out.advance(BlockLayout.HEADER_BYTES);
        // Columns and vocabulary are nearly all of a block, so they stand for it.
        int valueBytes = streams.body().length() + streams.pool().length() / 2 + vocabulary.length() / VOCABULARY_RATIO;
        int maxFilterBytes = (int) (valueBytes * (long) MAX_FILTER_PERCENT / 100);
        byte[] filterSection = filter.build(Math.max(MIN_FILTER_BYTES, maxFilterBytes));
        stored(BlockLayout.FILTER, filterSection, filterSection.length, filterSection.length, from, out);
        ByteArrayBuilder whole =
                new ByteArrayBuilder(meta.length() + streams.directory().length() + 8);
        Varint.put(whole, streams.count());
        whole.put(streams.directory().array(), 0, streams.directory().length());
        whole.put(meta.array(), 0, meta.length());
        section(BlockLayout.WORDS, letters.section(), from, out);
        section(BlockLayout.TEMPLATES, heads, from, out);
        section(BlockLayout.TEXT, text, from, out);
        section(BlockLayout.VOCABULARY, vocabulary, from, out);
        section(BlockLayout.META, whole, from, out);
        section(BlockLayout.POOL, streams.pool(), from, out);
        out.put(streams.body().array(), 0, streams.body().length());
        byte[] header = out.array();
        BigEndian.putInt(header, from, BlockLayout.MAGIC);
        header[from + 4] = BlockLayout.VERSION;
        header[from + 5] = 0;
        BigEndian.putShort(header, from + 6, 0);
        BigEndian.putInt(header, from + 8, rows.size());
        BigEndian.putInt(header, from + 12, rawLength);
        BigEndian.putLong(header, from + 16, rows.minPoint());
        BigEndian.putLong(header, from + 24, rows.maxPoint());
        crc32c.reset();
        crc32c.update(header, from, BlockLayout.CRC_OFFSET);
        BigEndian.putInt(header, from + BlockLayout.CRC_OFFSET, (int) crc32c.getValue());
        return out.length() - from;
    }

    private void stored(int number, byte[] bytes, int raw, int length, int header, ByteArrayBuilder out) {
        int entry = header + BlockLayout.SECTIONS_OFFSET + number * BlockLayout.SECTION_ENTRY_BYTES;
        BigEndian.putInt(out.array(), entry, raw);
        BigEndian.putInt(out.array(), entry + 4, length);
        BigEndian.putInt(out.array(), entry + 8, streams.crc(bytes, 0, length));
        out.put(bytes, 0, length);
    }

    private void section(int number, ByteArrayBuilder bytes, int header, ByteArrayBuilder out) {
        int from = out.length();
        int stored = bytes.length() == 0 ? 0 : streams.compress(bytes.array(), 0, bytes.length(), out);
        int entry = header + BlockLayout.SECTIONS_OFFSET + number * BlockLayout.SECTION_ENTRY_BYTES;
        BigEndian.putInt(out.array(), entry, bytes.length());
        BigEndian.putInt(out.array(), entry + 4, stored);
        BigEndian.putInt(out.array(), entry + 8, streams.crc(out.array(), from, stored));
    }

    /** Frees native memory. */
    @Override
    public void close() {
        streams.close();
    }
}
