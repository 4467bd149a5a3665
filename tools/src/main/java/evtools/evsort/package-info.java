/**
 * evsort: sorts streams of any length.
 *
 * <pre>
 *   FILE… ──► events ──► in memory, in temporary files ──► slices that are due, in order ──► sorted stream
 *                                                     └──► late events: flagged, aside, or an error
 * </pre>
 *
 * <p>What a server has stored is sorted by {@link evtools.evsort.store}. May use cli, lib-format, lib-sort and {@link evtools.pipe}.
 */
@NullMarked
package evtools.evsort;

import org.jspecify.annotations.NullMarked;
