package evtools.evmerge;

import evtools.format.BigEndian;
import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventChecksum;
import evtools.format.event.EventFormat;
import evtools.format.frame.FrameCodecs;
import evtools.format.frame.FrameHeader;
import evtools.format.frame.FrameLimits;
import evtools.sort.MergeSink;
import java.io.IOException;

/** Adds each event to a checksum on its way. Whole frames are decoded for that, and still passed on as they are. */
final class ChecksumSink implements MergeSink, AutoCloseable {
    private final MergeSink next;
    private final EventChecksum checksum = new EventChecksum();
    private final FrameCodecs codecs = new FrameCodecs();
    private final ByteArrayBuilder payload = new ByteArrayBuilder(16);

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

    @Override
    public boolean takes(FrameHeader header) {
        return next.takes(header);
    }

    @Override
    public void frame(FrameHeader header, byte[] buffer, int offset, int length) throws IOException {
        byte[] rows = buffer;
        int at = offset + FrameLimits.HEADER_BYTES;
        if (!header.readableInPlace()) {
            payload.clear();
            rows = payload.ensure(header.wholeLength());
            codecs.decode(header, buffer, at, rows);
            at = 0;
        }
        int end = at + header.wholeLength();
        while (end - at >= EventFormat.LENGTH_BYTES) {
            int eventLength = BigEndian.getUnsignedShort(rows, at);
            checksum.add(rows, at + EventFormat.LENGTH_BYTES, eventLength);
            at += EventFormat.LENGTH_BYTES + eventLength;
        }
        next.frame(header, buffer, offset, length);
    }

    @Override
    public void close() {
        codecs.close();
    }
}
