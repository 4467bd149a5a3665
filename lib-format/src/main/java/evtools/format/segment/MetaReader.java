package evtools.format.segment;

import evtools.format.FormatException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the meta section of a block: sources, rows, columns. Used once per block; sources and columns are only looked at
 * when they are asked for.
 */
final class MetaReader {
    private final BlockStreams streams;
    private final int rows;
    private final int rawLength;
    private final long minPoint;
    private final BlockVocabularies vocabularies;
    private final TemplateTable templates;
    private final ByteCursor meta;
    private final int order;
    private final ByteCursor sourceCursor;
    private final @Nullable NumberStream source;
    private final NumberStream template;
    private final NumberStream steps;
    private final NumberStream residuals;
    private int nextStream;
    private long cells;
    private SegmentSource @Nullable [] sources;
    private int[] sourceRows = new int[0];
    private @Nullable BlockRows blockRows;
    private boolean columnsAreKnown;

    MetaReader(
            BlockStreams streams,
            int rows,
            int rawLength,
            long minPoint,
            BlockVocabularies vocabularies,
            TemplateTable templates)
            throws FormatException {
        this.streams = streams;
        this.rows = rows;
        this.rawLength = rawLength;
        this.minPoint = minPoint;
        this.vocabularies = vocabularies;
        this.templates = templates;
        meta = streams.meta();
        nextStream = vocabularies.streamCount();
        order = meta.readByte();
        if (order > BlockLayout.ORDER_SORTED) {
            throw new FormatException("rows of a block in an unknown order (" + order + ")");
        }
        sourceCursor = meta.part(meta.bounded(meta.left(), "length of the sources"), "sources");
        source = order == BlockLayout.ORDER_SORTED ? null : numbers(rows);
        template = numbers(rows);
        steps = numbers(rows);
        residuals = numbers(rows);
    }

    SegmentSource[] sources() throws FormatException {
        SegmentSource[] known = sources;
        if (known == null) {
            known = readSources();
            sources = known;
        }
        return known;
    }

    BlockRows rows() throws FormatException {
        BlockRows known = blockRows;
        if (known == null) {
            SegmentSource[] all = sources();
            int[] counts = order == BlockLayout.ORDER_SORTED ? sourceRows : null;
            known = new BlockRows(rows, minPoint, all, templates.rows(), counts, source, template, steps, residuals);
            blockRows = known;
        }
        return known;
    }

    private SegmentSource[] readSources() throws FormatException {
        ByteCursor cursor = sourceCursor;
        SegmentSource[] read = new SegmentSource[cursor.bounded(Math.min(rows, cursor.left()), "number of sources")];
        boolean sorted = order == BlockLayout.ORDER_SORTED;
        int[] counts = new int[sorted ? read.length : 0];
        int left = rows;
        for (int i = 0; i < read.length; i++) {
            byte[] host = cursor.bytes(cursor.bounded(BlockLayout.MAX_VALUE_BYTES, "length of a host"));
            int fileLength = cursor.bounded(BlockLayout.MAX_VALUE_BYTES + 1, "length of a source");
            byte[] file = cursor.bytes(Math.max(0, fileLength - 1));
            long resolution = cursor.varint();
            if (resolution <= 0) {
                throw new FormatException(
                        "source of a block with a resolution of " + Long.toUnsignedString(resolution) + " ticks");
            }
            read[i] = new SegmentSource(host, file, fileLength > 0, resolution);
            if (sorted) {
                counts[i] = cursor.bounded(left, "rows of a source");
                left -= counts[i];
            }
        }
        if (sorted && left != 0) {
            throw new FormatException("sources of a block have fewer rows than the block (" + left + " less)");
        }
        cursor.expectEnd();
        sourceRows = counts;
        return read;
    }

    private NumberStream numbers(int count) throws FormatException {
        NumberStream numbers = NumberStream.read(meta, streams, nextStream, count);
        nextStream += numbers.streamCount();
        return numbers;
    }

    /** Describes the columns of all templates. */
    void describeColumns(SegmentTemplate[] all) throws FormatException {
        if (columnsAreKnown) {
            return;
        }
        for (SegmentTemplate one : all) {
            SegmentColumn[] columns = new SegmentColumn[one.heads.length];
            for (int i = 0; i < columns.length; i++) {
                columns[i] = readColumn(one.heads[i], one.rows, columns);
            }
            one.columns = columns;
        }
        if (nextStream != streams.count()) {
            throw new FormatException("block with " + streams.count() + " streams (expected " + nextStream + ")");
        }
        meta.expectEnd();
        columnsAreKnown = true;
    }

    /** @param before columns of the same template, or parts of the same column; those before this one are read already */
    private SegmentColumn readColumn(ColumnHead head, int count, SegmentColumn[] before) throws FormatException {
        cells += count;
        if (cells > rawLength) {
            throw new FormatException("block with more values than it has bytes");
        }
        ColumnStamp stamp = head.stamp();
        return switch (head.kind()) {
            case ColumnKind.CONSTANT -> new ConstantColumn(stamp, head.constant());
            case ColumnKind.COPY -> new CopyColumn(before[head.number()]);
            case ColumnKind.DICTIONARY ->
                new DictionaryColumn(stamp, vocabularies.domain(head.number()), numbers(count));
            case ColumnKind.NUMBER -> readNumber(stamp, count);
            case ColumnKind.RAW -> {
                NumberStream lengths = numbers(count);
                if (nextStream >= streams.count()) {
                    throw new FormatException("strings of a block have no stream");
                }
                yield new RawColumn(stamp, streams, lengths, nextStream++, count);
            }
            default -> readSplit(stamp, count);
        };
    }

    private SegmentColumn readNumber(ColumnStamp stamp, int count) throws FormatException {
        int format = meta.bounded(ColumnKind.FORMATS - 1, "number format");
        int width = 0;
        if (format != ColumnKind.DECIMAL && format != ColumnKind.IPV4) {
            width = meta.bounded(
                    format == ColumnKind.PADDED ? NumberText.MAX_PADDED : NumberText.MAX_HEX, "width of a number");
        }
        ColumnExceptions exceptions = readExceptions(count);
        return new NumberColumn(stamp, format, width, exceptions, numbers(count));
    }

    private ColumnExceptions readExceptions(int count) throws FormatException {
        ColumnExceptions exceptions = ColumnExceptions.read(meta, streams, nextStream, count);
        nextStream += exceptions.streamCount();
        return exceptions;
    }

    private SegmentColumn readSplit(ColumnStamp stamp, int count) throws FormatException {
        ColumnExceptions exceptions = readExceptions(count);
        SegmentColumn[] parts = new SegmentColumn[meta.bounded(BlockLayout.MAX_SPLIT_PARTS, "parts of a value")];
        byte[][] literals = new byte[parts.length + 1][];
        for (int i = 0; i < literals.length; i++) {
            literals[i] = meta.bytes(meta.bounded(BlockLayout.MAX_VALUE_BYTES, "length of a text"));
        }
        ColumnHead[] heads = new ColumnHead[parts.length];
        for (int i = 0; i < parts.length; i++) {
            heads[i] = ColumnHead.read(meta, meta, heads, i, vocabularies.domains());
            if (heads[i].kind() == ColumnKind.SPLIT) {
                throw new FormatException("column of a block that is split twice");
            }
            parts[i] = readColumn(heads[i], count, parts);
        }
        return new SplitColumn(stamp, exceptions, literals, parts);
    }
}
