/**
 * The Noise protocol {@code Noise_IK_25519_ChaChaPoly_SHA256} (noiseprotocol.org, revision 34) over the JDK's own X25519
 * (RFC 7748), ChaCha20-Poly1305 (RFC 8439) and HMAC-SHA-256, and the text form of its keys.
 *
 * <pre>
 *  client (initiator)                            server (responder)
 *  knows the server's public key s_r             learns the client's public key s_i from message 1
 *
 *    e, es, s, ss   ── message 1, 96 bytes ──►     e_i 32 | s_i encrypted 48 | empty payload encrypted 16
 *                   ◄── message 2, 48 bytes ──     e_r 32 | empty payload encrypted 16     e, ee, se
 *
 *    split: one {@link evtools.noise.CipherState} for each direction
 *
 *  h  = hash of all that was said so far; each encryption in the handshake authenticates it
 *  ck = chaining key; each Diffie-Hellman result is mixed into it
 * </pre>
 *
 * <p>A state machine: bytes go in, bytes or a {@link evtools.noise.NoiseException} come out. Message 1 can be replayed by
 * whoever recorded it, so it carries no payload here; a replayer can't read or make what follows.
 *
 * <p>May use: the JDK. Does no input and output.
 */
@NullMarked
package evtools.noise;

import org.jspecify.annotations.NullMarked;
