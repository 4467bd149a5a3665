package evtools.evsend;

import evtools.store.SpoolFrame;

/** Is told how far each frame of a spool has come. Called under the shipper's lock: must be quick, must not call it. */
public interface DeliveryListener {
    /** As many distinct servers hold the frame as its sender waits for. */
    default void acknowledged(long sequence) {}

    /** As many distinct servers as it has copies have it on disk for good: the spool is about to forget it. */
    default void confirmed(long sequence) {}

    /** It is given up, because the spool is full, it was too old or its file is gone. */
    default void dropped(long sequence) {}

    /** A new frame is in the spool. */
    default void spooled(SpoolFrame frame) {}

    /** Nobody wants to know. */
    DeliveryListener NONE = new DeliveryListener() {};
}
