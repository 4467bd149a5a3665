package evtools.format.segment;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.event.OwnKeys;
import java.util.Arrays;

/** Collects the keys of a block's messages. For one block. */
final class FilterBuilder implements FilterKeys.Visitor {
    private static final byte[] NONE = new byte[0];

    private final ByteArrayBuilder message = new ByteArrayBuilder(1 << 10);
    private long[] hashes = new long[1 << 8];
    private int count;
    private long lettersLengths;
    private long digitsLengths;
    private boolean possible = true;

    @Override
    public void run(long hash, int length, boolean letters) {
        long bit = 1L << BlockFilter.lengthBit(length);
        if (letters) {
            lettersLengths |= bit;
        } else {
            digitsLengths |= bit;
        }
        uuid(hash);
    }

    @Override
    public void uuid(long hash) {
        if (count > 0 && hashes[count - 1] == hash) {
            return;
        }
        if (count == hashes.length) {
            hashes = Arrays.copyOf(hashes, count * 2);
        }
        hashes[count++] = hash;
    }

    /** Adds what the messages of a template consist of. */
    void add(TemplateData template) {
        if (template.kind == TemplateData.WHOLE || isPart(template)) {
            possible = false;
            return;
        }
        if (reachesOverSlots(template.literals)) {
            addMessages(template);
            return;
        }
        for (byte[] literal : template.literals) {
            FilterKeys.scan(literal, 0, literal.length, this);
        }
        for (int i = 0; i < template.slotTypes.length; i++) {
            add(template.columns[i]);
        }
    }

    /** Whether a run, or a UUID, may reach from a literal into a slot, or from slot to slot. */
    private static boolean reachesOverSlots(byte[][] literals) {
        for (int i = 0; i < literals.length; i++) {
            byte[] literal = literals[i];
            boolean atSlots = (i > 0 && (literal.length == 0 ? i < literals.length - 1 : joins(literal[0])))
                    || (i < literals.length - 1 && literal.length > 0 && joins(literal[literal.length - 1]));
            if (atSlots) {
                return true;
            }
        }
        return false;
    }

    /** Puts each message together, since keys don't end where slots do. */
    private void addMessages(TemplateData template) {
        byte[][] literals = template.literals;
        for (int row = 0; row < template.rows; row++) {
            message.clear();
            message.put(literals[0]);
            for (int i = 0; i < template.slotTypes.length; i++) {
                ColumnData column = template.columns[i];
                Domain domain = column.domain;
                if (domain == null) {
                    message.put(column.bytes, column.offsets[row], column.lengths[row]);
                } else {
                    int entry = column.entries[row];
                    int from = domain.start(entry);
                    message.put(domain.bytes(), from, domain.start(entry + 1) - from);
                }
                message.put(literals[i + 1]);
            }
            FilterKeys.scan(message.array(), 0, message.length(), this);
        }
    }

    /** A key could reach from one part of a long line into the next. */
    private static boolean isPart(TemplateData template) {
        for (byte[] key : template.besideKeys) {
            if (Arrays.equals(key, OwnKeys.part())) {
                return true;
            }
        }
        return false;
    }

    private static boolean joins(byte value) {
        return value == '-' || FilterKeys.hexKind(value) != 0;
    }

    private void add(ColumnData column) {
        Domain domain = column.domain;
        if (domain == null) {
            for (int i = 0; i < column.count; i++) {
                FilterKeys.scan(column.bytes, column.offsets[i], column.offsets[i] + column.lengths[i], this);
            }
        } else if (domain.markScanned()) {
            for (int i = 0; i < domain.size(); i++) {
                FilterKeys.scan(domain.bytes(), domain.start(i), domain.start(i + 1), this);
            }
        }
    }

    /**
     * The filter section.
     *
     * @param maxBytes it is left out, empty, if it takes more
     */
    byte[] build(int maxBytes) {
        Arrays.sort(hashes, 0, count);
        int distinct = 0;
        for (int i = 0; i < count; i++) {
            if (i == 0 || hashes[i] != hashes[i - 1]) {
                hashes[distinct++] = hashes[i];
            }
        }
        if (!possible || distinct * 9L / 8 > maxBytes) {
            return NONE;
        }
        byte[] filter = BinaryFuse8.build(hashes, distinct);
        if (filter == null || filter.length + BlockFilter.LENGTHS_BYTES > maxBytes) {
            return NONE;
        }
        byte[] section = new byte[BlockFilter.LENGTHS_BYTES + filter.length];
        BigEndian.putLong(section, 0, lettersLengths);
        BigEndian.putLong(section, 8, digitsLengths);
        System.arraycopy(filter, 0, section, BlockFilter.LENGTHS_BYTES, filter.length);
        return section;
    }
}
