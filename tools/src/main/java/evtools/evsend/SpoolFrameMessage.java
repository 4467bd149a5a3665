package evtools.evsend;

import evtools.store.Spool;
import evtools.store.SpoolFrame;
import evtools.transport.MessageType;
import evtools.transport.OutgoingMessage;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/** A pinned frame of the spool on its way to a server: it goes from the file to the socket inside the kernel. */
final class SpoolFrameMessage implements OutgoingMessage {
    private final Spool spool;
    private final SpoolFrame frame;
    private final int flags;

    SpoolFrameMessage(Spool spool, SpoolFrame frame, int flags) {
        this.spool = spool;
        this.frame = frame;
        this.flags = flags;
    }

    @Override
    public int type() {
        return MessageType.FRAME;
    }

    @Override
    public int flags() {
        return flags;
    }

    @Override
    public int length() {
        return frame.length();
    }

    @Override
    public void writeBody(WritableByteChannel channel) throws IOException {
        spool.transferTo(frame, channel);
    }

    @Override
    public void done() {
        spool.unpin(frame);
    }
}
