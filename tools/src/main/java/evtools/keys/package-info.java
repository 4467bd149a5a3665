/**
 * Keys in files: the secret key of a process, and the list of public keys that a server lets in.
 *
 * <pre>
 *  key file, mode 0600                    authorized file, in the manner of ssh's authorized_keys
 *    # comment                              # comment
 *    evsec1…                                send evpub1… web servers
 *                                           peer,read,send,export evpub1… logs1
 * </pre>
 *
 * <p>May use: the JDK, {@link evtools.cli} and {@link evtools.noise}.
 */
@NullMarked
package evtools.keys;

import org.jspecify.annotations.NullMarked;
