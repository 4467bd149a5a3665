package evtools.simulation;

import evtools.evsend.DeliveryListener;
import evtools.evsend.RuleBreaking;
import evtools.evsend.Shipper;
import evtools.format.frame.FrameHeader;
import evtools.store.SpoolFrame;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Tells the ledger what becomes of a spool's frames. */
final class SpoolWatcher implements DeliveryListener {
    private final SimulatedSender sender;
    private final Ledger ledger;
    private final long origin;
    /** The frame that was made last, until it is spooled. */
    private @Nullable TrackedFrame newest;

    private @Nullable Shipper shipper;
    private long settled;

    SpoolWatcher(SimulatedSender sender, long origin) {
        this.sender = sender;
        this.ledger = sender.world.ledger;
        this.origin = origin;
    }

    /** Who says so. */
    void of(Shipper watched) {
        shipper = watched;
    }

    /** Whether what is said now is said because a server has deleted the frame. */
    private boolean isSettled() {
        return RuleBreaking.settledCount(Objects.requireNonNull(shipper)) > settled;
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
        if (!isSettled()) {
            ledger.acknowledged(ledger.frame(origin, sequence));
        }
    }

    @Override
    public void confirmed(long sequence) {
        TrackedFrame frame = ledger.frame(origin, sequence);
        if (isSettled()) {
            settled = RuleBreaking.settledCount(Objects.requireNonNull(shipper));
            ledger.settled(frame);
        } else {
            ledger.confirmed(frame);
        }
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
