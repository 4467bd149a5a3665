package evtools.format.segment;

import evtools.format.ByteArrayBuilder;
import java.util.Arrays;

/** What a vocabulary holds of a domain: the entries that are to be written, without what they all begin with. */
final class VocabularyPart {
    private final Domain domain;
    private final byte[] prefix;
    private final ByteSet values = new ByteSet();
    private int maxLength;
    private int bytes;

    VocabularyPart(Domain domain, byte[] prefix) {
        this.domain = domain;
        this.prefix = prefix;
    }

    /** Without the longest prefix, and with all that is known of what follows it. */
    static VocabularyPart of(Domain domain) {
        VocabularyPart part = new VocabularyPart(domain, prefix(domain));
        part.look();
        return part;
    }

    private static byte[] prefix(Domain domain) {
        byte[] bytes = domain.bytes();
        int from = -1;
        int common = 0;
        for (int i = 0; i < domain.size(); i++) {
            if (!domain.isWritten(i)) {
                continue;
            }
            if (from < 0) {
                from = domain.start(i);
                common = domain.length(i);
            }
            int differs = Arrays.mismatch(bytes, from, from + common, bytes, domain.start(i), domain.start(i + 1));
            common = differs < 0 ? common : differs;
        }
        return common == 0 ? new byte[0] : Arrays.copyOfRange(bytes, from, from + common);
    }

    private void look() {
        boolean[] seen = new boolean[1 << Byte.SIZE];
        for (int i = 0; i < domain.size(); i++) {
            if (domain.isWritten(i)) {
                int length = domain.length(i) - prefix.length;
                maxLength = Math.max(maxLength, length);
                bytes += length + 1;
                note(domain.bytes(), domain.start(i) + prefix.length, length, seen);
            }
        }
        for (int value = 0; value < seen.length; value++) {
            if (seen[value]) {
                values.add((byte) value);
            }
        }
    }

    private static void note(byte[] bytes, int from, int length, boolean[] seen) {
        for (int i = from; i < from + length; i++) {
            seen[bytes[i] & 0xFF] = true;
        }
    }

    Domain domain() {
        return domain;
    }

    /** Which bytes follow the prefix. */
    ByteSet values() {
        return values;
    }

    int maxLength() {
        return maxLength;
    }

    /** What is to be written of the entries. */
    int bytes() {
        return bytes;
    }

    /** Numbers the domain and its entries. */
    void writeSize(int number, ByteArrayBuilder meta) {
        Varint.put(meta, domain.numberWritten(number));
    }

    void writePrefix(ByteArrayBuilder meta) {
        Varint.put(meta, prefix.length);
        meta.put(prefix);
    }

    void writeLengths(ByteArrayBuilder out) {
        for (int i = 0; i < domain.size(); i++) {
            if (domain.isWritten(i)) {
                out.put(domain.length(i) - prefix.length);
            }
        }
    }

    void writeEntries(ByteArrayBuilder out) {
        for (int i = 0; i < domain.size(); i++) {
            if (domain.isWritten(i)) {
                out.put(domain.bytes(), domain.start(i) + prefix.length, domain.length(i) - prefix.length);
            }
        }
    }
}
