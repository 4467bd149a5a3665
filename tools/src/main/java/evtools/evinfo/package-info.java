/**
 * evinfo: what is in event streams, whether it is whole, and whether two hold the same events.
 *
 * <pre>
 *   FILE… ──► frames ──► StreamSummary   headers alone
 *                  └──► events ──► EventChecksum, EventCounts, EventVerifier
 * </pre>
 *
 * <p>May use cli, lib-format and {@link evtools.pipe}.
 */
@NullMarked
package evtools.evinfo;

import org.jspecify.annotations.NullMarked;
