package evtools.replication;

/**
 * The decisions of a sender on which everything rests, in one place: when it says yes, and when it forgets.
 *
 * <p>Tests put wrong rules in their place, to see that they notice.
 */
public interface SenderRules {
    /** What is shipped: distinct holders count, and before forgetting only what they have on disk for good. */
    SenderRules SHIPPED = new SenderRules() {};

    /**
     * Whether a frame may be acknowledged.
     *
     * @param holders how many distinct servers are known to hold it
     * @param answers how many times a server has said that it holds it
     * @param acks how many servers its sender waits for
     */
    default boolean acknowledges(int holders, int answers, int acks) {
        return holders >= acks;
    }

    /**
     * Whether the spool may forget a frame.
     *
     * @param holders how many distinct servers are known to hold it
     * @param durable how many of them have confirmed that they have it on disk for good
     * @param copies how many servers shall have it
     */
    default boolean forgets(int holders, int durable, int copies) {
        return holders >= copies && durable >= copies;
    }

    /** Whether the spool may forget a frame because one server says that it was archived or has expired there. */
    default boolean forgetsDeleted() {
        return true;
    }
}
