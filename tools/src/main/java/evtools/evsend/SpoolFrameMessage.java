package evtools.evsend;

import evtools.store.Spool;
import evtools.store.SpoolFrame;
import evtools.transport.FrameMessage;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystemException;
import java.util.function.Consumer;

/** A pinned frame of the spool on its way to a server: it goes from the file to the socket inside the kernel. */
final class SpoolFrameMessage extends FrameMessage {
    private final Spool spool;
    private final SpoolFrame frame;
    private final Consumer<IOException> unreadable;

    /** @param unreadable is told when the frame is not in its file any more; the connection ends with it */
    SpoolFrameMessage(Spool spool, SpoolFrame frame, int flags, Consumer<IOException> unreadable) {
        super(frame.length(), flags);
        this.spool = spool;
        this.frame = frame;
        this.unreadable = unreadable;
    }

    @Override
    public void writeBody(WritableByteChannel channel) throws IOException {
        try {
            spool.transferTo(frame, channel);
        } catch (EOFException | FileSystemException e) {
            unreadable.accept(e);
            throw e;
        }
    }

    @Override
    public void done() {
        spool.unpin(frame);
    }
}
