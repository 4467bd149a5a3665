package evtools.evmerge;

import evtools.format.event.EventChecksum;
import evtools.sort.MergeSink;
import java.io.IOException;

/** Adds each event to a checksum on its way. Whole frames aren't taken: their events must be seen. */
final class ChecksumSink implements MergeSink {
    private final MergeSink next;
    private final EventChecksum checksum = new EventChecksum();

    ChecksumSink(MergeSink next) {
        this.next = next;
    }

    EventChecksum checksum() {
        return checksum;
    }

    @Override
    public void begin() throws IOException {
        next.begin();
    }

    @Override
    public void event(byte[] buffer, int offset, int length) throws IOException {
        checksum.add(buffer, offset, length);
        next.event(buffer, offset, length);
    }
}
