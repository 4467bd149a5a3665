/** Tests of the transport: addresses, connections, deadlines. */
@NullMarked
package evtools.transport;

import org.jspecify.annotations.NullMarked;
