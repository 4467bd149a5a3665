/**
 * Positions: where reading stands in each source, so that reading on from there makes the same events as never having
 * stopped.
 *
 * <pre>
 *   evtail ── events ── positions frame ── events ── positions frame ──►  sink
 *                            │                                             │ keeps events and position together:
 *                            └ all events before this frame came           ▼ PositionsFile.commit
 *                              from before these positions              state file = a stream with one positions frame
 *
 *   payload = entry*      entry = length u32, version u8 = 1, path u16 n + n bytes, …      docs/FORMAT.md section 5
 * </pre>
 *
 * <p>May use {@link evtools.format} and its frames; knows nothing of how sources are read.
 */
@NullMarked
package evtools.format.position;

import org.jspecify.annotations.NullMarked;
