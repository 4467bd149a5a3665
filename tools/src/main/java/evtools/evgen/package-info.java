/**
 * evgen: load and test data from real samples, the same for the same seed.
 *
 * <pre>
 *   sample lines ──► SampleReader ──► Sample: per line  text | time | host | runs (numbers, hex, addresses)
 *                       RunScanner      per run    text, how it is drawn anew
 *                                          │
 *   Walker (one per host and sample): plays the sample in shuffled stretches, with its own clock,
 *   and draws runs anew each time round
 *                                          │ next in time
 *   Generator ──► lines ──► as they are (raw) | as events (LineEvents)
 * </pre>
 *
 * <p>What keeps the data like the samples: a run that is spread over the whole sample stays as it is; one that is met
 * in a stretch only (an id, a port, an address) is replaced by another of its kind, by the same one wherever it stands
 * in one round. What comes back at any distance is of a limited population (the machines of a cluster) and is drawn from
 * as many as that seems to have. So cardinality, repetition and correlation are those of the samples, in long output too:
 * ids stay fresh, hosts and users come back.
 *
 * <p>May use cli, lib-format and {@link evtools.pipe}.
 */
@NullMarked
package evtools.evgen;

import org.jspecify.annotations.NullMarked;
