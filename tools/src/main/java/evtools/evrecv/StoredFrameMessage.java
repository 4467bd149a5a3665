package evtools.evrecv;

import evtools.store.DirectoryStore;
import evtools.store.StoredFrame;
import evtools.transport.MessageType;
import evtools.transport.OutgoingMessage;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/** A stored frame on its way to a peer or a reader: it goes from the file to the socket inside the kernel. */
class StoredFrameMessage implements OutgoingMessage {
    private final DirectoryStore store;
    private final StoredFrame frame;
    private final int flags;

    StoredFrameMessage(DirectoryStore store, StoredFrame frame, int flags) {
        this.store = store;
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
        store.transferTo(frame, channel);
    }
}
