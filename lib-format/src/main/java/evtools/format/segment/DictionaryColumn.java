package evtools.format.segment;

import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;

/** Values out of a domain of the vocabulary. */
final class DictionaryColumn extends SegmentColumn {
    private final Vocabulary vocabulary;
    private final int domain;
    private final NumberStream indexes;
    private int[] index = new int[0];
    private int firstEntry;

    DictionaryColumn(ColumnStamp stamp, Vocabulary vocabulary, int domain, NumberStream indexes) {
        super(stamp);
        this.vocabulary = vocabulary;
        this.domain = domain;
        this.indexes = indexes;
    }

    @Override
    void open() throws FormatException {
        vocabulary.load();
        firstEntry = vocabulary.firstEntry(domain);
        index = indexes.ints(vocabulary.size(domain));
    }

    @Override
    int copy(int ordinal, byte[] target, int at) {
        return vocabulary.copy(firstEntry + index[ordinal], target, at);
    }

    @Override
    int maxLength() {
        return BlockLayout.MAX_VALUE_BYTES;
    }

    @Override
    public int dictionarySize() {
        return vocabulary.size(domain);
    }

    @Override
    public int dictionaryFirst() {
        return vocabulary.firstEntry(domain);
    }

    @Override
    public int dictionaryIndex(int ordinal) {
        return index[ordinal];
    }

    @Override
    public void appendEntry(int entry, ByteArrayBuilder out) {
        int from = out.length();
        byte[] target = out.ensure(BlockLayout.MAX_VALUE_BYTES);
        out.advance(vocabulary.copy(firstEntry + entry, target, from) - from);
    }
}
