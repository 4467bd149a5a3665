package evtools.format.segment;

import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import evtools.format.ShortCopy;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Values out of a domain of a vocabulary. */
final class DictionaryColumn extends SegmentColumn {
    private final VocabularyDomain domain;
    private final NumberStream indexes;
    private int[] index = new int[0];
    private byte[] bytes = new byte[0];
    private int[] starts = new int[0];
    private final byte[] prefix;
    private int firstEntry;

    DictionaryColumn(ColumnStamp stamp, VocabularyDomain domain, NumberStream indexes) {
        super(stamp);
        this.domain = domain;
        this.indexes = indexes;
        this.prefix = domain.prefix();
    }

    @Override
    void open() throws FormatException {
        Vocabulary vocabulary = domain.vocabulary().load();
        bytes = vocabulary.bytes();
        starts = vocabulary.starts();
        firstEntry = domain.first();
        index = indexes.ints(domain.size());
    }

    @Override
    int copy(int ordinal, byte[] target, int at) {
        return copyEntry(index[ordinal], target, at);
    }

    private int copyEntry(int entry, byte[] target, int at) {
        int place = firstEntry + entry;
        int from = starts[place];
        int length = starts[place + 1] - from;
        int to = at;
        if (prefix.length > 0) {
            System.arraycopy(prefix, 0, target, at, prefix.length);
            to += prefix.length;
        }
        ShortCopy.copyLoosely(bytes, from, target, to, length);
        return to + length;
    }

    @Override
    int maxLength() {
        return BlockLayout.MAX_VALUE_BYTES;
    }

    @Override
    public @Nullable Vocabulary vocabulary() {
        return domain.vocabulary();
    }

    @Override
    public int dictionarySize() {
        return domain.size();
    }

    @Override
    public int dictionaryFirst() {
        return domain.first();
    }

    @Override
    public void addOrdinals(BitSet entries, BitSet ordinals) {
        int one = entries.nextSetBit(firstEntry);
        if (one < 0 || one >= firstEntry + domain.size()) {
            return;
        }
        int two = entries.nextSetBit(one + 1);
        int[] numbers = index;
        if (two < 0 || two >= firstEntry + domain.size()) {
            int wanted = one - firstEntry;
            for (int i = 0; i < numbers.length; i++) {
                if (numbers[i] == wanted) {
                    ordinals.set(i);
                }
            }
            return;
        }
        for (int i = 0; i < numbers.length; i++) {
            if (entries.get(firstEntry + numbers[i])) {
                ordinals.set(i);
            }
        }
    }

    @Override
    public int dictionaryIndex(int ordinal) {
        return index[ordinal];
    }

    @Override
    public void appendEntry(int entry, ByteArrayBuilder out) {
        int from = out.length();
        byte[] target = out.ensure(BlockLayout.MAX_VALUE_BYTES);
        out.advance(copyEntry(entry, target, from) - from);
    }
}
