/**
 * Asking servers for what they hold: one stream of answers from each, frames checked.
 *
 * <pre>
 *   question ──► {@link evtools.fetch.ServerStream} ──► thread that receives ──► short queue ──► head, take
 *
 *   {@link evtools.fetch.Cluster}: ServerStream ─┐ frames by least point
 *            ServerStream ─┼─► {@link evtools.fetch.RangeFetch}: copies out ─► what overlaps is merged ─► filter ─► output
 *            ServerStream ─┘                                                          or {@link evtools.fetch.FetchedStream}
 * </pre>
 *
 * <p>Frames wait in short queues, so that a slow taker slows the servers down; only what overlaps in time is held.
 * {@link evtools.fetch.ServerInputs} are the operands {@code ev://HOST:PORT,…} of other tools. Below all tools: may use
 * cli, pipe, lib-format, lib-sort, membership and transport.
 */
@NullMarked
package evtools.fetch;

import org.jspecify.annotations.NullMarked;
