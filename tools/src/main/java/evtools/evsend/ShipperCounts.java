package evtools.evsend;

/**
 * What a shipper has done since its start and what it has to do, at one moment.
 *
 * @param sentFrames frames sent, each time counted
 * @param sentBytes bytes of them
 * @param resentFrames frames sent once more, each time counted
 * @param checkedAgainFrames frames that were asked for once more after their bucket's end
 * @param unacknowledgedFrames frames that too few servers are known to have
 * @param copiesShortFrames acknowledged frames that too few servers are known to hold
 * @param keptFrames frames that are confirmed and kept to be confirmed once more
 * @param servers servers that are known
 * @param serversUp servers that there is a connection to
 */
record ShipperCounts(
        long sentFrames,
        long sentBytes,
        long resentFrames,
        long checkedAgainFrames,
        int unacknowledgedFrames,
        int copiesShortFrames,
        int keptFrames,
        int servers,
        int serversUp) {}
