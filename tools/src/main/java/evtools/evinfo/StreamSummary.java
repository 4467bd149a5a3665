package evtools.evinfo;

import evtools.format.frame.FrameCodec;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameKind;
import evtools.pipe.Durability;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What the headers of a stream's frames say. */
final class StreamSummary {
    /** Beyond this many origins they are only said to be more. */
    private static final int MAX_ORIGINS = 1_000;

    private final long[] framesByCodec = new long[256];
    private final Set<Long> origins = new HashSet<>();
    private final Map<Durability, long[]> durabilities = new LinkedHashMap<>();
    private final Set<Long> environmentTags = new HashSet<>();
    private long eventsFrames;
    private long positionsFrames;
    private long endFrames;
    private long otherFrames;
    private long unreadableFrames;
    private long sortedFrames;
    private long lateFrames;
    private long framesWithId;
    private long events;
    private long rawBytes;
    private long framesWithTails;
    private long wholeBytes;
    private long storedBytes;
    private long minPoint = -1L;
    private long maxPoint;

    void add(FrameHeader header) {
        storedBytes += header.frameLength();
        if (header.unreadable() != null) {
            unreadableFrames++;
            return;
        }
        switch (header.kind()) {
            case FrameKind.EVENTS -> addEvents(header);
            case FrameKind.POSITIONS -> positionsFrames++;
            case FrameKind.END -> endFrames++;
            default -> otherFrames++;
        }
    }

    private void addEvents(FrameHeader header) {
        eventsFrames++;
        framesByCodec[header.codec()]++;
        events += header.events();
        rawBytes += header.rawLength();
        framesWithTails += header.sharesTails() ? 1 : 0;
        wholeBytes += header.wholeLength();
        sortedFrames += header.sorted() ? 1 : 0;
        lateFrames += header.late() ? 1 : 0;
        if (header.hasId()) {
            framesWithId++;
            if (origins.size() < MAX_ORIGINS) {
                origins.add(header.origin());
            }
        }
        if (header.environmentTag() != 0 && environmentTags.size() < MAX_ORIGINS) {
            environmentTags.add(header.environmentTag());
        }
        if (header.copies() != 0) {
            long[] counts = durabilities.computeIfAbsent(
                    new Durability(header.copies(), header.acks(), header.fsync()), any -> new long[2]);
            counts[0]++;
            counts[1] += header.events();
        }
        if (header.events() > 0) {
            minPoint = Long.compareUnsigned(header.minPoint(), minPoint) < 0 ? header.minPoint() : minPoint;
            maxPoint = Long.compareUnsigned(header.maxPoint(), maxPoint) > 0 ? header.maxPoint() : maxPoint;
        }
    }

    long events() {
        return events;
    }

    long eventsFrames() {
        return eventsFrames;
    }

    long positionsFrames() {
        return positionsFrames;
    }

    long endFrames() {
        return endFrames;
    }

    long otherFrames() {
        return otherFrames;
    }

    long unreadableFrames() {
        return unreadableFrames;
    }

    long sortedFrames() {
        return sortedFrames;
    }

    long lateFrames() {
        return lateFrames;
    }

    long framesWithId() {
        return framesWithId;
    }

    int origins() {
        return origins.size();
    }

    /** Of each class that frames state: how many frames, how many events. */
    Map<Durability, long[]> durabilities() {
        return durabilities;
    }

    int environments() {
        return environmentTags.size();
    }

    long rawBytes() {
        return rawBytes;
    }

    /** Frames whose rows share tails. */
    long framesWithTails() {
        return framesWithTails;
    }

    /** Bytes of all events and their lengths, whatever they share. */
    long wholeBytes() {
        return wholeBytes;
    }

    long storedBytes() {
        return storedBytes;
    }

    long minPoint() {
        return minPoint;
    }

    long maxPoint() {
        return maxPoint;
    }

    /** {@code lz4 (12)}: the codecs that were met and the number of their frames. */
    String codecs() {
        StringBuilder text = new StringBuilder();
        for (int codec = 0; codec < framesByCodec.length; codec++) {
            if (framesByCodec[codec] > 0) {
                text.append(text.isEmpty() ? "" : ", ")
                        .append(FrameCodec.name(codec))
                        .append(" (")
                        .append(framesByCodec[codec])
                        .append(')');
            }
        }
        return text.toString();
    }
}
