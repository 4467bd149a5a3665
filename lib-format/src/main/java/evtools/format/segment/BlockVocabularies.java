package evtools.format.segment;

import evtools.format.FormatException;
import java.util.ArrayList;
import java.util.List;

/** The vocabularies of a block and their domains, which are described before the templates. */
final class BlockVocabularies {
    private static final byte[] NO_PREFIX = new byte[0];

    private final Vocabulary[] read;
    private final List<VocabularyDomain> domains = new ArrayList<>();

    /** @param rawLength of the block */
    BlockVocabularies(ByteCursor meta, BlockStreams streams, int rawLength) throws FormatException {
        read = new Vocabulary[1 + meta.bounded(meta.left(), "number of vocabularies")];
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
            read[i] = new Vocabulary(streams, i, i - 1, maxLength, values, sizes, prefixes);
            int first = 0;
            for (int d = 0; d < sizes.length; d++) {
                domains.add(new VocabularyDomain(read[i], first, sizes[d], i == 0 ? NO_PREFIX : prefixes[d]));
                first += sizes[d];
            }
        }
    }

    /** How many vocabularies there are; the first is in the section. */
    int size() {
        return read.length;
    }

    Vocabulary vocabulary(int number) {
        return read[number];
    }

    /** How many streams they take: the first ones of the block. */
    int streamCount() {
        return read.length - 1;
    }

    /** How many domains there are. */
    int domains() {
        return domains.size();
    }

    VocabularyDomain domain(int number) {
        return domains.get(number);
    }
}
