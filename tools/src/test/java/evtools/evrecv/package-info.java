/** Tests of a server's parts. */
@NullMarked
package evtools.evrecv;

import org.jspecify.annotations.NullMarked;
