package evtools.format.segment;

import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import org.jspecify.annotations.Nullable;

/** Values out of a domain of a vocabulary. */
final class DictionaryColumn extends SegmentColumn {
    private final VocabularyDomain domain;
    private final NumberStream indexes;
    private int[] index = new int[0];
    private byte[] bytes = new byte[0];
    private int[] starts = new int[0];
    private int firstEntry;

    DictionaryColumn(ColumnStamp stamp, VocabularyDomain domain, NumberStream indexes) {
        super(stamp);
        this.domain = domain;
        this.indexes = indexes;
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
        System.arraycopy(bytes, from, target, at, length);
        return at + length;
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
