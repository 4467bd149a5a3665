package evtools.format.segment;

import evtools.format.ByteArrayBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Collects what dictionary columns use, domain after domain in the order of the columns, and sorts out which domains are
 * together. For one block.
 */
final class VocabularyWriter {
    /** Vocabularies of fewer bytes aren't worth a stream. */
    static final int APART_FROM_BYTES = 16 << 10;

    /** Domains of less than this part of it stay with the others: what their entries have in common may be chance. */
    private static final int SMALLEST_PART = 16;

    /** Ids use few letters: those of hexadecimal numbers, and of a word like {@code blk}. Most words have others. */
    private static final int MAX_LETTERS = 16;

    private final int apartFromBytes;
    private final IdentityHashMap<Domain, Boolean> known = new IdentityHashMap<>();
    private final List<Domain> domains = new ArrayList<>();

    VocabularyWriter(int apartFromBytes) {
        this.apartFromBytes = apartFromBytes;
    }

    void collect(ColumnPlan plan) {
        if (plan.kind == ColumnKind.DICTIONARY) {
            ColumnWriter.collect(plan);
            Domain domain = Objects.requireNonNull(Objects.requireNonNull(plan.data).domain);
            if (known.put(domain, true) == null) {
                domains.add(domain);
            }
        }
        for (ColumnPlan part : plan.parts) {
            collect(part);
        }
    }

    /** Numbers domains and entries; writes what readers must know first to the meta section. */
    void write(ByteArrayBuilder meta, ByteArrayBuilder vocabulary, StreamWriter streams) {
        List<VocabularyPart> apart = apart();
        Set<Domain> isApart = Collections.newSetFromMap(new IdentityHashMap<>());
        for (VocabularyPart part : apart) {
            isApart.add(part.domain());
        }
        List<VocabularyPart> others = new ArrayList<>();
        for (Domain domain : domains) {
            if (!isApart.contains(domain)) {
                others.add(new VocabularyPart(domain, new byte[0]));
            }
        }
        Varint.put(meta, apart.isEmpty() ? 0 : 1);
        Varint.put(meta, others.size());
        int number = 0;
        for (VocabularyPart part : others) {
            part.writeSize(number++, meta);
        }
        writeEntries(others, vocabulary);
        if (!apart.isEmpty()) {
            writeValues(apart, meta);
            Varint.put(meta, apart.size());
            for (VocabularyPart part : apart) {
                part.writeSize(number++, meta);
                part.writePrefix(meta);
            }
            ByteArrayBuilder entries = new ByteArrayBuilder(64 << 10);
            writeEntries(apart, entries);
            streams.add(entries.array(), 0, entries.length());
        }
    }

    private static void writeValues(List<VocabularyPart> parts, ByteArrayBuilder meta) {
        int maxLength = 0;
        ByteSet values = new ByteSet();
        for (VocabularyPart part : parts) {
            maxLength = Math.max(maxLength, part.maxLength());
            values = values.with(part.values());
        }
        Varint.put(meta, maxLength);
        meta.put(values.bits());
    }

    private static void writeEntries(List<VocabularyPart> parts, ByteArrayBuilder out) {
        for (VocabularyPart part : parts) {
            part.writeLengths(out);
        }
        for (VocabularyPart part : parts) {
            part.writeEntries(out);
        }
    }

    /** Domains of ids, in order; none if all they have isn't worth a stream. */
    private List<VocabularyPart> apart() {
        List<VocabularyPart> candidates = new ArrayList<>();
        for (Domain domain : domains) {
            if (domain.writtenBytes() >= apartFromBytes / SMALLEST_PART) {
                candidates.add(VocabularyPart.of(domain));
            }
        }
        List<VocabularyPart> largestFirst = new ArrayList<>(candidates);
        largestFirst.sort((a, b) -> Integer.compare(b.bytes(), a.bytes()));
        ByteSet values = new ByteSet();
        int bytes = 0;
        for (VocabularyPart part : largestFirst) {
            ByteSet both = values.with(part.values());
            if (both.letters() <= MAX_LETTERS) {
                values = both;
                bytes += part.bytes();
            } else {
                candidates.remove(part);
            }
        }
        return bytes < apartFromBytes ? List.of() : candidates;
    }
}
