package evtools.evsend;

import evtools.store.Spool;
import evtools.store.SpoolFrame;
import evtools.transport.FrameMessage;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/** A pinned frame of the spool on its way to a server: it goes from the file to the socket inside the kernel. */
final class SpoolFrameMessage extends FrameMessage {
    private final Spool spool;
    private final SpoolFrame frame;

    SpoolFrameMessage(Spool spool, SpoolFrame frame, int flags) {
        super(frame.length(), flags);
        this.spool = spool;
        this.frame = frame;
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
