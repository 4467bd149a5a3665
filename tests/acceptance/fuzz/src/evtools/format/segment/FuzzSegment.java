package evtools.format.segment;

import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Blocks of a segment. Checksums are made right first, else nothing would come beyond them; the last byte says whether,
 * and whether lengths are too.
 * Whatever a block claims: it is refused, or gives the same events at once and one by one.
 */
public final class FuzzSegment {
    private static final byte[] SOME_ID = "5f0c77d2a1b94e83".getBytes(StandardCharsets.US_ASCII);

    private FuzzSegment() {}

    public static void fuzzerTestOneInput(byte[] input) {
        byte[] bytes = input.clone();
        switch (bytes.length == 0 ? 1 : bytes[bytes.length - 1] & 3) {
            case 0 -> PlainBlock.mend(bytes);
            case 2 -> PlainBlock.mendChecksums(bytes);
            default -> {}
        }
        try (SegmentBlock block = new SegmentBlock()) {
            block.open(bytes, 0, bytes.length);
            ask(block);
            byte[] rows = new byte[block.rawLength()];
            block.expand(rows, rows.length);
            oneByOne(block, rows);
        } catch (FormatException expected) {
            // Refused, as it should be.
        }
    }

    /** What a search asks before it reads events. */
    private static void ask(SegmentBlock block) throws FormatException {
        block.mayContain(SOME_ID, 0, SOME_ID.length);
        block.words();
        block.text();
        block.table();
        for (int i = 0; i < block.vocabularies(); i++) {
            block.vocabulary(i).load();
        }
        block.points();
        block.sourceOfRow();
        block.templateOfRow();
        ByteArrayBuilder out = new ByteArrayBuilder(16);
        for (int i = 0; i < block.templates(); i++) {
            SegmentTemplate template = block.template(i);
            if (!template.isWhole() && template.rows() > 0) {
                block.appendMessage(i, template.rows() - 1, out);
                block.rowOf(i, template.rows() - 1);
            }
        }
    }

    private static void oneByOne(SegmentBlock block, byte[] rows) throws FormatException {
        ByteArrayBuilder out = new ByteArrayBuilder(16);
        int at = 0;
        for (int row = 0; row < block.rows(); row++) {
            out.clear();
            block.appendEvent(row, out);
            if (!Arrays.equals(out.array(), 0, out.length(), rows, at, at + out.length())) {
                throw new AssertionError("event " + row + " differs from the one at byte " + at + " of all");
            }
            at += out.length();
        }
    }
}
