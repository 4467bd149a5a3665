package evtools.evsend;

/**
 * How it goes with one server.
 *
 * @param name for a person
 * @param up there is a connection
 * @param inFlightFrames sent and not answered
 * @param windowFrames how many of those there may be
 */
record ServerState(String name, boolean up, int inFlightFrames, int windowFrames) {}
