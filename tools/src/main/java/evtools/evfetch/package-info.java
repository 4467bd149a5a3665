/**
 * evfetch: events of a time range from all servers, or live.
 *
 * <pre>
 *  server ─► {@link evtools.fetch.ServerStream} ─┐ frames by least point
 *  server ─► ServerStream ─┼─► copies out ─► what overlaps is merged ─► filter ─► output
 *  server ─► ServerStream ─┘
 * </pre>
 *
 * <p>Frames wait in short queues, so a slow reader slows the servers down; only what overlaps in time is held. May use
 * cli, pipe, fetch, lib-format, lib-sort and transport.
 */
@NullMarked
package evtools.evfetch;

import org.jspecify.annotations.NullMarked;
