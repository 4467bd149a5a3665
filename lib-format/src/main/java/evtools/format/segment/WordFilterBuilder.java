package evtools.format.segment;

import evtools.format.ByteArrayBuilder;
import java.util.BitSet;
import java.util.IdentityHashMap;

/** Collects what {@link WordFilter} says of a block. For one block. */
final class WordFilterBuilder {
    /** Classes of bytes with a letter that no hexadecimal number has. */
    private static final int WORD_CLASSES = 1 << 2 | 1 << 4;

    private final byte[] bits = new byte[WordFilter.BYTES];
    /** Which entries of a domain have been looked at. */
    private final IdentityHashMap<Domain, BitSet> seen = new IdentityHashMap<>();

    /** Adds the values of a template's messages; its columns' heads have been written. */
    void add(TemplateData template) {
        if (template.kind == SegmentTemplate.WHOLE) {
            return;
        }
        for (int i = 0; i < template.slotTypes.length; i++) {
            ColumnPlan plan = template.plans[i];
            ColumnData data = plan.data;
            // A copy's original is a slot before it.
            if (data != null
                    && plan.kind != ColumnKind.CONSTANT
                    && plan.kind != ColumnKind.COPY
                    && (plan.classes & WORD_CLASSES) != 0) {
                add(data);
            }
        }
    }

    private void add(ColumnData data) {
        Domain domain = data.domain;
        if (domain == null) {
            for (int i = 0; i < data.count; i++) {
                add(data.bytes, data.offsets[i], data.lengths[i]);
            }
            return;
        }
        BitSet known = seen.computeIfAbsent(domain, d -> new BitSet(d.size()));
        for (int i = 0; i < data.count; i++) {
            int entry = data.entries[i];
            if (!known.get(entry)) {
                known.set(entry);
                if ((domain.classes(entry) & WORD_CLASSES) != 0) {
                    add(domain.bytes(), domain.start(entry), domain.length(entry));
                }
            }
        }
    }

    private void add(byte[] text, int offset, int length) {
        int first = -1;
        int second = -1;
        for (int i = offset; i < offset + length; i++) {
            int third = WordFilter.letter(text[i]);
            if (first >= 0 && second >= 0 && third >= 0) {
                int bit = (first * WordFilter.LETTERS + second) * WordFilter.LETTERS + third;
                bits[bit >> 3] |= (byte) (1 << (bit & 7));
            }
            first = second;
            second = third;
        }
    }

    ByteArrayBuilder section() {
        return new ByteArrayBuilder(bits.length).put(bits);
    }
}
