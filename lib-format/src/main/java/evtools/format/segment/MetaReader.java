package evtools.format.segment;

import evtools.format.FormatException;
import java.util.ArrayList;
import java.util.List;

/** Reads the meta section of a block: sources, domains, templates, columns. Used once per block. */
final class MetaReader {
    private final BlockStreams streams;
    private final int rows;
    private final int rawLength;
    private final long minPoint;
    private final ByteCursor meta;
    private final ByteCursor text;
    private int nextStream;
    private long cells;
    SegmentSource[] sources = new SegmentSource[0];
    SegmentTemplate[] templates = new SegmentTemplate[0];
    Vocabulary[] vocabularies;
    private final List<VocabularyDomain> domains = new ArrayList<>();
    BlockRows blockRows;

    MetaReader(BlockStreams streams, int rows, int rawLength, long minPoint) throws FormatException {
        this.streams = streams;
        this.rows = rows;
        this.rawLength = rawLength;
        this.minPoint = minPoint;
        byte[] metaBytes = streams.section(BlockLayout.META);
        byte[] textBytes = streams.section(BlockLayout.TEXT);
        meta = new ByteCursor(metaBytes, 0, metaBytes.length, "meta section");
        text = new ByteCursor(textBytes, 0, textBytes.length, "text section");
        streams.readDirectory(meta);
        sources = readSources();
        vocabularies = readVocabularies();
        templates = readTemplates();
        blockRows = readRows();
        for (SegmentTemplate template : templates) {
            readColumns(template);
        }
        if (nextStream != streams.count()) {
            throw new FormatException("block with " + streams.count() + " streams (expected " + nextStream + ")");
        }
        meta.expectEnd();
        text.expectEnd();
    }

    private SegmentSource[] readSources() throws FormatException {
        SegmentSource[] read = new SegmentSource[meta.bounded(Math.min(rows, meta.left()), "number of sources")];
        for (int i = 0; i < read.length; i++) {
            byte[] host = meta.bytes(meta.bounded(BlockLayout.MAX_VALUE_BYTES, "length of a host"));
            int fileLength = meta.bounded(BlockLayout.MAX_VALUE_BYTES + 1, "length of a source");
            byte[] file = meta.bytes(Math.max(0, fileLength - 1));
            long resolution = meta.varint();
            if (resolution <= 0) {
                throw new FormatException(
                        "source of a block with a resolution of " + Long.toUnsignedString(resolution) + " ticks");
            }
            read[i] = new SegmentSource(host, file, fileLength > 0, resolution);
        }
        return read;
    }

    private Vocabulary[] readVocabularies() throws FormatException {
        Vocabulary[] read = new Vocabulary[1 + meta.bounded(meta.left(), "number of vocabularies")];
        int entriesLeft = rawLength;
        long prefixBytes = 0;
        for (int i = 0; i < read.length; i++) {
            int maxLength = i == 0 ? BlockLayout.MAX_VALUE_BYTES : meta.bounded(BlockLayout.MAX_VALUE_BYTES, "length");
            ByteSet values = i == 0 ? ByteSet.all() : new ByteSet(meta.bytes(ByteSet.BYTES));
            int[] sizes = new int[meta.bounded(meta.left(), "number of domains")];
            byte[][] prefixes = new byte[i == 0 ? 0 : sizes.length][];
            for (int d = 0; d < sizes.length; d++) {
                sizes[d] = meta.bounded(entriesLeft, "size of a domain");
                entriesLeft -= sizes[d];
                if (i > 0) {
                    prefixes[d] = meta.bytes(meta.bounded(BlockLayout.MAX_VALUE_BYTES, "length of a prefix"));
                    prefixBytes += (long) sizes[d] * prefixes[d].length;
                }
            }
            if (prefixBytes > rawLength) {
                throw new FormatException("vocabularies of a block are longer than its events can need");
            }
            if (i > 0 && nextStream >= streams.count()) {
                throw new FormatException("vocabulary of a block has no stream");
            }
            read[i] = new Vocabulary(streams, i, i > 0 ? nextStream++ : -1, maxLength, values, sizes, prefixes);
            int first = 0;
            for (int size : sizes) {
                domains.add(new VocabularyDomain(read[i], first, size));
                first += size;
            }
        }
        return read;
    }

    private SegmentTemplate[] readTemplates() throws FormatException {
        SegmentTemplate[] read = new SegmentTemplate[meta.bounded(Math.min(rows, meta.left()), "number of templates")];
        int left = rows;
        for (int i = 0; i < read.length; i++) {
            read[i] = readTemplate(left);
            left -= read[i].rows;
        }
        if (left != 0) {
            throw new FormatException("templates of a block have fewer rows than the block (" + left + " less)");
        }
        return read;
    }

    private SegmentTemplate readTemplate(int rowsLeft) throws FormatException {
        int flags = meta.readByte();
        if (flags > 2) {
            throw new FormatException("template of an unknown kind in a block (" + flags + ")");
        }
        boolean whole = flags == 1;
        int count = meta.bounded(rowsLeft, "rows of a template");
        byte[] app = text.bytes(meta.bounded(BlockLayout.MAX_VALUE_BYTES, "length of an app"));
        int slots = meta.bounded(meta.left(), "number of slots");
        byte[][] literals = new byte[slots + 1][];
        for (int i = 0; i <= slots; i++) {
            literals[i] = text.bytes(meta.bounded(1 << 16, "length of a text"));
        }
        int[] slotTypes = new int[slots];
        byte[][] slotKeys = new byte[slots][];
        for (int i = 0; i < slots; i++) {
            int type = meta.bounded(BlockLayout.MAX_VALUE_BYTES + SegmentTemplate.TOKEN_SLOT, "slot");
            slotTypes[i] = Math.min(type, SegmentTemplate.TOKEN_SLOT);
            slotKeys[i] = text.bytes(Math.max(0, type - SegmentTemplate.TOKEN_SLOT));
        }
        int besides = meta.bounded(meta.left(), "number of tokens beside the line");
        int[] besideTypes = new int[besides];
        byte[][] besideKeys = new byte[besides][];
        byte[][] constants = new byte[besides][];
        int columns = slots;
        for (int i = 0; i < besides; i++) {
            besideTypes[i] = meta.bounded(SegmentTemplate.BESIDE_SOURCE, "token beside the line");
            besideKeys[i] = text.bytes(meta.bounded(BlockLayout.MAX_VALUE_BYTES, "length of a key"));
            constants[i] = besideTypes[i] == SegmentTemplate.BESIDE_CONSTANT
                    ? text.bytes(meta.bounded(BlockLayout.MAX_VALUE_BYTES, "length of a token"))
                    : new byte[0];
            columns += besideTypes[i] == SegmentTemplate.BESIDE_SLOT ? 1 : 0;
        }
        SegmentTemplate template = new SegmentTemplate(
                whole, flags == 2, count, app, literals, slotTypes, slotKeys, besideTypes, besideKeys, constants);
        template.columns = new SegmentColumn[columns];
        return template;
    }

    private BlockRows readRows() throws FormatException {
        int order = meta.readByte();
        if (order > BlockLayout.ORDER_SORTED) {
            throw new FormatException("rows of a block in an unknown order (" + order + ")");
        }
        int[] sourceRows = order == BlockLayout.ORDER_SORTED ? readSourceRows() : null;
        NumberStream source = sourceRows == null ? numbers(rows) : null;
        NumberStream template = numbers(rows);
        NumberStream steps = numbers(rows);
        NumberStream running = numbers(rows);
        return new BlockRows(rows, minPoint, sources, templates, sourceRows, source, template, steps, running);
    }

    private int[] readSourceRows() throws FormatException {
        int[] counts = new int[sources.length];
        int left = rows;
        for (int i = 0; i < counts.length; i++) {
            counts[i] = meta.bounded(left, "rows of a source");
            left -= counts[i];
        }
        if (left != 0) {
            throw new FormatException("sources of a block have fewer rows than the block (" + left + " less)");
        }
        return counts;
    }

    private NumberStream numbers(int count) throws FormatException {
        NumberStream numbers = NumberStream.read(meta, streams, nextStream, count);
        nextStream += numbers.streamCount();
        return numbers;
    }

    private void readColumns(SegmentTemplate template) throws FormatException {
        SegmentColumn[] columns = template.columns;
        for (int i = 0; i < columns.length; i++) {
            columns[i] = readColumn(template.rows, columns, i, true);
        }
    }

    /** @param before columns of the same template; those before {@code index} are read already */
    private SegmentColumn readColumn(int count, SegmentColumn[] before, int index, boolean maySplit)
            throws FormatException {
        cells += count;
        if (cells > rawLength) {
            throw new FormatException("block with more values than it has bytes");
        }
        int kind = meta.readByte();
        if (kind == ColumnKind.CONSTANT) {
            return new ConstantColumn(meta.bytes(meta.bounded(1 << 16, "length of a value")));
        }
        if (kind == ColumnKind.COPY) {
            return new CopyColumn(before[meta.bounded(index - 1, "slot to copy")]);
        }
        int minLength = meta.bounded(1 << 16, "shortest length");
        ColumnStamp stamp = new ColumnStamp(
                kind,
                minLength,
                meta.bounded(1 << 16, "longest length"),
                meta.bounded(ByteClasses.ALL, "byte classes"));
        if (kind == ColumnKind.SPLIT && !maySplit) {
            throw new FormatException("column of a block that is split twice");
        }
        return switch (kind) {
            case ColumnKind.DICTIONARY -> {
                int domain = meta.bounded(domains.size() - 1, "domain");
                yield new DictionaryColumn(stamp, domains.get(domain), numbers(count));
            }
            case ColumnKind.NUMBER -> readNumber(stamp, count);
            case ColumnKind.RAW -> {
                NumberStream lengths = numbers(count);
                if (nextStream >= streams.count()) {
                    throw new FormatException("strings of a block have no stream");
                }
                yield new RawColumn(stamp, streams, lengths, nextStream++, count);
            }
            case ColumnKind.SPLIT -> readSplit(stamp, count);
            default -> throw new FormatException("column of an unknown kind in a block (" + kind + ")");
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
        for (int i = 0; i < parts.length; i++) {
            parts[i] = readColumn(count, parts, i, false);
        }
        return new SplitColumn(stamp, exceptions, literals, parts);
    }
}
