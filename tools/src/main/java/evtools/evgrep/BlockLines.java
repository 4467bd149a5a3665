package evtools.evgrep;

import evtools.format.ByteArrayBuilder;
import evtools.format.FormatException;
import evtools.format.frame.FrameHeader;
import evtools.format.segment.SegmentBlock;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Lines that stay in their block until their turn comes, since copies of them would take much memory. */
final class BlockLines implements FoundList, AutoCloseable {
    private final byte[] bytes;
    private final BitSet shown;
    private final BitSet selected;
    private final int size;
    private final boolean numbers;
    private final SegmentBlock block = new SegmentBlock();
    private final ByteArrayBuilder event = new ByteArrayBuilder(1024);
    private int @Nullable [] ordered;

    /**
     * @param bytes the block
     * @param shown the rows that are lines
     * @param selected those that were selected
     * @param numbers whether lines are counted
     */
    BlockLines(byte[] bytes, BitSet shown, BitSet selected, boolean numbers) {
        this.bytes = bytes;
        this.shown = shown;
        this.selected = selected;
        this.size = shown.cardinality();
        this.numbers = numbers;
    }

    private int row(int i) throws FormatException {
        int[] rows = ordered;
        if (rows == null) {
            block.open(bytes, 0, bytes.length);
            rows = block.inOrder(shown);
            ordered = rows;
        }
        return rows[i];
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
        line.at(firstNumber + (numbers ? block.position(at) : at), source);
    }

    /** Frees native memory. */
    @Override
    public void close() {
        block.close();
    }
}
