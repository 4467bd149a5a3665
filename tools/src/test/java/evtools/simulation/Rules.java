package evtools.simulation;

import evtools.replication.SenderRules;
import evtools.store.Disk;

/** Rules that can be switched off, to see whether a simulation notices. */
interface Rules {
    /** What is shipped. */
    Rules SHIPPED = new Rules() {};

    /** A sender counts answers, not the distinct servers that they are about. */
    Rules COUNT_ANSWERS = withSender(new SenderRules() {
        @Override
        public boolean acknowledges(int holders, int answers, int acks) {
            return answers >= acks;
        }
    });

    /** A spool forgets a frame as soon as two servers have it, on disk or not. */
    Rules FORGET_AFTER_SECOND_DELIVERY = withSender(new SenderRules() {
        @Override
        public boolean forgets(int holders, int durable, int copies) {
            return holders >= Math.min(2, copies);
        }
    });

    /** A server says of a frame that is to be synced first that it has it, and syncs later. */
    Rules ANSWER_WITHOUT_SYNC = new Rules() {
        @Override
        public boolean syncsBeforeAnswer() {
            return false;
        }
    };

    /** A server whose sync has failed tries again, and believes the success. */
    Rules TRUST_A_LATER_SYNC = new Rules() {
        @Override
        public Disk disk(SimulatedDisk disk) {
            return new TrustingDisk(disk);
        }
    };

    private static Rules withSender(SenderRules rules) {
        return new Rules() {
            @Override
            public SenderRules sender() {
                return rules;
            }
        };
    }

    /** When senders say yes and when they forget. */
    default SenderRules sender() {
        return SenderRules.SHIPPED;
    }

    /** Whether servers sync before they answer for a frame whose class wants that. */
    default boolean syncsBeforeAnswer() {
        return true;
    }

    /** The disk as a server's store sees it. */
    default Disk disk(SimulatedDisk disk) {
        return disk;
    }
}
