/**
 * evkey: makes secret keys and shows their public keys.
 *
 * <pre>
 *   gen  ──► a file that its owner alone can read     evpub1… ──► standard output
 *   show ◄── that file                                evpub1… ──► standard output
 * </pre>
 *
 * <p>May use cli, {@link evtools.keys} and {@link evtools.noise}.
 */
@NullMarked
package evtools.evkey;

import org.jspecify.annotations.NullMarked;
