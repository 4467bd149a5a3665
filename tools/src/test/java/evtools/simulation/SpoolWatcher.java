package evtools.simulation;

import evtools.evsend.DeliveryListener;
import evtools.format.frame.FrameHeader;
import evtools.store.SpoolFrame;
import org.jspecify.annotations.Nullable;

/** Tells the ledger what becomes of a spool's frames. */
final class SpoolWatcher implements DeliveryListener {
    private final SimulatedSender sender;
    private final Ledger ledger;
    private final long origin;
    /** The frame that was made last, until it is spooled. */
    private @Nullable TrackedFrame newest;

    SpoolWatcher(SimulatedSender sender, long origin) {
        this.sender = sender;
        this.ledger = sender.world.ledger;
        this.origin = origin;
    }

    /** A frame is made, and about to be spooled. */
    void made(FrameHeader header, byte[] bytes) {
        newest = ledger.made(sender, header, bytes);
    }

    /** The frame that was made last is not in the spool: the outbox has dropped and counted it. */
    void countUnspooled() {
        TrackedFrame frame = newest;
        if (frame != null) {
            ledger.dropped(frame);
        }
    }

    @Override
    public void acknowledged(long sequence) {
        ledger.acknowledged(ledger.frame(origin, sequence));
    }

    @Override
    public void confirmed(long sequence) {
        ledger.confirmed(ledger.frame(origin, sequence));
    }

    @Override
    public void dropped(long sequence) {
        ledger.dropped(ledger.frame(origin, sequence));
    }

    @Override
    public void spooled(SpoolFrame frame) {
        newest = null;
    }
}
