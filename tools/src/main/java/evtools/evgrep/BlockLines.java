package evtools.evgrep;

import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import evtools.format.frame.FrameHeader;
import evtools.format.segment.SegmentBlock;
import java.util.BitSet;

/** Lines that stay in their block until their turn comes, since copies of them would take much memory. */
final class BlockLines implements FoundList, AutoCloseable {
    private final byte[] bytes;
    private final BitSet shown;
    private final BitSet selected;
    private final int size;
    private final SegmentBlock block = new SegmentBlock();
    private final ByteArrayBuilder event = new ByteArrayBuilder(1024);
    private boolean opened;
    private int place = -1;
    private int row = -1;

    /**
     * @param bytes the block
     * @param shown the rows that are lines
     * @param selected those that were selected
     */
    BlockLines(byte[] bytes, BitSet shown, BitSet selected) {
        this.bytes = bytes;
        this.shown = shown;
        this.selected = selected;
        this.size = shown.cardinality();
    }

    private int row(int i) throws FormatException {
        if (!opened) {
            opened = true;
            block.open(bytes, 0, bytes.length);
        }
        if (i < place) {
            place = -1;
            row = -1;
        }
        while (place < i) {
            row = shown.nextSetBit(row + 1);
            place++;
        }
        return row;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public long point(int i) throws FormatException {
        int at = row(i);
        return block.points()[at];
    }

    @Override
    public boolean isSelected(int i) throws FormatException {
        return selected.get(row(i));
    }

    @Override
    public void look(int i, LogLine line, long firstNumber, FrameHeader source) throws FormatException {
        int at = row(i);
        event.clear();
        block.appendEvent(at, event);
        line.look(event.array(), 0, event.length());
        line.at(firstNumber + at, source);
    }

    /** Frees native memory. */
    @Override
    public void close() {
        block.close();
    }
}
