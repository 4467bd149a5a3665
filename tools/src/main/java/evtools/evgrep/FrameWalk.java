package evtools.evgrep;

import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameKind;
import evtools.format.frame.FrameLimits;
import evtools.format.frame.FrameReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Gives the frames of one input that are to be searched or passed on, in their order. In a file it goes from header to
 * header and leaves the payloads to whoever searches them; from the frame before the first that isn't as it must be,
 * and in pipes, it reads everything, so that damage is found and told in the same way.
 *
 * <p>Not thread-safe.
 */
final class FrameWalk {
    private final SearchInput input;
    private final SearchPlan plan;
    private final boolean passOnOthers;
    private final boolean holdBytes;
    private final SearchStats stats;
    private final byte[] headerBytes = new byte[FrameLimits.HEADER_BYTES];
    private boolean begun;
    private boolean hopping;
    private FrameHeader current = new FrameHeader();
    private long offset;
    private long size;

    /**
     * @param passOnOthers whether frames that hold no events are given too
     * @param holdBytes whether frames from files are given with their bytes where these were read anyway
     */
    FrameWalk(SearchInput input, SearchPlan plan, boolean passOnOthers, boolean holdBytes, SearchStats stats) {
        this.input = input;
        this.plan = plan;
        this.passOnOthers = passOnOthers;
        this.holdBytes = holdBytes || !input.isFile();
        this.stats = stats;
    }

    /** The next frame; null: there are no more. */
    @Nullable
    Unit next() throws IOException {
        if (!begun) {
            begun = true;
            hopping = input.isFile() && beginHopping();
        }
        while (!input.isDone()) {
            Unit unit;
            if (hopping) {
                unit = hop();
            } else if (input.events().nextFrame()) {
                unit = read();
            } else {
                return null;
            }
            if (unit != null) {
                return unit;
            }
            if (hopping && offset == size) {
                return null;
            }
        }
        return null;
    }

    private boolean beginHopping() throws IOException {
        size = input.fileBytes();
        return readHeader(0, current);
    }

    /** Whether a whole frame begins at {@code at}. */
    private boolean readHeader(long at, FrameHeader header) throws IOException {
        return size - at >= FrameLimits.HEADER_BYTES
                && input.read(at, headerBytes, FrameLimits.HEADER_BYTES)
                && header.read(headerBytes, 0) == null
                && size - at >= header.frameLength();
    }

    /** Moves over the current frame, once it is known that the one after it is whole. */
    private @Nullable Unit hop() throws IOException {
        if (offset == size) {
            return null;
        }
        FrameHeader header = current;
        long following = offset + header.frameLength();
        FrameHeader next = new FrameHeader();
        if (following != size && !readHeader(following, next)) {
            hopping = false;
            input.events().beginAt(offset);
            return null;
        }
        long at = offset;
        offset = following;
        current = next;
        stats.frames += header.kind() == FrameKind.EVENTS ? 1 : 0;
        if (isOther(header)) {
            byte[] frame = readWhole(header, at);
            return frame == null || skips(header) ? null : new Unit(Unit.Kind.OTHER, input, header, at, frame);
        }
        if (skips(header)) {
            return null;
        }
        return new Unit(Unit.Kind.EVENTS, input, header, at, null);
    }

    /** Reads a frame that no searcher will look at, so that damage of an index is found too; null: it is damaged. */
    private byte @Nullable [] readWhole(FrameHeader header, long at) throws IOException {
        byte[] frame = new byte[header.frameLength()];
        String damage = null;
        if (!input.read(at, frame, frame.length)) {
            damage = "stream cut inside a frame";
        } else {
            CRC32C crc = new CRC32C();
            crc.update(frame, FrameLimits.HEADER_BYTES, header.storedLength());
            damage = (int) crc.getValue() == header.payloadCrc() ? null : "frame payload with a wrong checksum";
        }
        if (damage != null) {
            input.events().reportDamage(at, frame.length, damage);
            return null;
        }
        return frame;
    }

    private @Nullable Unit read() {
        FrameReader frames = input.events().frames();
        stats.frames += frames.header().kind() == FrameKind.EVENTS ? 1 : 0;
        if (skips(frames.header())) {
            return null;
        }
        FrameHeader header = new FrameHeader().copyFrom(frames.header());
        boolean other = isOther(header);
        byte[] frame = other || holdBytes
                ? Arrays.copyOfRange(
                        frames.frameBuffer(), frames.frameOffset(), frames.frameOffset() + frames.frameLength())
                : null;
        return new Unit(other ? Unit.Kind.OTHER : Unit.Kind.EVENTS, input, header, frames.streamOffset(), frame);
    }

    private static boolean isOther(FrameHeader header) {
        return header.unreadable() == null && header.kind() != FrameKind.EVENTS;
    }

    /** Passes frames over that can't hold anything; where lines are numbered, all must be read. */
    private boolean skips(FrameHeader header) {
        if (header.unreadable() != null) {
            return false;
        }
        if (header.kind() != FrameKind.EVENTS) {
            return !passOnOthers;
        }
        boolean skip = !plan.numbers() && !plan.filter().mayPass(header);
        if (skip) {
            stats.framesSkippedByTime++;
            stats.bytesSkippedByTime += header.frameLength();
        }
        return skip;
    }
}
