package evtools.transport;

/** A frame on its way; where its bytes come from is the subclass's own. */
public abstract class FrameMessage implements OutgoingMessage {
    private final int length;
    private final int flags;

    /**
     * A message of type {@link MessageType#FRAME}.
     *
     * @param length of the frame, header included
     * @param flags as in {@link MessageType}
     */
    protected FrameMessage(int length, int flags) {
        this.length = length;
        this.flags = flags;
    }

    @Override
    public final int type() {
        return MessageType.FRAME;
    }

    @Override
    public final int flags() {
        return flags;
    }

    @Override
    public final int length() {
        return length;
    }
}
