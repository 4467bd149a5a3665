/**
 * A simulated fleet of senders: how events of many hosts arrive at a server, with a simulated clock. For what sorting is
 * measured and tested with.
 *
 * <pre>
 *   events in order of time ──► a sender for each ──► 0–5 s later in its batch ──► frames, built when the batch ends
 *                                                                                        │ on their way 0–5 s,
 *   frames in order of arrival ◄── some of them twice ◄──────────────────────────────────┘ 1 % minutes, 0.1 % hours
 * </pre>
 *
 * <p>The same events, options and seed give the same frames. May use the libraries, and evtools.store for what comes
 * after arrival.
 */
@NullMarked
package evtools.fleet;

import org.jspecify.annotations.NullMarked;
