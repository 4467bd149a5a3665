package evtools.sort;

import java.util.Arrays;

/**
 * Finds the least of several keys again and again when one of them changes at a time: one comparison a level.
 *
 * <pre>
 *            winner
 *              |
 *           loser 1               inner nodes remember who lost there
 *          /       \
 *      loser 2    loser 3
 *      /    \     /    \
 *    key 0 key 1 key 2 key 3      node of player i: (i + players) / 2
 * </pre>
 *
 * <p>Keys are compared as signed numbers; ties go to a {@link Ties}. Not thread-safe.
 */
final class LoserTree {
    /** Decides between players whose keys are equal. */
    interface Ties {
        boolean isBefore(int player, int other);
    }

    private final Ties ties;
    private long[] keys = new long[4];
    private int[] losers = new int[4];
    private int players;
    private int winner;

    LoserTree(Ties ties) {
        this.ties = ties;
    }

    /** Begins a game; then {@link #set} all keys and {@link #play}. */
    void begin(int newPlayers) {
        players = newPlayers;
        if (keys.length < newPlayers) {
            keys = Arrays.copyOf(keys, Math.max(newPlayers, keys.length * 2));
            losers = new int[keys.length];
        }
    }

    void set(int player, long key) {
        keys[player] = key;
    }

    long key(int player) {
        return keys[player];
    }

    int winner() {
        return winner;
    }

    /** Plays all matches. */
    void play() {
        int[] winners = new int[2 * players];
        for (int i = 0; i < players; i++) {
            winners[players + i] = i;
        }
        for (int node = players - 1; node > 0; node--) {
            int left = winners[2 * node];
            int right = winners[2 * node + 1];
            boolean rightWins = isBefore(right, left);
            winners[node] = rightWins ? right : left;
            losers[node] = rightWins ? left : right;
        }
        winner = winners[1];
    }

    /** Gives the winner a new key and finds the next one. */
    void replay(long newKey) {
        int player = winner;
        keys[player] = newKey;
        for (int node = (player + players) >>> 1; node > 0; node >>>= 1) {
            int loser = losers[node];
            if (isBefore(loser, player)) {
                losers[node] = player;
                player = loser;
            }
        }
        winner = player;
    }

    /** The least key but the winner's; the greatest there can be if there is no other. */
    long runnerUpKey() {
        long least = Long.MAX_VALUE;
        for (int node = (winner + players) >>> 1; node > 0; node >>>= 1) {
            least = Math.min(least, keys[losers[node]]);
        }
        return least;
    }

    private boolean isBefore(int player, int other) {
        long key = keys[player];
        long otherKey = keys[other];
        return key < otherKey || (key == otherKey && ties.isBefore(player, other));
    }
}
