/** Tests of the handshake, its ciphers and its keys. */
@NullMarked
package evtools.noise;

import org.jspecify.annotations.NullMarked;
