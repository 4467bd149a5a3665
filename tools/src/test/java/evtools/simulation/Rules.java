package evtools.simulation;

import evtools.replication.SenderRules;
import evtools.store.Disk;
import evtools.transport.Role;

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

    /** A server takes what other servers bring, whether it has deleted it before or not. */
    Rules TAKE_DELETED_FROM_PEERS = new Rules() {
        @Override
        public boolean ignoresTombstones(Role from, boolean onlyHealing) {
            return from == Role.PEER;
        }
    };

    /** A server takes what healing brings, whether it has deleted it before or not. */
    Rules HEAL_DELETED = new Rules() {
        @Override
        public boolean ignoresTombstones(Role from, boolean onlyHealing) {
            return from == Role.PEER && onlyHealing;
        }
    };

    /** A server takes what senders bring, whether it has deleted it before or not. */
    Rules TAKE_DELETED_FROM_SENDERS = new Rules() {
        @Override
        public boolean ignoresTombstones(Role from, boolean onlyHealing) {
            return from == Role.SENDER;
        }
    };

    /** A server that is started anew doesn't know what it has deleted before. */
    Rules FORGET_TOMBSTONES = new Rules() {
        @Override
        public boolean keepsTombstones() {
            return false;
        }
    };

    /** Servers don't tell each other what is archived. */
    Rules KEEP_TOMBSTONES_SECRET = new Rules() {
        @Override
        public boolean tellsTombstones() {
            return false;
        }
    };

    /** Servers keep buckets for half as long as they were told to. */
    Rules EXPIRE_EARLY = new Rules() {
        @Override
        public long retainNanos(long wanted) {
            return wanted / 2;
        }
    };

    /** Servers are told to delete what no archive has. */
    Rules DELETE_UNARCHIVED = new Rules() {
        @Override
        public boolean archivesBeforeDeleting() {
            return false;
        }
    };

    /** Spools keep what servers say they have deleted. */
    Rules KEEP_DELETED_IN_SPOOL = withSender(new SenderRules() {
        @Override
        public boolean forgetsDeleted() {
            return false;
        }
    });

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

    /**
     * Whether a server treats what it is brought or asked by such clients as if it had never deleted anything.
     *
     * @param onlyHealing senders have sent everything: what servers bring each other now is brought by healing
     */
    default boolean ignoresTombstones(Role from, boolean onlyHealing) {
        return false;
    }

    /** Whether what was deleted is known after a restart. */
    default boolean keepsTombstones() {
        return true;
    }

    /** Whether a server tells others what it knows to be archived. */
    default boolean tellsTombstones() {
        return true;
    }

    /** How long a server keeps buckets that is to keep them for so long. */
    default long retainNanos(long wanted) {
        return wanted;
    }

    /** Whether frames are in the archive before servers are told to delete them. */
    default boolean archivesBeforeDeleting() {
        return true;
    }

    /** The disk as a server's store sees it. */
    default Disk disk(SimulatedDisk disk) {
        return disk;
    }
}
