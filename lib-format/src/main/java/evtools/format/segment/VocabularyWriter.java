package evtools.format.segment;

import evtools.format.ByteArrayBuilder;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;

/** Collects what dictionary columns use, domain after domain in the order of the columns. For one block. */
final class VocabularyWriter {
    private final IdentityHashMap<Domain, Boolean> known = new IdentityHashMap<>();
    private final List<Domain> domains = new ArrayList<>();

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

    /** Numbers domains and entries; writes the sizes to the meta section. */
    void write(ByteArrayBuilder meta, ByteArrayBuilder vocabulary) {
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
}
