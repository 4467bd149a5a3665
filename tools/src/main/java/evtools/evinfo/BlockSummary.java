package evtools.evinfo;

import evtools.format.FormatException;
import evtools.format.frame.FrameLimits;
import evtools.format.frame.FrameReader;
import evtools.format.segment.SegmentBlock;

/** What is in the blocks of columnar frames, added up. Not thread-safe. */
final class BlockSummary {
    private static final String[] SECTIONS = {
        "filter", "words", "templates", "text", "vocabulary", "meta", "small streams"
    };

    private final long[] sectionBytes = new long[SECTIONS.length];
    private long blocks;
    private long rows;
    private long templates;
    private long sources;
    private long streamBytes;

    /** Looks at the block in the current frame, but not into its columns. */
    void add(FrameReader frame) throws FormatException {
        int payload = frame.frameOffset() + FrameLimits.HEADER_BYTES;
        try (SegmentBlock block = new SegmentBlock()) {
            block.open(frame.frameBuffer(), payload, frame.header().storedLength());
            templates += block.templates();
            sources += block.sources();
            rows += block.rows();
            long left = frame.header().storedLength();
            for (int i = 0; i < SECTIONS.length; i++) {
                sectionBytes[i] += block.storedBytes(i);
                left -= block.storedBytes(i);
            }
            streamBytes += left;
            blocks++;
        }
    }

    boolean isEmpty() {
        return blocks == 0;
    }

    String counts() {
        return blocks + ", " + rows + " rows, " + templates + " templates, " + sources + " sources";
    }

    /** Stored bytes of each section. */
    String sections() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < SECTIONS.length; i++) {
            text.append(SECTIONS[i]).append(' ').append(sectionBytes[i]).append(", ");
        }
        return text.append("streams ").append(streamBytes).toString();
    }
}
