package evtools.evrecv;

import evtools.store.DirectoryStore;
import evtools.store.StoredFrame;
import evtools.transport.FrameMessage;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/** A stored frame on its way to a peer or a reader: it goes from the file to the socket inside the kernel. */
final class StoredFrameMessage extends FrameMessage {
    private final DirectoryStore store;
    private final StoredFrame frame;

    StoredFrameMessage(DirectoryStore store, StoredFrame frame, int flags) {
        super(frame.length(), flags);
        this.store = store;
        this.frame = frame;
    }

    @Override
    public void writeBody(WritableByteChannel channel) throws IOException {
        store.transferTo(frame, channel);
    }
}
