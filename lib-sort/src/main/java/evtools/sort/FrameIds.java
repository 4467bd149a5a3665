package evtools.sort;

import evtools.format.frame.FrameHeader;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers frame ids, so that copies of one frame fall out before they are decoded. It remembers the newest 262,144:
 * copies that it misses fall out later, event by event. Not thread-safe.
 */
final class FrameIds {
    private static final int MOST = 1 << 18;

    private record Id(long origin, long sequence) {}

    private final Map<Id, Integer> headerChecksums = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Id, Integer> eldest) {
            return size() > MOST;
        }
    };
    private long copies;
    private long conflicts;

    /**
     * Whether the frame is a copy of one that was asked about before. A frame with a known id and other contents is no
     * copy, but a {@link #conflicts conflict}.
     */
    boolean isCopy(FrameHeader header) {
        return isCopy(header, header.readChecksum());
    }

    /** The same, for a frame of which no more than this is known. */
    boolean isCopy(FrameHeader header, int checksum) {
        if (!header.hasId()) {
            return false;
        }
        Integer known = headerChecksums.putIfAbsent(new Id(header.origin(), header.sequence()), checksum);
        if (known == null) {
            return false;
        }
        if (known != checksum) {
            conflicts++;
            return false;
        }
        copies++;
        return true;
    }

    long copies() {
        return copies;
    }

    long conflicts() {
        return conflicts;
    }
}
