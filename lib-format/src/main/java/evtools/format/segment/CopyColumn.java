package evtools.format.segment;

import evtools.format.FormatException;
import org.jspecify.annotations.Nullable;

/** The same values as another slot of the template. */
final class CopyColumn extends SegmentColumn {
    private final SegmentColumn original;

    CopyColumn(SegmentColumn original) {
        super(original.stamp());
        // A copy of a copy goes straight to the original: no chains.
        this.original = original instanceof CopyColumn copy ? copy.original : original;
    }

    @Override
    void open() throws FormatException {
        original.load();
    }

    @Override
    public byte @Nullable [] constant() {
        return original.constant();
    }

    @Override
    public boolean isCopy() {
        return true;
    }

    @Override
    int copy(int ordinal, byte[] target, int at) {
        return original.copy(ordinal, target, at);
    }
}
