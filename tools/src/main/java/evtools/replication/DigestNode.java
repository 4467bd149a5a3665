package evtools.replication;

import java.util.Arrays;

/** A node of {@link DigestTree}: this server's digest, and what each peer said last of its own. */
sealed class DigestNode permits HealedBucket {
    /** A peer's digest that has to be asked for again. */
    static final long UNKNOWN = -1;

    /** This server's; 0: nothing there. */
    long digest;

    private long[] heard = new long[0];

    /** What that peer said last; 0: that it has nothing there, or nothing at all. */
    long heard(int peer) {
        return peer < heard.length ? heard[peer] : 0;
    }

    void hear(int peer, long theirs) {
        if (peer >= heard.length) {
            if (theirs == 0) {
                return;
            }
            heard = Arrays.copyOf(heard, peer + 1);
        }
        heard[peer] = theirs;
    }

    /** Whatever peers said has to be asked for again. */
    void forgetAll(int peers) {
        if (heard.length < peers) {
            heard = new long[peers];
        }
        Arrays.fill(heard, UNKNOWN);
    }
}
