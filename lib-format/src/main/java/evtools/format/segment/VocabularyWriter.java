package evtools.format.segment;

import evtools.format.ByteArrayBuilder;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;

/**
 * Collects what dictionary columns use, domain after domain: words, then hexadecimal, then decimal numbers and what is
 * made of them, so that a search for a word needs the vocabulary's beginning only. For one block.
 */
final class VocabularyWriter {
    private static final int NO_LETTERS = ByteClasses.of(new byte[] {'0', '.', ':', '/', '-', '_'}, 0, 6);
    private static final int NO_WORDS = NO_LETTERS | ByteClasses.of(new byte[] {'a', 'A'}, 0, 2);
    private static final int KINDS = 3;

    private final IdentityHashMap<Domain, Boolean> known = new IdentityHashMap<>();
    private final List<Domain> found = new ArrayList<>();

    void collect(ColumnPlan plan) {
        if (plan.kind == ColumnKind.DICTIONARY) {
            ColumnWriter.collect(plan);
            Domain domain = Objects.requireNonNull(Objects.requireNonNull(plan.data).domain);
            if (known.put(domain, true) == null) {
                found.add(domain);
            }
        }
        for (ColumnPlan part : plan.parts) {
            collect(part);
        }
    }

    /** Numbers domains and entries; writes the sizes to the meta section. */
    void write(ByteArrayBuilder meta, ByteArrayBuilder vocabulary) {
        List<Domain> domains = ordered();
        Varint.put(meta, domains.size());
        for (int i = 0; i < domains.size(); i++) {
            Varint.put(meta, domains.get(i).numberWritten(i));
        }
        for (Domain domain : domains) {
            for (int i = 0; i < domain.size(); i++) {
                if (domain.isWritten(i)) {
                    vocabulary.put(domain.length(i));
                }
            }
        }
        for (Domain domain : domains) {
            for (int i = 0; i < domain.size(); i++) {
                if (domain.isWritten(i)) {
                    vocabulary.put(domain.bytes(), domain.start(i), domain.length(i));
                }
            }
        }
    }

    private List<Domain> ordered() {
        List<Domain> ordered = new ArrayList<>(found.size());
        for (int kind = 0; kind < KINDS; kind++) {
            for (Domain domain : found) {
                if (kind(domain.allClasses()) == kind) {
                    ordered.add(domain);
                }
            }
        }
        return ordered;
    }

    private static int kind(int classes) {
        return (classes & ~NO_WORDS) != 0 ? 0 : (classes & ~NO_LETTERS) != 0 ? 1 : 2;
    }
}
