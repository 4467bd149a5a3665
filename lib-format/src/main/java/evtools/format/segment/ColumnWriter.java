package evtools.format.segment;

import evtools.format.ByteArrayBuilder;
import java.util.Objects;

/** Writes columns as planned. Reusable, not thread-safe. */
final class ColumnWriter {
    private final StreamWriter streams;
    private final NumberWriter numbers;
    private final ByteArrayBuilder bytes = new ByteArrayBuilder(4 << 10);
    private long[] scratch = new long[1 << 10];

    ColumnWriter(StreamWriter streams, NumberWriter numbers) {
        this.streams = streams;
        this.numbers = numbers;
    }

    /** Marks the entries that go into the vocabulary. */
    static void collect(ColumnPlan plan) {
        if (plan.kind == ColumnKind.DICTIONARY) {
            ColumnData data = Objects.requireNonNull(plan.data);
            Domain domain = Objects.requireNonNull(data.domain);
            for (int i = 0; i < data.count; i++) {
                domain.write(data.entries[i]);
            }
        }
        for (ColumnPlan part : plan.parts) {
            collect(part);
        }
    }

    /**
     * Writes what is to be known of a column before the others.
     *
     * @param constants gets the value if it is the same in all rows
     */
    void writeHead(ColumnPlan plan, ByteArrayBuilder heads, ByteArrayBuilder constants) {
        heads.put(plan.kind);
        if (plan.kind == ColumnKind.COPY) {
            Varint.put(heads, plan.original);
            return;
        }
        ColumnData data = Objects.requireNonNull(plan.data);
        if (plan.kind == ColumnKind.CONSTANT) {
            writeConstant(data, heads, constants);
            return;
        }
        plan.classes = writeStamp(data, heads);
        if (plan.kind == ColumnKind.DICTIONARY) {
            Varint.put(heads, Objects.requireNonNull(data.domain).number());
        }
    }

    /** Writes the rest of a column, and its streams. */
    void write(ColumnPlan plan, ByteArrayBuilder meta) {
        if (plan.kind == ColumnKind.COPY || plan.kind == ColumnKind.CONSTANT) {
            return;
        }
        ColumnData data = Objects.requireNonNull(plan.data);
        switch (plan.kind) {
            case ColumnKind.DICTIONARY -> writeDictionary(plan, data, meta);
            case ColumnKind.NUMBER -> writeNumber(plan, data, meta);
            case ColumnKind.RAW -> writeRaw(data, meta);
            default -> writeSplit(plan, data, meta);
        }
    }

    private static void writeConstant(ColumnData data, ByteArrayBuilder heads, ByteArrayBuilder constants) {
        Domain domain = Objects.requireNonNull(data.domain);
        int entry = data.entries[0];
        Varint.put(heads, domain.length(entry));
        constants.put(domain.bytes(), domain.start(entry), domain.length(entry));
    }

    /** Returns the classes. */
    private static int writeStamp(ColumnData data, ByteArrayBuilder meta) {
        int least = Integer.MAX_VALUE;
        int most = 0;
        int classes = 0;
        Domain domain = data.domain;
        for (int i = 0; i < data.count; i++) {
            int length = domain == null ? data.lengths[i] : domain.length(data.entries[i]);
            least = Math.min(least, length);
            most = Math.max(most, length);
            classes |= domain == null
                    ? ByteClasses.of(data.bytes, data.offsets[i], length)
                    : domain.classes(data.entries[i]);
        }
        Varint.put(meta, least);
        Varint.put(meta, most);
        Varint.put(meta, classes);
        return classes;
    }

    private void writeDictionary(ColumnPlan plan, ColumnData data, ByteArrayBuilder meta) {
        Domain domain = Objects.requireNonNull(data.domain);
        long[] values = longs(data.count);
        for (int i = 0; i < data.count; i++) {
            values[i] = domain.writtenNumber(data.entries[i]);
        }
        numbers.write(values, data.count, plan.deltas, meta);
    }

    private void writeNumber(ColumnPlan plan, ColumnData data, ByteArrayBuilder meta) {
        Domain domain = Objects.requireNonNull(data.domain);
        Varint.put(meta, plan.format);
        if (plan.format != ColumnKind.DECIMAL && plan.format != ColumnKind.IPV4) {
            Varint.put(meta, plan.width);
        }
        int last = -1;
        int count = 0;
        bytes.clear();
        for (int i = 0; i < data.count; i++) {
            if (!ColumnPlanner.conforms(plan, domain, data.entries[i])) {
                putException(domain, data.entries[i], i - last - 1);
                last = i;
                count++;
            }
        }
        writeExceptions(count, meta);
        numbers.write(ColumnPlanner.values(plan, longs(data.count)), data.count, plan.deltas, meta);
    }

    private void putException(Domain domain, int entry, int gap) {
        Varint.put(bytes, gap);
        Varint.put(bytes, domain.length(entry));
        bytes.put(domain.bytes(), domain.start(entry), domain.length(entry));
    }

    private void writeExceptions(int count, ByteArrayBuilder meta) {
        Varint.put(meta, count);
        if (count > 0) {
            streams.add(bytes.array(), 0, bytes.length());
        }
    }

    private void writeRaw(ColumnData data, ByteArrayBuilder meta) {
        Domain domain = data.domain;
        long[] lengths = longs(data.count);
        for (int i = 0; i < data.count; i++) {
            lengths[i] = domain == null ? data.lengths[i] : domain.length(data.entries[i]);
        }
        numbers.write(lengths, data.count, meta);
        bytes.clear();
        for (int i = 0; i < data.count; i++) {
            if (domain == null) {
                bytes.put(data.bytes, data.offsets[i], data.lengths[i]);
            } else {
                int entry = data.entries[i];
                bytes.put(domain.bytes(), domain.start(entry), domain.length(entry));
            }
        }
        streams.add(bytes.array(), 0, bytes.length());
    }

    private void writeSplit(ColumnPlan plan, ColumnData data, ByteArrayBuilder meta) {
        Domain domain = Objects.requireNonNull(data.domain);
        boolean[] conforms = Objects.requireNonNull(plan.conforms);
        int last = -1;
        int count = 0;
        bytes.clear();
        for (int i = 0; i < data.count; i++) {
            if (!conforms[data.entries[i]]) {
                putException(domain, data.entries[i], i - last - 1);
                last = i;
                count++;
            }
        }
        writeExceptions(count, meta);
        Varint.put(meta, plan.parts.length);
        for (byte[] literal : plan.literals) {
            Varint.put(meta, literal.length);
            meta.put(literal);
        }
        for (ColumnPlan part : plan.parts) {
            writeHead(part, meta, meta);
            write(part, meta);
        }
    }

    private long[] longs(int count) {
        if (scratch.length < count) {
            scratch = new long[count + (count >> 1)];
        }
        return scratch;
    }
}
